package org.posthaste.imap.protocol;

import java.util.Arrays;

/**
 * sequence-set of RFC 3501 §9 as written: ranges in any order, {@code *} still open; or {@code $}, the result of the last search that was saved (RFC 5182 §2.1). Immutable.
 */
public final class SequenceSet {
    /** Stands for {@code *}, the largest number in use. */
    public static final long STAR = Long.MAX_VALUE;

    /** {@code $}: has no ranges of its own. */
    public static final SequenceSet SAVED = new SequenceSet(new long[0]);

    private final long[] bounds;

    private SequenceSet(long[] bounds) {
        this.bounds = bounds;
    }

    /** True for {@code $}. */
    public boolean isSaved() {
        return bounds.length == 0;
    }

    /** From first to last, both included. */
    public static SequenceSet range(long first, long last) {
        return new SequenceSet(new long[] {first, last});
    }

    /** Number of ranges. */
    public int ranges() {
        return bounds.length / 2;
    }

    /** Smaller bound of a range when {@code *} means {@code star}. */
    public long low(int range, long star) {
        return Math.min(value(2 * range, star), value(2 * range + 1, star));
    }

    /** Larger bound of a range when {@code *} means {@code star}. */
    public long high(int range, long star) {
        return Math.max(value(2 * range, star), value(2 * range + 1, star));
    }

    /** True if a bound of the range is {@code *}. */
    public boolean hasStar(int range) {
        return bounds[2 * range] == STAR || bounds[2 * range + 1] == STAR;
    }

    private long value(int index, long star) {
        return bounds[index] == STAR ? star : bounds[index];
    }

    @Override
    public String toString() {
        if (isSaved()) {
            return "$";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            text.append(i == 0 ? "" : ",").append(name(bounds[i]));
            if (bounds[i] != bounds[i + 1]) {
                text.append(':').append(name(bounds[i + 1]));
            }
        }
        return text.toString();
    }

    private static String name(long bound) {
        return bound == STAR ? "*" : Long.toString(bound);
    }

    /** Builds a set. */
    static final class Builder {
        private long[] bounds = new long[2];
        private int length;

        void add(long first, long last) {
            if (length == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * length);
            }
            bounds[length++] = first;
            bounds[length++] = last;
        }

        SequenceSet build() {
            return new SequenceSet(Arrays.copyOf(bounds, length));
        }
    }
}
