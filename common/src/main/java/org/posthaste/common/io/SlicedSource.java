package org.posthaste.common.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A range of another source. */
record SlicedSource(ByteSource whole, long from, long size) implements ByteSource {
    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        long left = size - position;
        if (left <= 0) {
            return 0;
        }
        if (into.remaining() <= left) {
            return whole.read(from + position, into);
        }
        int limit = into.limit();
        into.limit(into.position() + (int) left);
        try {
            return whole.read(from + position, into);
        } finally {
            into.limit(limit);
        }
    }

    @Override
    public ByteSource slice(long start, long length) {
        long begin = Math.min(start, size);
        return new SlicedSource(whole, from + begin, Math.max(0, Math.min(length, size - begin)));
    }
}
