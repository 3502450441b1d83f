package org.posthaste.common.message;

import java.util.Collection;
import java.util.Optional;

/** The stored form of what FETCH needs of one message, in the octets FETCH sends. Immutable. */
public final class RenderedMessage {
    /** Reads the form written by {@link ParsedMessage#render}. */
    public static RenderedMessage decode(byte[] stored) {
        throw new UnsupportedOperationException();
    }

    /** RFC822.SIZE. */
    public long size() {
        throw new UnsupportedOperationException();
    }

    /** Octets of the header with the empty line that ends it. */
    public long headerSize() {
        throw new UnsupportedOperationException();
    }

    /** The parenthesised ENVELOPE, RFC 9051 §7.5.2; ASCII, literals where quoting is impossible. */
    public byte[] envelope() {
        throw new UnsupportedOperationException();
    }

    /** The parenthesised BODYSTRUCTURE with extension data. */
    public byte[] bodyStructure() {
        throw new UnsupportedOperationException();
    }

    /** The parenthesised BODY, without extension data. */
    public byte[] body() {
        throw new UnsupportedOperationException();
    }

    /** The MIME tree with offsets into the whole message, prefix included. */
    public PartIndex parts() {
        throw new UnsupportedOperationException();
    }

    /** True if every one of these names (upper case) belongs to the fields that are always kept here. */
    public static boolean keepsAll(Collection<String> upperNames) {
        throw new UnsupportedOperationException();
    }

    /**
     * The raw octets of the fields with these names (upper case), in the message's order, without the empty line.
     *
     * @return empty when they have to be taken from the message: a name that is not kept, or a header over the limits
     */
    public Optional<byte[]> headerFields(Collection<String> upperNames) {
        throw new UnsupportedOperationException();
    }

    /** The Date field as milliseconds of the epoch and its zone's offset in minutes, for SENTON and SORT; empty if missing or unreadable. */
    public Optional<SentDate> sentDate() {
        throw new UnsupportedOperationException();
    }

    /** A Date field's value. */
    public record SentDate(long epochMilli, int offsetMinutes) {}
}
