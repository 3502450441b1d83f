package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.posthaste.common.io.ByteSource;

/** A range of a pack. Holds no open file: any number of these may be around. */
record PackSource(PackFiles files, Path path, int offset, long size) implements ByteSource {
    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        long left = size - position;
        if (left <= 0 || !into.hasRemaining()) {
            return 0;
        }
        int limit = into.limit();
        if (into.remaining() > left) {
            into.limit(into.position() + (int) left);
        }
        try {
            int count = files.read(path, into, offset + position);
            if (count <= 0) {
                throw new PackDamage("pack " + path.getFileName() + " ends before position " + (offset + size));
            }
            return count;
        } finally {
            into.limit(limit);
        }
    }
}
