package org.posthaste.common.message;

import java.util.Arrays;

/** Octets being written. Not thread-safe. */
final class OctetBuffer {
    private byte[] octets;
    private int length;

    OctetBuffer(int capacity) {
        octets = new byte[capacity];
    }

    int length() {
        return length;
    }

    /** Cuts to a length; growing again is not possible. */
    void truncate(int newLength) {
        length = Math.min(length, newLength);
    }

    OctetBuffer append(int octet) {
        reserve(1);
        octets[length++] = (byte) octet;
        return this;
    }

    OctetBuffer append(byte[] source) {
        return append(source, 0, source.length);
    }

    OctetBuffer append(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, octets, length, count);
        length += count;
        return this;
    }

    /** Appends text of which every character is one octet (ISO 8859-1). */
    OctetBuffer append(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            octets[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    /** Appends seven bits an octet, the lowest first. */
    OctetBuffer appendNumber(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            append((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        return append((int) rest);
    }

    byte[] toByteArray() {
        return Arrays.copyOf(octets, length);
    }

    private void reserve(int count) {
        if (octets.length - length < count) {
            octets = Arrays.copyOf(octets, Math.max(length + count, 2 * octets.length));
        }
    }
}
