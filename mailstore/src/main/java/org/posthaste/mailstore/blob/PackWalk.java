package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Walks one pack from record to record and checks every checksum, as far as its mark goes. Used once. */
final class PackWalk {
    private final PackFiles files;
    private final Path path;
    private final PackMark mark;
    private final List<String> damages = new ArrayList<>();
    private final byte[] buffer = new byte[256 * 1024];
    private int[] records = new int[64];
    private int[] lengths = new int[64];
    private int count;
    private long octets;

    PackWalk(PackFiles files, Path path, PackMark mark) {
        this.files = files;
        this.path = path;
        this.mark = mark;
    }

    BlobStore.PackCheck check() {
        try {
            PackFormat.FileHeader header = PackFormat.readFileHeader(read(0, PackFormat.FILE_HEADER));
            if (header.number() != mark.number()) {
                throw new PackDamage("says it is number " + header.number());
            }
            long at = header.firstRecord();
            if (header.kind() == PackFormat.KIND_SINGLE) {
                record(at);
            } else {
                while (at < mark.length()) {
                    at = record(at);
                }
            }
        } catch (IOException e) {
            damage(e.getMessage() == null ? e.toString() : e.getMessage());
        }
        return new BlobStore.PackCheck(
                Arrays.copyOf(records, count), Arrays.copyOf(lengths, count), octets, List.copyOf(damages));
    }

    /** Checks a record and returns where the next begins. A broken header ends the walk, a broken message does not. */
    private long record(long at) throws IOException {
        byte[] octets = read(at, PackFormat.RECORD_HEADER);
        long hole = PackFormat.holeLength(octets);
        if (hole >= 0) {
            return at + PackFormat.RECORD_HEADER + hole;
        }
        PackFormat.RecordHeader header = PackFormat.readRecordHeader(octets);
        long prefixAt = at + PackFormat.RECORD_HEADER;
        long messageAt = prefixAt + header.prefixLength();
        long end = messageAt + header.messageLength();
        if (end > mark.length()) {
            throw new PackDamage("the record at " + at + " reaches past the end");
        }
        if (checksum(prefixAt, header.prefixLength(), sha256()) != header.prefixCrc()) {
            damage("the prefix at " + prefixAt + " is garbled");
        }
        MessageDigest sha256 = sha256();
        if (checksum(messageAt, header.messageLength(), sha256) != header.messageCrc()
                || !Arrays.equals(sha256.digest(), header.sha256())) {
            damage("the message at " + messageAt + " is garbled");
        }
        if (count == records.length) {
            records = Arrays.copyOf(records, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        records[count] = (int) prefixAt;
        lengths[count++] = (int) header.octets();
        return end;
    }

    private int checksum(long from, long length, MessageDigest digest) throws IOException {
        CRC32C crc = new CRC32C();
        long done = 0;
        while (done < length) {
            int count = (int) Math.min(buffer.length, length - done);
            read(from + done, count);
            crc.update(buffer, 0, count);
            digest.update(buffer, 0, count);
            done += count;
        }
        octets += length;
        return (int) crc.getValue();
    }

    /** Reads to the beginning of the buffer. */
    private byte[] read(long from, int length) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(buffer, 0, length);
        while (into.hasRemaining()) {
            if (files.read(path, into, from + into.position()) <= 0) {
                throw new PackDamage("ends at " + (from + into.position()));
            }
        }
        return buffer;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void damage(String what) {
        damages.add("pack " + mark.number() + ": " + what);
    }
}
