package org.posthaste.common.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses input that is raw DEFLATE (RFC 1951), at most {@value #STEP} octets at a time whatever comes in: a small piece that would become very large is taken in as slowly as its
 * octets are looked at, and costs no memory. Holds some 40 KB, of which 32 KB are the window the peer's compressor may refer back to. Confined to the session's executor, except
 * {@link #pending}.
 */
final class Inflating {
    static final int STEP = 16 * 1024;

    private static final int FLUSH_MARK = 0x0000FFFF;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Inflater inflater = new Inflater(true);
    private ByteBuffer waiting = NOTHING;
    private int lastOctets = -1;
    private volatile boolean pending;

    /** Takes over compressed octets; only when {@link #next} has nothing. */
    void feed(ByteBuffer octets) {
        waiting = octets;
        pending = true;
    }

    /** True if there may be more without another {@link #feed}; any thread. */
    boolean pending() {
        return pending;
    }

    /**
     * The next octets, or none if more has to arrive. What stands behind a flush of the peer is not touched before it is asked for again, since it need not be compressed any more (RFC
     * 8437 §4.1).
     *
     * @throws DataFormatException if the input is not DEFLATE
     */
    ByteBuffer next() throws DataFormatException {
        byte[] octets = new byte[STEP];
        int length = inflater.inflate(octets);
        while (length == 0 && waiting.hasRemaining()) {
            if (inflater.finished() || inflater.needsDictionary()) {
                throw new DataFormatException("octets behind the end");
            }
            inflater.setInput(section());
            length = inflater.inflate(octets);
        }
        pending = length > 0;
        // What is left of it until a command is complete should not hold an array of full size.
        return ByteBuffer.wrap(length < STEP / 2 ? Arrays.copyOf(octets, length) : octets, 0, length);
    }

    /** What waits up to and with the mark a flush leaves, an empty stored block: 00 00 FF FF. */
    private ByteBuffer section() {
        ByteBuffer section = waiting.duplicate();
        boolean flushed = false;
        while (waiting.hasRemaining() && !flushed) {
            lastOctets = lastOctets << 8 | waiting.get() & 0xFF;
            flushed = lastOctets == FLUSH_MARK;
        }
        return section.limit(waiting.position());
    }

    /** Ends decompression; what was not touched is given back, but for what is left of the peer's last flush. */
    ByteBuffer end() {
        ByteBuffer rest = waiting;
        waiting = NOTHING;
        pending = false;
        inflater.end();
        return withoutFlush(rest);
    }

    /** True if {@link #end} came before all of the peer's last flush: what arrives next goes through {@link #withoutFlush}. */
    boolean flushing() {
        return lastOctets != FLUSH_MARK;
    }

    /** Drops from the front what belongs to the peer's last flush. That is no printable text, as the next command is. */
    ByteBuffer withoutFlush(ByteBuffer octets) {
        while (flushing() && octets.hasRemaining()) {
            byte octet = octets.get(octets.position());
            if (octet >= ' ' && octet < 0x7F) {
                lastOctets = FLUSH_MARK;
            } else {
                octets.get();
                lastOctets = lastOctets << 8 | octet & 0xFF;
            }
        }
        return octets;
    }
}
