package org.posthaste.common.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line ends eight octets at a time. */
final class LineScan {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long ABOVE_CR = ONES * ('\r' + 1);

    private LineScan() {}

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
