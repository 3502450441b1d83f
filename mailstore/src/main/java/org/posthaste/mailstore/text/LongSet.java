package org.posthaste.mailstore.text;

/** A set of numbers above 0. Not thread-safe while it is filled. */
final class LongSet {
    private static final int FIRST_CAPACITY = 64;

    /** Open addressing; 0 where it is empty. */
    private long[] table;

    private int size;

    /** A set with room for some. */
    LongSet(int expected) {
        table = new long[Math.max(FIRST_CAPACITY, Integer.highestOneBit(Math.max(1, expected)) * 4)];
    }

    void add(long number) {
        if (2 * size >= table.length) {
            grow();
        }
        size += put(table, number) ? 1 : 0;
    }

    private void grow() {
        long[] larger = new long[2 * table.length];
        for (long number : table) {
            if (number != 0) {
                put(larger, number);
            }
        }
        table = larger;
    }

    private static boolean put(long[] into, long number) {
        int at = slot(number, into.length);
        while (into[at] != 0) {
            if (into[at] == number) {
                return false;
            }
            at = at + 1 & into.length - 1;
        }
        into[at] = number;
        return true;
    }

    boolean contains(long number) {
        int at = slot(number, table.length);
        while (table[at] != 0) {
            if (table[at] == number) {
                return true;
            }
            at = at + 1 & table.length - 1;
        }
        return false;
    }

    int size() {
        return size;
    }

    private static int slot(long number, int capacity) {
        return (int) (number * 0x9e3779b97f4a7c15L >>> 32) & capacity - 1;
    }
}
