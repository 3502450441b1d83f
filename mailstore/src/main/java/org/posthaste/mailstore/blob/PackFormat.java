package org.posthaste.mailstore.blob;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The layout of pack files, all numbers big-endian.
 *
 * <pre>
 * file header, 32 octets: magic 8 | version 4 | pack number 4 | kind 4 | position of the first record 4 | reserved 4 | CRC32C of the 28 before 4
 * record header, 72:      magic 4 | version 4 | prefix length 4 | CRC32C of the message 4 | message length 8 | time, ms of the epoch 8 | SHA-256 of the message 32
 *                         | CRC32C of the prefix 4 | CRC32C of the 68 before 4
 * then prefix and message, adjoining; the next record follows at once
 * hole, header of 72:     magic 4 | version 4 | zeros 8 | length behind the header 8 | zeros 44 | CRC32C of the 68 before 4; where messages are gone, instead of their records
 * rendered record:        CRC32C of what follows 4 | position of the message in its pack 4 | length 4 | rendered form
 * </pre>
 */
final class PackFormat {
    static final int FILE_HEADER = 32;
    static final int RECORD_HEADER = 72;
    static final int META_HEADER = 12;
    static final int KIND_SHARED = 1;
    static final int KIND_SINGLE = 2;

    private static final long FILE_MAGIC = 0x5048_5041_434b_0d0aL;
    private static final int RECORD_MAGIC = 0x5048_4d0a;
    private static final int HOLE_MAGIC = 0x5048_480a;
    private static final int VERSION = 1;

    private PackFormat() {}

    /** A record's header. */
    record RecordHeader(int prefixLength, int messageCrc, long messageLength, byte[] sha256, int prefixCrc) {
        long octets() {
            return prefixLength + messageLength;
        }
    }

    /** A file's header. */
    record FileHeader(int number, int kind, int firstRecord) {}

    static byte[] fileHeader(int number, int kind, int firstRecord) {
        ByteBuffer header = ByteBuffer.allocate(FILE_HEADER);
        header.putLong(FILE_MAGIC)
                .putInt(VERSION)
                .putInt(number)
                .putInt(kind)
                .putInt(firstRecord)
                .putInt(0);
        header.putInt(crc(header.array(), 0, FILE_HEADER - 4));
        return header.array();
    }

    /** Reads a file's header at the beginning of an array; fails with {@link PackDamage} if it is none. */
    static FileHeader readFileHeader(byte[] octets) throws PackDamage {
        ByteBuffer header = ByteBuffer.wrap(octets);
        if (header.getLong(0) != FILE_MAGIC
                || header.getInt(8) != VERSION
                || header.getInt(FILE_HEADER - 4) != crc(octets, 0, FILE_HEADER - 4)) {
            throw new PackDamage("no pack file header");
        }
        return new FileHeader(header.getInt(12), header.getInt(16), header.getInt(20));
    }

    static byte[] recordHeader(RecordHeader header, long epochMilli) {
        ByteBuffer into = ByteBuffer.allocate(RECORD_HEADER);
        into.putInt(RECORD_MAGIC)
                .putInt(VERSION)
                .putInt(header.prefixLength)
                .putInt(header.messageCrc)
                .putLong(header.messageLength)
                .putLong(epochMilli)
                .put(header.sha256)
                .putInt(header.prefixCrc);
        into.putInt(crc(into.array(), 0, RECORD_HEADER - 4));
        return into.array();
    }

    /** Reads a record's header at the beginning of an array; fails with {@link PackDamage} if it is none. */
    static RecordHeader readRecordHeader(byte[] octets) throws PackDamage {
        ByteBuffer header = ByteBuffer.wrap(octets);
        if (header.getInt(0) != RECORD_MAGIC
                || header.getInt(4) != VERSION
                || header.getInt(RECORD_HEADER - 4) != crc(octets, 0, RECORD_HEADER - 4)) {
            throw new PackDamage("no record header");
        }
        byte[] sha256 = new byte[32];
        header.get(32, sha256);
        return new RecordHeader(header.getInt(8), header.getInt(12), header.getLong(16), sha256, header.getInt(64));
    }

    static byte[] holeHeader(long length) {
        ByteBuffer into = ByteBuffer.allocate(RECORD_HEADER);
        into.putInt(0, HOLE_MAGIC).putInt(4, VERSION).putLong(16, length);
        into.putInt(RECORD_HEADER - 4, crc(into.array(), 0, RECORD_HEADER - 4));
        return into.array();
    }

    /** The length behind a hole's header at the beginning of an array, or -1 if it is none. */
    static long holeLength(byte[] octets) {
        ByteBuffer header = ByteBuffer.wrap(octets);
        boolean hole = header.getInt(0) == HOLE_MAGIC
                && header.getInt(4) == VERSION
                && header.getInt(RECORD_HEADER - 4) == crc(octets, 0, RECORD_HEADER - 4);
        return hole ? header.getLong(16) : -1;
    }

    static byte[] metaRecord(int messageOffset, byte[] rendered) {
        ByteBuffer into = ByteBuffer.allocate(META_HEADER + rendered.length);
        into.putInt(0).putInt(messageOffset).putInt(rendered.length).put(rendered);
        into.putInt(0, crc(into.array(), 4, into.capacity() - 4));
        return into.array();
    }

    /** True if these octets are the rendered record of the message at this position of its pack. */
    static boolean isMetaRecord(byte[] octets, int from, int length, int messageOffset) {
        ByteBuffer record = ByteBuffer.wrap(octets, from, length);
        return length >= META_HEADER
                && record.getInt(from + 4) == messageOffset
                && record.getInt(from + 8) == length - META_HEADER
                && record.getInt(from) == crc(octets, from + 4, length - 4);
    }

    static int crc(byte[] octets, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(octets, from, length);
        return (int) crc.getValue();
    }
}
