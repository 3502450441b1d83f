package org.posthaste.common.net;

import java.nio.ByteBuffer;

/** A bounded piece of output being filled by {@link ResponseSource}s. Not thread-safe; valid only during the call that got it. */
public final class OutputChunk {
    private final ByteBuffer buffer;

    /** A chunk over this buffer, from its position to its limit. */
    public OutputChunk(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    /** Octets that still fit. */
    public int remaining() {
        return buffer.remaining();
    }

    /** Appends octets; they must fit. */
    public void put(byte[] octets, int offset, int length) {
        buffer.put(octets, offset, length);
    }

    /** Appends octets; they must fit. */
    public void put(byte[] octets) {
        buffer.put(octets);
    }

    /** Appends one octet. */
    public void put(byte octet) {
        buffer.put(octet);
    }

    /** The buffer itself, for channel reads; only its position may be moved forward. */
    public ByteBuffer buffer() {
        return buffer;
    }
}
