package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Turns the file into which a large message was received into a pack of its own: headers and prefix go into the room in front, the rendered form behind, and the file gets its name. */
final class OwnPack {
    private OwnPack() {}

    /** Makes a message durable in a pack of its own and seals its spool. Any thread that may block. */
    static void seal(PackFolder folder, Spool spool, byte[] prefix, byte[] rendered, long now) throws IOException {
        FileChannel file = spool.file().orElseThrow(() -> new IOException("a large message without a file"));
        Path from = spool.path();
        int reserve = Spool.RESERVE;
        int needed = PackFormat.FILE_HEADER + PackFormat.RECORD_HEADER + prefix.length;
        boolean copied = needed > reserve;
        if (copied) {
            // A prefix of more than 16 kB: rare enough to write the message once more.
            from = from.resolveSibling(from.getFileName() + "-wide");
            reserve = needed;
            file = copy(file, spool.size(), from, reserve);
        }
        int number = folder.newNumber();
        PackFormat.RecordHeader header = spool.header(prefix);
        int first = reserve - prefix.length - PackFormat.RECORD_HEADER;
        byte[] head = PackFormat.recordHeader(header, now);
        writeAt(file, ByteBuffer.wrap(PackFormat.fileHeader(number, PackFormat.KIND_SINGLE, first)), 0);
        writeAt(file, ByteBuffer.wrap(head), first);
        writeAt(file, ByteBuffer.wrap(prefix), first + PackFormat.RECORD_HEADER);
        int blobOffset = reserve - prefix.length;
        int end = Math.toIntExact(reserve + spool.size());
        byte[] record = PackFormat.metaRecord(blobOffset, rendered);
        writeAt(file, ByteBuffer.wrap(record), end);
        file.force(false);
        Files.move(from, folder.pack(number), StandardCopyOption.ATOMIC_MOVE);
        folder.force();
        if (copied) {
            file.close();
            Files.deleteIfExists(spool.path());
        }
        BlobRef blob = new BlobRef(number, blobOffset, Math.toIntExact(header.octets()));
        spool.seal(new Placement(blob, new MetaRef(~end, record.length)));
    }

    /** How far the pack of a sealed message is in use. */
    static PackMark mark(Placement placement) {
        MetaRef trailer = placement.meta();
        return new PackMark(placement.blob().pack(), false, ~trailer.offset() + (long) trailer.length(), 0);
    }

    private static FileChannel copy(FileChannel source, long size, Path to, int reserve) throws IOException {
        FileChannel target =
                FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        target.position(reserve);
        long done = 0;
        while (done < size) {
            done += source.transferTo(Spool.RESERVE + done, size - done, target);
        }
        return target;
    }

    private static void writeAt(FileChannel file, ByteBuffer octets, long position) throws IOException {
        long at = position;
        while (octets.hasRemaining()) {
            at += file.write(octets, at);
        }
    }
}
