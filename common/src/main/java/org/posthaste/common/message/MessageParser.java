package org.posthaste.common.message;

/**
 * Parses a message while it streams by: one pass, bounded memory and time whatever the message holds. Never fails: what is not MIME is one text part. The octets themselves are
 * not kept. Not thread-safe.
 */
public final class MessageParser {
    /** A parser with {@link Limits#defaults}. */
    public MessageParser() {}

    /** The next octets of the message. */
    public void accept(byte[] octets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    /** The message has ended. */
    public ParsedMessage finish() {
        throw new UnsupportedOperationException();
    }
}
