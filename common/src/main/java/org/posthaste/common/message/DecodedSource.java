package org.posthaste.common.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.io.ByteSource;

/**
 * The content behind a Content-Transfer-Encoding (RFC 2045 §6) as octets of a known size. To know the size the encoded octets are read once; nothing but a few buffers is held. Reading
 * forward is fast; reading back begins anew. Confined to one thread at a time.
 */
public final class DecodedSource implements ByteSource {
    private static final int BUFFER = 16 * 1024;

    private final ByteSource encoded;
    private final String encoding;
    private final long size;
    private final boolean nul;
    private @Nullable InputStream stream;
    private long streamPosition;

    private DecodedSource(ByteSource encoded, String encoding) throws IOException {
        this.encoded = encoded;
        this.encoding = encoding;
        byte[] buffer = new byte[BUFFER];
        long octets = 0;
        boolean found = false;
        try (InputStream decoded = TransferDecoding.decode(encoded.open(), encoding)) {
            for (int count = decoded.read(buffer); count >= 0; count = decoded.read(buffer)) {
                octets += count;
                for (int i = 0; i < count && !found; i++) {
                    found = buffer[i] == 0;
                }
            }
        }
        this.size = octets;
        this.nul = found;
    }

    /** Reads the encoded octets once. */
    public static DecodedSource of(ByteSource encoded, String encoding) throws IOException {
        return new DecodedSource(encoded, encoding);
    }

    /** True if there is a NUL among the octets. */
    public boolean hasNul() {
        return nul;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (position >= size || !into.hasRemaining()) {
            return 0;
        }
        InputStream from = at(position);
        byte[] buffer = new byte[Math.min(BUFFER, into.remaining())];
        int total = 0;
        while (into.hasRemaining()) {
            int count = from.read(buffer, 0, Math.min(buffer.length, into.remaining()));
            if (count <= 0) {
                break;
            }
            into.put(buffer, 0, count);
            total += count;
        }
        streamPosition += total;
        return total;
    }

    private InputStream at(long position) throws IOException {
        InputStream open = stream;
        if (open == null || streamPosition > position) {
            open = TransferDecoding.decode(encoded.open(), encoding);
            stream = open;
            streamPosition = 0;
        }
        byte[] skipped = new byte[(int) Math.min(BUFFER, position - streamPosition)];
        while (streamPosition < position) {
            int count = open.read(skipped, 0, (int) Math.min(skipped.length, position - streamPosition));
            if (count <= 0) {
                throw new IOException("decoded content ended early");
            }
            streamPosition += count;
        }
        return open;
    }
}
