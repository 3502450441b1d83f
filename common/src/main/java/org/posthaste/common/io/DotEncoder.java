package org.posthaste.common.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.posthaste.common.net.OutputChunk;
import org.posthaste.common.net.ResponseSource;

/**
 * A message in transparency coding, ended by a line with a single dot (RFC 5321 §4.5.2, RFC 1939 §3), read on demand. A
 * last line without CRLF gets one.
 *
 * <p>A lone LF is sent as CRLF, since receivers disagree on whether it ends a line, and with it on where the message
 * ends. Holds no octets between two calls. Confined to one session.
 */
public final class DotEncoder implements ResponseSource {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] DOT_DOT = {'.', '.'};
    private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PIECE = 16 * 1024;

    /** The most octets that are ever put at once: CRLF and a doubled dot. */
    private static final int ROOM = 4;

    private final ByteSource source;
    private final BareCr bareCr;
    private long position;
    private Before before = Before.LINE_START;

    /** What to do with a CR that is not followed by LF. */
    public enum BareCr {
        /** Sent as it is: a reader fetches the message as it was stored. */
        KEEP,
        /** Sent as CRLF: nothing but CRLF may go to another server (RFC 5321 §2.3.8). */
        AS_CRLF
    }

    private enum Before {
        LINE_START,
        TEXT,
        CR
    }

    public DotEncoder(ByteSource source, BareCr bareCr) {
        this.source = source;
        this.bareCr = bareCr;
    }

    @Override
    public boolean writeNext(OutputChunk into) throws IOException {
        long size = source.size();
        if (position < size) {
            byte[] piece = new byte[(int) Math.min(Math.min(PIECE, Math.max(into.remaining(), 1)), size - position)];
            while (position < size && into.remaining() >= ROOM) {
                int count = source.read(position, ByteBuffer.wrap(piece));
                if (count <= 0) {
                    throw new IOException("message ended early at octet " + position + " of " + size);
                }
                position += encode(piece, count, into);
            }
        }
        return position < size || !end(into);
    }

    /** Puts what fits; returns how many octets of the piece were taken. */
    private int encode(byte[] piece, int count, OutputChunk into) {
        int i = 0;
        while (i < count && into.remaining() >= ROOM) {
            byte octet = piece[i];
            if (octet == '\n') {
                into.put(CRLF, before == Before.CR ? 1 : 0, before == Before.CR ? 1 : 2);
                before = Before.LINE_START;
                i++;
            } else if (before == Before.CR && bareCr == BareCr.AS_CRLF) {
                into.put((byte) '\n');
                before = Before.LINE_START;
            } else if (octet == '\r') {
                into.put(octet);
                before = Before.CR;
                i++;
            } else if (octet == '.' && before == Before.LINE_START) {
                into.put(DOT_DOT);
                before = Before.TEXT;
                i++;
            } else {
                int stop = LineScan.next(piece, i + 1, Math.min(count, i + into.remaining()));
                into.put(piece, i, stop - i);
                before = Before.TEXT;
                i = stop;
            }
        }
        return i;
    }

    /** Closes the last line and ends the message, as soon as both fit. */
    private boolean end(OutputChunk into) {
        if (into.remaining() < CRLF.length + END.length) {
            return false;
        }
        if (before == Before.CR) {
            into.put((byte) '\n');
        } else if (before == Before.TEXT) {
            into.put(CRLF);
        }
        into.put(END);
        return true;
    }
}
