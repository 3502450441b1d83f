package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.io.ByteSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The octets of a message while it is received: in memory up to {@link PackStore#OWN_PACK} octets, as far as memory for all of them goes, else in a file with room for a record header
 * and a prefix in front, which becomes a pack without being copied. Hash and checksum run along. Confined to one thread at a time.
 */
public final class Spool implements AutoCloseable {
    /** Room in front of a message in a file. */
    static final int RESERVE = 16 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final SpoolMemory memory;
    private final Path file;
    private final List<byte[]> chunks = new ArrayList<>(1);
    private final CRC32C crc = new CRC32C();
    private final MessageDigest sha256;
    private @Nullable FileChannel channel;
    /** Gathers small writes to the file. */
    private @Nullable ByteBuffer gather;

    private long size;
    private boolean closed;
    private @Nullable Placement sealed;

    Spool(SpoolMemory memory, Path file) {
        this.memory = memory;
        this.file = file;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Octets written so far. */
    public long size() {
        return size;
    }

    /** The next octets. Fails when the disk does; the spool is of no use then but to be closed. */
    public void write(byte[] octets, int offset, int length) throws IOException {
        if (closed) {
            throw new IllegalStateException("the message was handed over");
        }
        crc.update(octets, offset, length);
        sha256.update(octets, offset, length);
        if (channel == null && !keep(octets, offset, length)) {
            moveToFile();
            writeToFile(octets, offset, length);
        } else if (channel != null) {
            writeToFile(octets, offset, length);
        }
        size += length;
    }

    /** Keeps octets in memory; false if they do not fit and none was kept. */
    private boolean keep(byte[] octets, int offset, int length) {
        if (size + length > PackStore.OWN_PACK) {
            return false;
        }
        long room = (long) chunks.size() * SpoolMemory.CHUNK - size;
        while (room < length) {
            Optional<byte[]> chunk = memory.take();
            if (chunk.isEmpty()) {
                return false;
            }
            chunks.add(chunk.get());
            room += SpoolMemory.CHUNK;
        }
        long at = size;
        int done = 0;
        while (done < length) {
            int inChunk = (int) (at % SpoolMemory.CHUNK);
            int count = Math.min(length - done, SpoolMemory.CHUNK - inChunk);
            System.arraycopy(octets, offset + done, chunks.get((int) (at / SpoolMemory.CHUNK)), inChunk, count);
            done += count;
            at += count;
        }
        return true;
    }

    private void moveToFile() throws IOException {
        channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        channel.position(RESERVE);
        gather = ByteBuffer.allocate(4 * SpoolMemory.CHUNK);
        forEachChunk((chunk, length) -> writeToFile(chunk, 0, length));
        freeMemory();
    }

    private void writeToFile(byte[] octets, int offset, int length) throws IOException {
        ByteBuffer buffer = gather;
        if (buffer == null) {
            throw new IllegalStateException("no file");
        }
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, buffer.remaining());
            buffer.put(octets, offset + done, count);
            done += count;
            if (!buffer.hasRemaining()) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        if (gather != null && channel != null) {
            gather.flip();
            while (gather.hasRemaining()) {
                channel.write(gather);
            }
            gather.clear();
        }
    }

    /** Calls for each piece in memory, in order. */
    void forEachChunk(ChunkConsumer action) throws IOException {
        long left = size;
        for (byte[] chunk : chunks) {
            int length = (int) Math.min(left, SpoolMemory.CHUNK);
            if (length > 0) {
                action.accept(chunk, length);
            }
            left -= length;
        }
    }

    /** Takes octets. */
    interface ChunkConsumer {
        void accept(byte[] octets, int length) throws IOException;
    }

    /** The file, flushed to the operating system, if the message is in one. */
    Optional<FileChannel> file() throws IOException {
        flush();
        return Optional.ofNullable(channel);
    }

    /** What was written, to be read as long as the spool is open and nothing more is written; by one thread at a time. */
    public ByteSource content() {
        return new ByteSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public int read(long position, ByteBuffer into) throws IOException {
                return Spool.this.read(position, into);
            }
        };
    }

    private int read(long position, ByteBuffer into) throws IOException {
        if (closed) {
            throw new IOException("the message was handed over");
        }
        int wanted = (int) Math.min(into.remaining(), size - position);
        if (wanted <= 0) {
            return 0;
        }
        Optional<FileChannel> from = file();
        if (from.isPresent()) {
            int limit = into.limit();
            into.limit(into.position() + wanted);
            int count = from.get().read(into, RESERVE + position);
            into.limit(limit);
            return Math.max(0, count);
        }
        int inChunk = (int) (position % SpoolMemory.CHUNK);
        int count = Math.min(wanted, SpoolMemory.CHUNK - inChunk);
        into.put(chunks.get((int) (position / SpoolMemory.CHUNK)), inChunk, count);
        return count;
    }

    Path path() {
        return file;
    }

    /** True if the message takes a pack of its own. */
    public boolean large() {
        return size > PackStore.OWN_PACK;
    }

    PackFormat.RecordHeader header(byte[] prefix) {
        return new PackFormat.RecordHeader(
                prefix.length, (int) crc.getValue(), size, digest(), PackFormat.crc(prefix, 0, prefix.length));
    }

    private byte[] digest() {
        return sha256.digest();
    }

    Optional<Placement> sealed() {
        return Optional.ofNullable(sealed);
    }

    /** The file has become a pack; it is not the spool's to delete any more. */
    void seal(Placement placement) {
        sealed = placement;
        closeFile();
    }

    private void freeMemory() {
        chunks.forEach(memory::give);
        chunks.clear();
    }

    private void closeFile() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("closing {} failed", file, e);
        }
        channel = null;
        gather = null;
    }

    /** Frees memory and file; the message is gone unless it was placed. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        freeMemory();
        if (channel != null) {
            closeFile();
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("deleting {} failed", file, e);
            }
        }
    }
}
