package org.posthaste.common.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Cuts octets the way networks do; the same seed gives the same cuts. */
public enum Fragmenter {
    /** In one piece. */
    WHOLE,
    /** Octet by octet. */
    OCTETS,
    /** At random places. */
    RANDOM;

    /** The pieces of these octets, in order. */
    public List<byte[]> cut(byte[] octets, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        int start = 0;
        while (start < octets.length) {
            int length = pieceLength(octets.length - start, random);
            pieces.add(Arrays.copyOfRange(octets, start, start + length));
            start += length;
        }
        return pieces;
    }

    private int pieceLength(int left, Random random) {
        return switch (this) {
            case WHOLE -> left;
            case OCTETS -> 1;
                // Short pieces are where decoders break, so most are short.
            case RANDOM -> Math.min(left, random.nextInt(4) == 0 ? 1 + random.nextInt(left) : 1 + random.nextInt(7));
        };
    }
}
