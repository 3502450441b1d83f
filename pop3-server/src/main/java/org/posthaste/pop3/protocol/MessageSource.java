package org.posthaste.pop3.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.net.OutputChunk;
import org.posthaste.common.net.ResponseSource;

/**
 * A message on its way out (RFC 1939 §5 RETR, §7 TOP): read piece by piece, byte-stuffed, ended by a line with a dot. Confined to the session's executor.
 *
 * <p>Deviation: three things differ from the stored octets, because programs hang or lose their place otherwise.
 *
 * <ul>
 *   <li>A dot behind a bare LF is stuffed too: most clients split lines at LF and would take {@code LF . CR LF} for the end of the message.
 *   <li>NUL, which no message may hold (RFC 5322 §4), is sent as octet 0x80: Outlook stops at a NUL and waits for ever. The size stays what LIST said.
 *   <li>A message without an empty line behind its header gets one at its end, and one without a line end there gets that: Outlook waits for the end of the header.
 * </ul>
 *
 * <p>Fails: when the octets cannot be read the connection is closed without the final dot, so that the client does not take a torn message for a whole one.
 */
public final class MessageSource implements ResponseSource {
    /** For RETR. */
    public static final int ALL_LINES = Integer.MAX_VALUE;

    private static final int PIECE = 16 * 1024;
    private static final byte NUL_STAND_IN = (byte) 0x80;
    private static final byte[] NOTHING = {};

    private final ByteSource message;
    private long position;
    private byte[] piece = NOTHING;
    private int pieceAt;
    private int pieceEnd;

    /** Status line first, final dot last. */
    private byte[] fixed;

    private int fixedAt;
    private boolean ended;

    private boolean inHeader = true;
    private long lineOctets;
    private byte previous;
    private boolean endsWithCrLf = true;
    private int linesLeft;

    /**
     * A message.
     *
     * @param status the first line
     * @param bodyLines how many lines behind the header are wanted
     */
    public MessageSource(Pop3Reply status, ByteSource message, int bodyLines) {
        this.message = message;
        this.fixed = status.octets();
        this.linesLeft = bodyLines;
    }

    @Override
    public boolean writeNext(OutputChunk into) throws IOException {
        while (true) {
            int octets = Math.min(fixed.length - fixedAt, into.remaining());
            into.put(fixed, fixedAt, octets);
            fixedAt += octets;
            if (fixedAt < fixed.length) {
                return true;
            }
            if (ended) {
                return false;
            }
            if (pieceAt == pieceEnd && !fill()) {
                end();
            } else if (!encode(into)) {
                return true;
            }
        }
    }

    @Override
    public void finished() {
        piece = NOTHING;
    }

    private boolean fill() throws IOException {
        long left = message.size() - position;
        if (left <= 0) {
            return false;
        }
        if (piece.length == 0) {
            piece = new byte[(int) Math.min(PIECE, left)];
        }
        int count = message.read(position, ByteBuffer.wrap(piece));
        if (count <= 0) {
            throw new IOException("message ended " + left + " octets early");
        }
        for (int i = 0; i < count; i++) {
            if (piece[i] == 0) {
                piece[i] = NUL_STAND_IN;
            }
        }
        position += count;
        pieceAt = 0;
        pieceEnd = count;
        return true;
    }

    /** Copies the current piece, line by line; false when the chunk is full. */
    private boolean encode(OutputChunk into) {
        while (pieceAt < pieceEnd && !ended) {
            boolean stuff = lineOctets == 0 && piece[pieceAt] == '.';
            int room = into.remaining() - (stuff ? 1 : 0);
            if (room <= 0) {
                return false;
            }
            if (stuff) {
                into.put((byte) '.');
            }
            int stop = Math.min(pieceEnd, pieceAt + room);
            int at = pieceAt;
            while (at < stop && piece[at] != '\n') {
                at++;
            }
            boolean lineEnds = at < stop;
            int length = at - pieceAt + (lineEnds ? 1 : 0);
            into.put(piece, pieceAt, length);
            byte beforeEnd = at > pieceAt ? piece[at - 1] : previous;
            lineOctets += at - pieceAt;
            pieceAt += length;
            if (lineEnds) {
                lineEnded(beforeEnd);
            } else {
                previous = beforeEnd;
                endsWithCrLf = false;
            }
        }
        return true;
    }

    private void lineEnded(byte beforeEnd) {
        boolean cr = lineOctets > 0 && beforeEnd == '\r';
        boolean blank = lineOctets == (cr ? 1 : 0);
        endsWithCrLf = cr;
        lineOctets = 0;
        if (inHeader) {
            inHeader = !blank;
        } else if (linesLeft != ALL_LINES) {
            linesLeft--;
        }
        if (!inHeader && linesLeft == 0) {
            end();
        }
    }

    private void end() {
        ended = true;
        fixedAt = 0;
        fixed = ((endsWithCrLf ? "" : "\r\n") + (inHeader ? "\r\n" : "") + ".\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
