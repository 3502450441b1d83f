package org.posthaste.mailstore.sort;

import java.util.Arrays;

/** Sorts by numbers alone, which is several times as fast as comparing objects. Stateless. */
public final class Ranks {
    private Ranks() {}

    /** For each value the number of distinct smaller ones. */
    public static int[] of(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[distinct - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        int[] ranks = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            ranks[i] = Arrays.binarySearch(sorted, 0, distinct, values[i]);
        }
        return ranks;
    }

    /** The indexes of ranks in ascending order of rank; of equal ones, in their own order. */
    public static int[] order(int[] ranks) {
        long[] order = new long[ranks.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) ranks[i] << 32 | i;
        }
        Arrays.sort(order);
        int[] indexes = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            indexes[i] = (int) order[i];
        }
        return indexes;
    }
}
