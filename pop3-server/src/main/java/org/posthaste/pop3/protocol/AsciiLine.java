package org.posthaste.pop3.protocol;

import java.nio.charset.StandardCharsets;

/** One line of a listing, built without garbage. Not thread-safe. */
public final class AsciiLine {
    /** RFC 2449 §3: the longest line of a response. */
    public static final int CAPACITY = 512;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final byte[] octets = new byte[CAPACITY];
    private int length;

    /** The array; the line is at its front. */
    byte[] octets() {
        return octets;
    }

    /** Octets of the line. */
    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Appends a number that is not negative. */
    public AsciiLine decimal(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            octets[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Appends eight hexadecimal digits. */
    public AsciiLine hex(int number) {
        for (int shift = 28; shift >= 0; shift -= 4) {
            octets[length++] = HEX[number >>> shift & 15];
        }
        return this;
    }

    /** Appends ASCII text; what does not fit is cut. */
    public AsciiLine text(String text) {
        for (int i = 0; i < text.length() && length < CAPACITY - 2; i++) {
            octets[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    /** Appends a space. */
    public AsciiLine space() {
        octets[length++] = ' ';
        return this;
    }

    void end() {
        octets[length++] = '\r';
        octets[length++] = '\n';
    }

    /** The line so far. */
    @Override
    public String toString() {
        return new String(octets, 0, length, StandardCharsets.US_ASCII);
    }
}
