package org.posthaste.common.message;

/** What one pass over a message found; offsets count from the message's first octet. Immutable. */
public final class ParsedMessage {
    /** Size in octets. */
    public long size() {
        throw new UnsupportedOperationException();
    }

    /** The message's own header fields, as many as the limits allow. */
    public HeaderBlock header() {
        throw new UnsupportedOperationException();
    }

    /**
     * Renders what FETCH needs, as if {@code prefix} (complete header fields, each ended by CRLF, or nothing) stood before the message.
     *
     * @return the stored form, read by {@link RenderedMessage}
     */
    public byte[] render(byte[] prefix) {
        throw new UnsupportedOperationException();
    }
}
