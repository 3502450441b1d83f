package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Writes a pack anew with holes where messages are gone: a file of the same length in which everything that is left is where it was, so that nobody has to be told. The file system keeps nothing for a hole (on
 * those that know none, the file stays as large as it was). Killed at any moment there is the old file or the new one. Used once.
 */
final class PackHoles {
    private static final int WHOLE = 100;
    /** Percent of the messages in a pack below which it is written anew. */
    private static final int SPARSE = 40;

    private static final int BUFFER = 256 * 1024;

    private final PackFolder folder;
    private final PackMark mark;
    private final int[] kept;
    /** Octets of messages in the file, and of those that are kept. */
    private long present;

    private long left;
    private int found;
    private long holeFrom = -1;

    /** What to do with a record. */
    private interface Action {
        void record(Part part) throws IOException;
    }

    /** A record, or a hole made before. */
    private record Part(long at, long end, boolean hole, boolean keep) {}

    /** Keeps the messages at these positions, ascending. */
    PackHoles(PackFolder folder, PackMark mark, int[] kept) {
        this.folder = folder;
        this.mark = mark;
        this.kept = kept;
    }

    /** Returns the octets of messages taken out, 0 if too few are gone. Fails with PackDamage if the pack is not what it should be; it is left alone then. */
    long punch() throws IOException {
        Path path = folder.pack(mark.number());
        try (FileChannel from = FileChannel.open(path, StandardOpenOption.READ)) {
            walk(from, this::count);
            if (found != kept.length) {
                throw new PackDamage("pack " + mark.number() + " has " + found + " of " + kept.length + " messages");
            }
            if (left * WHOLE >= present * SPARSE) {
                return 0;
            }
            Path next = folder.newSpool();
            try {
                write(from, next);
                Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(next);
            }
        }
        folder.force();
        folder.files().forget(path);
        return present - left;
    }

    private void walk(FileChannel from, Action action) throws IOException {
        PackFormat.FileHeader header = PackFormat.readFileHeader(read(from, 0, PackFormat.FILE_HEADER));
        if (header.number() != mark.number() || header.kind() != PackFormat.KIND_SHARED) {
            throw new PackDamage("pack " + mark.number() + " is not the shared pack of this number");
        }
        long at = header.firstRecord();
        while (at < mark.length()) {
            byte[] octets = read(from, at, PackFormat.RECORD_HEADER);
            long hole = PackFormat.holeLength(octets);
            long end = at
                    + PackFormat.RECORD_HEADER
                    + (hole >= 0 ? hole : PackFormat.readRecordHeader(octets).octets());
            if (end > mark.length()) {
                throw new PackDamage("the record at " + at + " reaches past the end");
            }
            boolean keep = hole < 0 && Arrays.binarySearch(kept, (int) (at + PackFormat.RECORD_HEADER)) >= 0;
            action.record(new Part(at, end, hole >= 0, keep));
            at = end;
        }
    }

    private void count(Part part) {
        present += part.hole() ? 0 : part.end() - part.at();
        left += part.keep() ? part.end() - part.at() : 0;
        found += part.keep() ? 1 : 0;
    }

    private void write(FileChannel from, Path next) throws IOException {
        try (FileChannel to = FileChannel.open(
                next, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            copy(from, 0, PackFormat.FILE_HEADER, to);
            walk(from, part -> {
                if (part.keep()) {
                    endHole(to, part.at());
                    copy(from, part.at(), part.end(), to);
                } else if (holeFrom < 0) {
                    holeFrom = part.at();
                }
            });
            endHole(to, mark.length());
            to.force(true);
        }
    }

    private void endHole(FileChannel to, long end) throws IOException {
        if (holeFrom >= 0) {
            byte[] header = PackFormat.holeHeader(end - holeFrom - PackFormat.RECORD_HEADER);
            write(to, ByteBuffer.wrap(header), holeFrom);
            if (end == mark.length() && end - holeFrom > PackFormat.RECORD_HEADER) {
                write(to, ByteBuffer.allocate(1), end - 1);
            }
            holeFrom = -1;
        }
    }

    private static void copy(FileChannel from, long start, long end, FileChannel to) throws IOException {
        long at = start;
        while (at < end) {
            byte[] octets = read(from, at, (int) Math.min(BUFFER, end - at));
            write(to, ByteBuffer.wrap(octets), at);
            at += octets.length;
        }
    }

    private static void write(FileChannel to, ByteBuffer octets, long position) throws IOException {
        long at = position;
        while (octets.hasRemaining()) {
            at += to.write(octets, at);
        }
    }

    private static byte[] read(FileChannel from, long position, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            if (from.read(into, position + into.position()) <= 0) {
                throw new PackDamage("ends at " + (position + into.position()));
            }
        }
        return into.array();
    }
}
