package org.posthaste.mailstore.blob;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends to one file through a buffer. Not thread-safe, but {@link #force} may run on another thread while nothing else does. */
final class PackWriter implements Closeable {
    private final FileChannel channel;
    private final ByteBuffer buffer;
    /** Where the next octet goes, what is in the buffer counted. */
    private long position;

    private PackWriter(FileChannel channel, ByteBuffer buffer, long position) {
        this.channel = channel;
        this.buffer = buffer;
        this.position = position;
    }

    /** Appends behind {@code position}; the buffer is shared by writers used one after the other and must be empty. */
    static PackWriter open(Path path, long position, ByteBuffer buffer) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            channel.position(position);
            return new PackWriter(channel, buffer, position);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    long position() {
        return position;
    }

    void append(byte[] octets, int from, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, buffer.remaining());
            buffer.put(octets, from + done, count);
            done += count;
            position += count;
            if (!buffer.hasRemaining()) {
                write();
            }
        }
    }

    /** Appends a part of a file. */
    void append(FileChannel source, long from, long length) throws IOException {
        long done = 0;
        while (done < length) {
            if (!buffer.hasRemaining()) {
                write();
            }
            int limit = buffer.limit();
            buffer.limit((int) Math.min(limit, buffer.position() + length - done));
            int count = source.read(buffer, from + done);
            buffer.limit(limit);
            if (count <= 0) {
                throw new IOException("spool file ended early");
            }
            done += count;
            position += count;
        }
    }

    /** Hands the buffer to the operating system. */
    void write() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } finally {
            buffer.clear();
        }
    }

    void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
