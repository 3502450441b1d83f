package org.posthaste.common.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A {@link ByteSource} as a stream. Not thread-safe. */
final class SourceStream extends InputStream {
    private final ByteSource source;
    private final byte[] single = new byte[1];
    private long position;

    SourceStream(ByteSource source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = source.read(position, ByteBuffer.wrap(into, offset, length));
        if (count <= 0) {
            return -1;
        }
        position += count;
        return count;
    }
}
