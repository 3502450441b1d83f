package org.posthaste.common.message;

/**
 * Collects the raw fields of a header while it streams by, up to a number of octets. A field that does not fit is left
 * out whole; later ones that fit are kept. Not thread-safe.
 */
final class HeaderCollector {
    private final OctetBuffer kept = new OctetBuffer(2048);
    private int limit;
    private int fieldStart;
    private int lineStart;
    private boolean atLineStart;
    private boolean leavingOut;
    private boolean complete;

    /** A new header begins. */
    void begin(int maxOctets) {
        kept.truncate(0);
        limit = maxOctets;
        fieldStart = 0;
        leavingOut = false;
        complete = true;
        beginLine();
    }

    void beginLine() {
        lineStart = kept.length();
        atLineStart = true;
    }

    /** The next octets of the line; there is at least one. */
    void append(byte[] octets, int offset, int length) {
        if (atLineStart) {
            atLineStart = false;
            if (octets[offset] != ' ' && octets[offset] != '\t') {
                fieldStart = lineStart;
                leavingOut = false;
            }
        }
        if (leavingOut) {
            return;
        }
        if (kept.length() + length > limit) {
            kept.truncate(fieldStart);
            leavingOut = true;
            complete = false;
        } else {
            kept.append(octets, offset, length);
        }
    }

    /** The line just appended is not part of the header. */
    void dropLine() {
        kept.truncate(lineStart);
    }

    /** True if nothing was left out. */
    boolean isComplete() {
        return complete;
    }

    HeaderBlock toHeader() {
        return HeaderBlock.parse(kept.toByteArray());
    }
}
