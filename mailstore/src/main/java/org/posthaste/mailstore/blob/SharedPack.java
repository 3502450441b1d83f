package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pack that messages are added to now, with its companion, and the next one when it is full. Committer only, but {@link #force} may run on another thread while nothing else does. */
final class SharedPack {
    private static final Logger LOG = LoggerFactory.getLogger(SharedPack.class);
    private static final int PACK_BUFFER = 1024 * 1024;
    private static final int META_BUFFER = 128 * 1024;

    private final PackFolder folder;
    private final long limit;
    private final ByteBuffer packBuffer = ByteBuffer.allocateDirect(PACK_BUFFER);
    private final ByteBuffer metaBuffer = ByteBuffer.allocateDirect(META_BUFFER);
    /** Packs that are full and not yet forced. */
    private final List<PackWriter> full = new ArrayList<>();

    private @Nullable PackWriter pack;
    private @Nullable PackWriter meta;
    private volatile int number;
    private boolean unforced;

    SharedPack(PackFolder folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /** Continues a pack if it is exactly as its mark says and not full. */
    void resume(PackMark mark) throws IOException {
        if (mark.length() >= limit) {
            return;
        }
        Path path = folder.pack(mark.number());
        long length = Files.exists(path) ? Files.size(path) : -1;
        if (length != mark.length()) {
            LOG.info(
                    "pack {} has {} octets, {} were in use: a new pack is begun", mark.number(), length, mark.length());
            return;
        }
        Path companion = folder.companion(mark.number());
        long metaLength = Files.exists(companion) ? Files.size(companion) : 0;
        number = mark.number();
        pack = PackWriter.open(path, length, packBuffer);
        meta = PackWriter.open(companion, Math.max(metaLength, mark.metaLength()), metaBuffer);
    }

    /** The newest pack's number, or 0. Any thread. */
    int number() {
        return number;
    }

    /** Adds a message. After a failure {@link #abandon} has to be called. */
    Placement append(Spool spool, byte[] prefix, byte[] rendered, long now) throws IOException {
        PackFormat.RecordHeader header = spool.header(prefix);
        PackWriter into = packFor(PackFormat.RECORD_HEADER + header.octets());
        byte[] head = PackFormat.recordHeader(header, now);
        into.append(head, 0, head.length);
        long offset = into.position();
        into.append(prefix, 0, prefix.length);
        Optional<FileChannel> file = spool.file();
        if (file.isPresent()) {
            into.append(file.get(), Spool.RESERVE, spool.size());
        } else {
            spool.forEachChunk((chunk, length) -> into.append(chunk, 0, length));
        }
        if (into.position() != offset + header.octets()) {
            throw new IllegalStateException(
                    "wrote to " + into.position() + " instead of " + (offset + header.octets()));
        }
        unforced = true;
        MetaRef metaRef = appendMeta((int) offset, rendered);
        return new Placement(new BlobRef(number, (int) offset, (int) header.octets()), metaRef);
    }

    private MetaRef appendMeta(int offset, byte[] rendered) throws IOException {
        PackWriter into = meta;
        if (into == null) {
            throw new IllegalStateException("no companion file");
        }
        int at = (int) into.position();
        byte[] record = PackFormat.metaRecord(offset, rendered);
        into.append(record, 0, record.length);
        return new MetaRef(at, record.length);
    }

    private PackWriter packFor(long length) throws IOException {
        PackWriter current = pack;
        if (current != null && current.position() + length <= limit) {
            return current;
        }
        if (current != null && meta != null) {
            current.write();
            full.add(current);
            meta.write();
            meta.force();
            meta.close();
            pack = null;
        }
        int next = folder.newNumber();
        PackWriter writer = PackWriter.open(folder.pack(next), 0, packBuffer);
        byte[] header = PackFormat.fileHeader(next, PackFormat.KIND_SHARED, PackFormat.FILE_HEADER);
        writer.append(header, 0, header.length);
        meta = PackWriter.open(folder.companion(next), 0, metaBuffer);
        pack = writer;
        number = next;
        unforced = true;
        folder.force();
        return writer;
    }

    /** How far the pack of the message added last is in use. */
    PackMark mark() {
        PackWriter current = pack;
        PackWriter companion = meta;
        if (current == null || companion == null) {
            throw new IllegalStateException("nothing was added");
        }
        return new PackMark(number, true, current.position(), companion.position());
    }

    /** After a failure it is not known what is in the file: the next message goes to a new pack. */
    void abandon() {
        packBuffer.clear();
        metaBuffer.clear();
        try {
            if (pack != null) {
                pack.close();
            }
            if (meta != null) {
                meta.close();
            }
        } catch (IOException e) {
            LOG.warn("closing pack {} failed", number, e);
        }
        pack = null;
        meta = null;
    }

    /** Hands what was added to the operating system. */
    void write() throws IOException {
        if (pack != null && meta != null) {
            pack.write();
            meta.write();
        }
    }

    boolean needsForce() {
        return unforced;
    }

    /** Makes durable what was written, but for rendered forms. */
    void force() throws IOException {
        for (PackWriter done : full) {
            done.force();
            done.close();
        }
        full.clear();
        if (pack != null) {
            pack.force();
        }
        unforced = false;
    }

    /** Writes and forces what is left, rendered forms too. */
    void finish() throws IOException {
        write();
        force();
        if (meta != null) {
            meta.force();
        }
    }
}
