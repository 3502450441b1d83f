package org.posthaste.smtp.session;

/**
 * Looks for a CR or LF that is not part of a CRLF, in text that comes in pieces of any size. Confined to the session's
 * executor.
 */
final class LineEnds {
    private boolean behindCr;
    private boolean bare;

    /** The next octets. */
    void accept(byte[] octets, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            byte octet = octets[i];
            if (octet == '\n' != behindCr) {
                bare = true;
            }
            behindCr = octet == '\r';
        }
    }

    /** True if there was one; the text is complete. */
    boolean bareFound() {
        return bare || behindCr;
    }
}
