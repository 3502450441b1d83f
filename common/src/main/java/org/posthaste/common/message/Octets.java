package org.posthaste.common.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searching octets a word at a time. */
final class Octets {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * ONES;

    private Octets() {}

    /** Index of the first LF from {@code from} and before {@code to}; -1 if there is none. */
    static int indexOfLf(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORD.get(octets, i) ^ LINE_FEEDS;
            long zeros = (word - ONES) & ~word & HIGHS;
            if (zeros != 0) {
                return i + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (octets[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Number of LFs. */
    static int countLf(byte[] octets, int from, int to) {
        int count = 0;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORD.get(octets, i) ^ LINE_FEEDS;
            count += Long.bitCount(~(((word & ~HIGHS) + ~HIGHS) | word) & HIGHS);
        }
        for (; i < to; i++) {
            count += octets[i] == '\n' ? 1 : 0;
        }
        return count;
    }
}
