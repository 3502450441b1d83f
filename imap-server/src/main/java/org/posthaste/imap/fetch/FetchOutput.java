package org.posthaste.imap.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.net.OutputChunk;
import org.posthaste.imap.protocol.ImapWriter;

/** Output of FETCH: octets in memory, and between them parts of messages that are read only when the peer takes them. Confined to the session's executor. */
public final class FetchOutput {
    /** How much of a literal is read at once, so that an unreadable message is found before anything of it was sent. */
    private static final int READ_AHEAD = 16 * 1024;

    private final ImapWriter writer = new ImapWriter();
    private final Deque<Parcel> parcels = new ArrayDeque<>();
    private int sent;

    /** Where items write what they hold in memory. */
    public ImapWriter writer() {
        return writer;
    }

    /** A literal whose octets are read as the peer takes them. */
    public void literal(ByteSource source) throws IOException {
        long size = source.size();
        writer.literalHeader(size);
        int count = (int) Math.min(size, READ_AHEAD);
        int at = writer.reserve(count);
        ByteBuffer into = ByteBuffer.wrap(writer.array(), at, count);
        for (long position = 0; into.hasRemaining(); ) {
            int read = source.read(position, into);
            if (read <= 0) {
                throw new EOFException("message ends early");
            }
            position += read;
        }
        writer.advance(count);
        if (count < size) {
            parcels.add(new Parcel(writer.length(), source, count));
        }
    }

    /** True if it is time to send what there is. */
    boolean due(int atLeast) {
        return writer.length() >= atLeast || !parcels.isEmpty();
    }

    /** Drops what a message wrote that turned out to be unreadable; nothing of it was sent yet. */
    void rollBack(int length) {
        writer.truncate(length);
        while (!parcels.isEmpty() && parcels.getLast().at > length) {
            parcels.removeLast();
        }
    }

    /** Moves as much as fits; true when all that was written is sent. */
    boolean drain(OutputChunk into) throws IOException {
        while (true) {
            Parcel parcel = parcels.peek();
            int end = parcel == null ? writer.length() : parcel.at;
            int count = Math.min(end - sent, into.remaining());
            into.put(writer.array(), sent, count);
            sent += count;
            if (sent < end) {
                return false;
            }
            if (parcel == null) {
                writer.clear();
                sent = 0;
                return true;
            }
            if (!parcel.drain(into)) {
                return false;
            }
            parcels.remove();
        }
    }

    /** The rest of a literal, which stands at a place among the octets in memory. */
    private static final class Parcel {
        final int at;
        private final ByteSource source;
        private long position;

        Parcel(int at, ByteSource source, long position) {
            this.at = at;
            this.source = source;
            this.position = position;
        }

        boolean drain(OutputChunk into) throws IOException {
            while (position < source.size()) {
                if (into.remaining() == 0) {
                    return false;
                }
                int read = source.read(position, into.buffer());
                if (read <= 0) {
                    throw new EOFException("message ends early");
                }
                position += read;
            }
            return true;
        }
    }
}
