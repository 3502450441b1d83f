package org.posthaste.mailstore;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/** A set of UIDs as sorted, merged ranges. Immutable. */
public final class UidSet {
    /** The empty set. */
    public static final UidSet EMPTY = new UidSet(new int[0]);

    private final int[] bounds;

    private UidSet(int[] bounds) {
        this.bounds = bounds;
    }

    /** From first to last, both included. */
    public static UidSet range(int first, int last) {
        return first > last ? EMPTY : new UidSet(new int[] {first, last});
    }

    /** Of single UIDs, in any order. */
    public static UidSet of(int... uids) {
        int[] sorted = uids.clone();
        Arrays.sort(sorted);
        Builder builder = new Builder();
        for (int uid : sorted) {
            builder.add(uid, uid);
        }
        return builder.build();
    }

    /** Of ranges {@code {first, last}} in any order, overlapping or not. */
    public static UidSet ofRanges(List<int[]> ranges) {
        int[][] sorted = ranges.toArray(new int[0][]);
        Arrays.sort(sorted, (a, b) -> Integer.compare(a[0], b[0]));
        Builder builder = new Builder();
        for (int[] range : sorted) {
            builder.add(range[0], range[1]);
        }
        return builder.build();
    }

    /** Number of ranges. */
    public int ranges() {
        return bounds.length / 2;
    }

    /** First UID of a range. */
    public int first(int range) {
        return bounds[2 * range];
    }

    /** Last UID of a range. */
    public int last(int range) {
        return bounds[2 * range + 1];
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** Number of UIDs. */
    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += (long) bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    public boolean contains(int uid) {
        int at = Arrays.binarySearch(bounds, uid);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    /** The UIDs that are in both sets. */
    public UidSet and(UidSet other) {
        Builder both = new Builder();
        int i = 0;
        int k = 0;
        while (i < bounds.length && k < other.bounds.length) {
            int first = Math.max(bounds[i], other.bounds[k]);
            int last = Math.min(bounds[i + 1], other.bounds[k + 1]);
            if (first <= last) {
                both.add(first, last);
            }
            if (bounds[i + 1] < other.bounds[k + 1]) {
                i += 2;
            } else {
                k += 2;
            }
        }
        return both.build();
    }

    /** Calls for every UID, ascending. Only for sets known to hold existing UIDs. */
    public void forEach(IntConsumer action) {
        for (int i = 0; i < bounds.length; i += 2) {
            for (int uid = bounds[i]; uid <= bounds[i + 1] && uid >= 0; uid++) {
                action.accept(uid);
            }
        }
    }

    /** The IMAP form, {@code 1:4,7}; empty text for the empty set. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(bounds[i]);
            if (bounds[i + 1] != bounds[i]) {
                text.append(':').append(bounds[i + 1]);
            }
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidSet that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** Builds a set from ranges whose first UIDs ascend. Not thread-safe. */
    public static final class Builder {
        private int[] bounds = new int[8];
        private int length;

        /** Adds a range. */
        public Builder add(int first, int last) {
            if (length > 0 && first < bounds[length - 2]) {
                throw new IllegalArgumentException("ranges must ascend");
            }
            if (length > 0 && (long) first <= (long) bounds[length - 1] + 1) {
                bounds[length - 1] = Math.max(bounds[length - 1], last);
                return this;
            }
            if (length == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * length);
            }
            bounds[length++] = first;
            bounds[length++] = last;
            return this;
        }

        /** Adds one UID. */
        public Builder add(int uid) {
            return add(uid, uid);
        }

        /** The set so far. */
        public UidSet build() {
            return length == 0 ? EMPTY : new UidSet(Arrays.copyOf(bounds, length));
        }
    }
}
