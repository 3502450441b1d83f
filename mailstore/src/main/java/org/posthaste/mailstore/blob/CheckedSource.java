package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.posthaste.common.io.ByteSource;

/** A message in a pack from which messages were taken out: looks with each read whether it is still there. */
record CheckedSource(PackSource source) implements ByteSource {
    @Override
    public long size() {
        return source.size();
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        int count = source.read(position, into);
        ByteBuffer header = ByteBuffer.allocate(PackFormat.RECORD_HEADER);
        int from = source.offset() - PackFormat.RECORD_HEADER;
        while (header.hasRemaining()) {
            if (source.files().read(source.path(), header, from + header.position()) <= 0) {
                throw new PackDamage("no record at " + from);
            }
        }
        if (PackFormat.readRecordHeader(header.array()).octets() != source.size()) {
            throw new PackDamage("another record at " + from);
        }
        return count;
    }
}
