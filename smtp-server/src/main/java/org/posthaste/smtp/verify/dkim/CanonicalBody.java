package org.posthaste.smtp.verify.dkim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a body into its canonical form while it comes, in pieces of any size (RFC 6376 §3.4.3, §3.4.4). Stretches that
 * stay as they are go from the input to the digests without being copied; memory is fixed. Only CRLF ends a line: a CR
 * or LF alone is an octet like any other. Confined.
 */
abstract sealed class CanonicalBody permits SimpleBody, RelaxedBody {
    private static final int BLOCK = 512;
    private static final byte[] LINE_ENDS = "\r\n".repeat(BLOCK).getBytes(StandardCharsets.US_ASCII);

    private final List<BodyDigest> digests = new ArrayList<>(2);
    private long length;
    /** Line ends not written yet: they count only if something follows. */
    private long lineEnds;

    static CanonicalBody of(Canonicalization form) {
        return form == Canonicalization.SIMPLE ? new SimpleBody() : new RelaxedBody();
    }

    /** Before anything is written: this gets the canonical octets too. */
    final void add(BodyDigest digest) {
        digests.add(digest);
    }

    /** Octets of the canonical body so far. */
    final long length() {
        return length;
    }

    /** The next octets. */
    abstract void write(byte[] octets, int from, int to);

    /** No more comes. */
    abstract void finish();

    final void lineEnd() {
        lineEnds++;
    }

    final void emit(byte[] octets, int from, int to) {
        if (to > from) {
            length += to - from;
            for (BodyDigest digest : digests) {
                digest.update(octets, from, to - from);
            }
        }
    }

    /** Writes the line ends that turned out not to be the last ones. */
    final void emitLineEnds() {
        while (lineEnds > 0) {
            int count = (int) Math.min(lineEnds, BLOCK);
            emit(LINE_ENDS, 0, 2 * count);
            lineEnds -= count;
        }
    }

    /** Writes one line end in place of all that waited. */
    final void emitLastLineEnd() {
        emit(LINE_ENDS, 0, 2);
    }
}
