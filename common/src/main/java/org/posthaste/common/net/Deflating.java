package org.posthaste.common.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses output as raw DEFLATE (RFC 1951). What {@link #compress} returns is flushed to an octet boundary, so the peer can read all of it at once; for the same reason the compressor
 * can be given up between two chunks and made anew without the peer noticing, which {@link #rest} does: it holds some 260 KB that an idle connection has no use for. Confined to the
 * session's executor.
 */
final class Deflating {
    /** Most of what there is to gain, at little of the cost. */
    private static final int LEVEL = 3;

    private @Nullable Deflater deflater;

    /** These octets compressed; the buffer is read to its limit. */
    ByteBuffer compress(ByteBuffer plain) {
        Deflater now = deflater;
        if (now == null) {
            now = new Deflater(LEVEL, true);
            deflater = now;
        }
        int count = plain.remaining();
        byte[] octets = new byte[count + count / 256 + 64];
        now.setInput(plain);
        int length = 0;
        int room;
        do {
            if (length == octets.length) {
                octets = Arrays.copyOf(octets, 2 * octets.length);
            }
            room = octets.length - length;
            length += now.deflate(octets, length, room, Deflater.SYNC_FLUSH);
        } while (length == octets.length);
        // Output is mostly small and waits in the socket's queue: it need not hold the room for the worst case.
        return ByteBuffer.wrap(length < octets.length / 2 ? Arrays.copyOf(octets, length) : octets, 0, length);
    }

    /** True if memory is held. */
    boolean awake() {
        return deflater != null;
    }

    /** Gives the memory back until there is output again. */
    void rest() {
        Deflater now = deflater;
        deflater = null;
        if (now != null) {
            now.end();
        }
    }
}
