package org.posthaste.common.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The boundaries of the multiparts that are open, innermost on top (RFC 2046 §5.1.1). A line is compared whole but for
 * blanks at its end, so that a boundary which begins with another one is never taken for it. Comparing costs at most
 * one look at a number for each open boundary, and one look at the line's octets. Not thread-safe.
 */
final class Boundaries {
    /** RFC 2046 allows 70 octets; longer ones are seen. */
    static final int MAX_LENGTH = 250;

    private byte[][] values = new byte[4][];
    private int[] hashes = new int[4];
    private int size;
    private long lengths;
    private boolean closing;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void push(String boundary) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        byte[] value = boundary.getBytes(StandardCharsets.ISO_8859_1);
        values[size] = value;
        hashes[size++] = hash(value, 0, value.length);
        lengths |= 1L << value.length;
    }

    /** Forgets all but the outermost ones. */
    void truncate(int newSize) {
        size = newSize;
        lengths = 0;
        for (int i = 0; i < size; i++) {
            lengths |= 1L << values[i].length;
        }
    }

    /**
     * Finds the boundary that a line shows; {@link #isClosing} tells then if it was a closing one.
     *
     * @param line the line from its first octet
     * @param length its length without LF
     * @return the level, 0 for the outermost; -1 if the line shows none
     */
    int find(byte[] line, int length) {
        int end = length;
        while (end > 2 && (line[end - 1] == ' ' || line[end - 1] == '\t' || line[end - 1] == '\r')) {
            end--;
        }
        if (end < 3 || line[0] != '-' || line[1] != '-') {
            return -1;
        }
        int open = level(line, end);
        boolean dashes = end > 4 && line[end - 1] == '-' && line[end - 2] == '-';
        int closed = dashes ? level(line, end - 2) : -1;
        closing = closed > open;
        return Math.max(open, closed);
    }

    boolean isClosing() {
        return closing;
    }

    private int level(byte[] line, int end) {
        if ((lengths & 1L << (end - 2)) == 0) {
            return -1;
        }
        int hash = hash(line, 2, end);
        for (int i = size - 1; i >= 0; i--) {
            if (hashes[i] == hash && Arrays.equals(line, 2, end, values[i], 0, values[i].length)) {
                return i;
            }
        }
        return -1;
    }

    private static int hash(byte[] octets, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + octets[i];
        }
        return hash;
    }
}
