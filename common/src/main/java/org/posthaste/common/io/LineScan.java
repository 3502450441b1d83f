package org.posthaste.common.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line ends and other octets eight at a time. */
public final class LineScan {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ABOVE_CR = ONES * ('\r' + 1);

    private LineScan() {}

    /** Index of the first such octet in the range, or {@code end}. */
    public static int indexOf(byte wanted, byte[] octets, int from, int end) {
        long pattern = ONES * (wanted & 0xff);
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long word = (long) LONGS.get(octets, i) ^ pattern;
            long hits = (word - ONES) & ~word & HIGH_BITS;
            if (hits != 0) {
                // The lowest hit is exact; those above it may come from a borrow.
                return i + Long.numberOfTrailingZeros(hits) / Byte.SIZE;
            }
        }
        while (i < end && octets[i] != wanted) {
            i++;
        }
        return i;
    }

    /** Index of the first CR or LF in the range, or {@code end}. */
    static int next(byte[] octets, int from, int end) {
        int i = from;
        while (i < end) {
            // Skips words in which no octet is below 0x0E; the test is exact for "some octet is below".
            while (i + Long.BYTES <= end) {
                long word = (long) LONGS.get(octets, i);
                if (((word - ABOVE_CR) & ~word & HIGH_BITS) != 0) {
                    break;
                }
                i += Long.BYTES;
            }
            int stop = Math.min(end, i + Long.BYTES);
            for (; i < stop; i++) {
                if (octets[i] == '\n' || octets[i] == '\r') {
                    return i;
                }
            }
        }
        return end;
    }
}
