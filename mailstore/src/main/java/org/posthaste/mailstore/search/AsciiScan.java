package org.posthaste.mailstore.search;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Rules out a text by its octets alone, several times as fast as decoding and folding it: looks for one ASCII word in
 * any case (Boyer, Moore, Horspool). Immutable.
 */
final class AsciiScan {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHS = 0x8080808080808080L;
    private static final int WINDOW = 32 * 1024;

    private final byte[] word;
    /** For each octet how far the word may move when that octet stands below its end. */
    private final int[] skips = new int[256];

    /** Looks for a word in lower case, all ASCII. */
    AsciiScan(String lowerWord) {
        word = new byte[lowerWord.length()];
        Arrays.fill(skips, word.length);
        for (int i = 0; i < word.length; i++) {
            word[i] = (byte) lowerWord.charAt(i);
            if (i < word.length - 1) {
                skips[word[i]] = word.length - 1 - i;
                skips[Character.toUpperCase(word[i])] = word.length - 1 - i;
            }
        }
    }

    /** True if the octets are all ASCII and the word is not among them; false if the text has to be looked at. */
    boolean rulesOut(InputStream octets) throws IOException {
        byte[] window = new byte[WINDOW + word.length];
        int held = 0;
        while (true) {
            int count = octets.read(window, held, WINDOW);
            if (count < 0) {
                return true;
            }
            int end = held + count;
            if (!isAscii(window, held, end) || isIn(window, end)) {
                return false;
            }
            int kept = Math.min(end, Math.max(0, word.length - 1));
            System.arraycopy(window, end - kept, window, 0, kept);
            held = kept;
            SubstringMatcher.checkInterrupt();
        }
    }

    /** As {@link #rulesOut(InputStream)}, for octets in memory. */
    boolean rulesOut(byte[] octets) {
        return isAscii(octets, 0, octets.length) && !isIn(octets, octets.length);
    }

    private static boolean isAscii(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            if (((long) WORD.get(octets, i) & HIGHS) != 0) {
                return false;
            }
        }
        for (; i < to; i++) {
            if (octets[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isIn(byte[] octets, int end) {
        int last = word.length - 1;
        for (int at = last; at < end; at += skips[octets[at]]) {
            int i = last;
            while (i >= 0 && lower(octets[at - last + i]) == word[i]) {
                i--;
            }
            if (i < 0) {
                return true;
            }
        }
        return false;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
    }
}
