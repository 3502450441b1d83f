package org.posthaste.mailstore.text;

import java.util.Arrays;

/**
 * The different trigrams of a text: every three characters in a row, and what is left at the end filled up with
 * {@link Trigrams#END}. Bounded. Cheap to use again and again; confined to one thread.
 */
final class TrigramSet {
    private static final int ASCII_BITS = 7;
    private static final int ASCII = 1 << ASCII_BITS;
    private static final int ASCII_TRIGRAMS = 1 << 3 * ASCII_BITS;
    private static final int FIRST_CAPACITY = 1024;

    private final int limit;
    /** One bit for each trigram of ASCII characters. */
    private final long[] asciiSeen = new long[ASCII_TRIGRAMS / Long.SIZE];

    private int[] ascii = new int[FIRST_CAPACITY];
    private int asciiCount;
    /** The others: a table with open addressing, 0 where it is empty. */
    private long[] table = new long[FIRST_CAPACITY];

    private long[] others = new long[FIRST_CAPACITY];
    private int othersCount;
    /** The two characters before the next one; how many there are. */
    private char first;

    private char second;
    private int held;
    private boolean full;

    /** Takes a trigram. */
    interface Taker {
        void trigram(long trigram);
    }

    /** A set of at most so many trigrams. */
    TrigramSet(int limit) {
        this.limit = limit;
    }

    /** Adds the next characters of a text; returns false once the set is full, and so does not hold all. */
    boolean add(char[] text, int length) {
        int i = 0;
        for (; held < 2 && i < length; i++) {
            first = second;
            second = text[i];
            held++;
        }
        char a = first;
        char b = second;
        for (; i < length && !full; i++) {
            char c = text[i];
            put(a, b, c);
            a = b;
            b = c;
        }
        first = a;
        second = b;
        return !full;
    }

    /** The text is complete. */
    void end() {
        if (held == 2) {
            put(first, second, Trigrams.END);
        }
        if (held > 0) {
            put(second, Trigrams.END, Trigrams.END);
        }
        held = 0;
    }

    private void put(char a, char b, char c) {
        if ((a | b | c) < ASCII) {
            int trigram = a << 2 * ASCII_BITS | b << ASCII_BITS | c;
            long bit = 1L << trigram;
            if ((asciiSeen[trigram >>> 6] & bit) == 0) {
                asciiSeen[trigram >>> 6] |= bit;
                if (asciiCount == ascii.length) {
                    ascii = Arrays.copyOf(ascii, 2 * asciiCount);
                }
                ascii[asciiCount++] = trigram;
                full |= size() >= limit;
            }
        } else {
            putOther(Trigrams.of(a, b, c));
        }
    }

    private void putOther(long trigram) {
        int at = slot(trigram, table.length);
        while (table[at] != 0 && table[at] != trigram) {
            at = at + 1 & table.length - 1;
        }
        if (table[at] == 0) {
            table[at] = trigram;
            if (othersCount == others.length) {
                others = Arrays.copyOf(others, 2 * othersCount);
            }
            others[othersCount++] = trigram;
            full |= size() >= limit;
            if (2 * othersCount > table.length) {
                grow();
            }
        }
    }

    private void grow() {
        long[] larger = new long[2 * table.length];
        for (int i = 0; i < othersCount; i++) {
            int at = slot(others[i], larger.length);
            while (larger[at] != 0) {
                at = at + 1 & larger.length - 1;
            }
            larger[at] = others[i];
        }
        table = larger;
    }

    private static int slot(long trigram, int capacity) {
        long mixed = trigram * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 40) & capacity - 1;
    }

    /** Number of trigrams. */
    int size() {
        return asciiCount + othersCount;
    }

    /** True if there may be trigrams that were not added. */
    boolean isFull() {
        return full;
    }

    /** Gives all trigrams, in no order. */
    void forEach(Taker taker) {
        for (int i = 0; i < asciiCount; i++) {
            int trigram = ascii[i];
            taker.trigram(
                    Trigrams.of((char) (trigram >>> 2 * ASCII_BITS), (char) (trigram >>> ASCII_BITS & ASCII - 1), (char)
                            (trigram & ASCII - 1)));
        }
        for (int i = 0; i < othersCount; i++) {
            taker.trigram(others[i]);
        }
    }

    void clear() {
        for (int i = 0; i < asciiCount; i++) {
            asciiSeen[ascii[i] >>> 6] = 0;
        }
        if (othersCount > 0) {
            if (table.length > 64 * FIRST_CAPACITY) {
                table = new long[FIRST_CAPACITY];
                others = new long[FIRST_CAPACITY];
            } else {
                Arrays.fill(table, 0);
            }
        }
        asciiCount = 0;
        othersCount = 0;
        held = 0;
        full = false;
    }
}
