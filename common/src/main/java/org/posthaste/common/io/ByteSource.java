package org.posthaste.common.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Octets of a known size that can be read again and again, from anywhere. Thread-safe. */
public interface ByteSource {
    /** Number of octets. */
    long size();

    /**
     * Reads octets at a position into {@code into}, as many as fit or are left.
     *
     * @return the number of octets read; 0 only at the end
     */
    int read(long position, ByteBuffer into) throws IOException;

    /** A part of this source; a range past the end is cut. */
    default ByteSource slice(long from, long length) {
        return new SlicedSource(this, Math.min(from, size()), Math.max(0, Math.min(length, size() - from)));
    }

    /** A stream over all octets. */
    default InputStream open() {
        return new SourceStream(this);
    }

    /** All octets; only for sources known to be small. */
    default byte[] toByteArray() throws IOException {
        byte[] all = new byte[Math.toIntExact(size())];
        ByteBuffer buffer = ByteBuffer.wrap(all);
        while (buffer.hasRemaining()) {
            if (read(buffer.position(), buffer) <= 0) {
                throw new IOException("source ended early");
            }
        }
        return all;
    }

    /** A source over an array, which must not change any more. */
    static ByteSource of(byte[] octets) {
        return new ByteSource() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public int read(long position, ByteBuffer into) {
                int count = (int) Math.min(into.remaining(), octets.length - position);
                if (count <= 0) {
                    return 0;
                }
                into.put(octets, (int) position, count);
                return count;
            }
        };
    }
}
