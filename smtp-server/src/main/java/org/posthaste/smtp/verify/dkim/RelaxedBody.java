package org.posthaste.smtp.verify.dkim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * RFC 6376 §3.4.4: blanks within a line become one, those at its end and empty lines at the end of the body go; a body
 * without anything else is empty. Confined.
 */
final class RelaxedBody extends CanonicalBody {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long BEHIND_BLANKS = 0x21 * ONES;
    private static final byte[] CR = {'\r'};
    private static final byte[] BLANK = {' '};

    /** Blanks not written yet: they count only if the line goes on. */
    private boolean blank;
    /** The last octet was a CR that is not written yet. */
    private boolean behindCr;

    @Override
    void write(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            if (behindCr || isSpecial(octets[at])) {
                writeSpecial(octets, at);
                at++;
            } else {
                int end = unchanged(octets, at, to);
                emitWaiting();
                emit(octets, at, end);
                at = end;
            }
        }
    }

    /** The end of the stretch from {@code from} that is canonical as it is, whatever follows. */
    private static int unchanged(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            at = nextSpecial(octets, at, to);
            if (at + 2 >= to) {
                return at;
            }
            if (octets[at] == ' ' && !isSpecial(octets[at + 1])) {
                at += 2;
            } else if (octets[at] == '\r' && octets[at + 1] == '\n' && !isSpecial(octets[at + 2])) {
                at += 3;
            } else {
                return at;
            }
        }
        return at;
    }

    /** Index of the next blank or CR; {@code to} if there is none. */
    private static int nextSpecial(byte[] octets, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORD.get(octets, at);
            long low = (word - BEHIND_BLANKS) & ~word & HIGHS;
            // Marks every octet up to a blank, and through borrows some that are greater.
            while (low != 0) {
                int found = at + (Long.numberOfTrailingZeros(low) >>> 3);
                if (isSpecial(octets[found])) {
                    return found;
                }
                low &= low - 1;
            }
        }
        while (at < to && !isSpecial(octets[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpecial(byte octet) {
        return octet == ' ' || octet == '\r' || octet == '\t';
    }

    private void writeSpecial(byte[] octets, int at) {
        byte octet = octets[at];
        if (behindCr) {
            if (octet == '\n') {
                behindCr = false;
                blank = false;
                lineEnd();
                return;
            }
            emitWaiting();
        }
        if (octet == '\r') {
            behindCr = true;
        } else if (octet == ' ' || octet == '\t') {
            blank = true;
        } else {
            emit(octets, at, at + 1);
        }
    }

    private void emitWaiting() {
        emitLineEnds();
        if (blank) {
            emit(BLANK, 0, 1);
            blank = false;
        }
        if (behindCr) {
            emit(CR, 0, 1);
            behindCr = false;
        }
    }

    @Override
    void finish() {
        if (behindCr) {
            emitWaiting();
        }
        if (length() > 0) {
            emitLastLineEnd();
        }
    }
}
