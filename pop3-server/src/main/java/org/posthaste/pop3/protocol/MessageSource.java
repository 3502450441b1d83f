package org.posthaste.pop3.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.io.LineScan;
import org.posthaste.common.net.OutputChunk;
import org.posthaste.common.net.ResponseSource;

/**
 * A message on its way out (RFC 1939 §5 RETR, §7 TOP): read piece by piece, byte-stuffed, ended by a line with a dot. Holds no octets between two calls. Confined to the session's executor.
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

    private static final int PIECE = 64 * 1024;
    private static final byte LF = '\n';
    private static final byte NUL = 0;
    private static final byte NUL_STAND_IN = (byte) 0x80;

    /** An octet and the dot that is put before it. */
    private static final int MOST_FOR_AN_OCTET = 2;

    private final ByteSource message;
    private long position;

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
            if (position >= message.size()) {
                end();
            } else if (into.remaining() < MOST_FOR_AN_OCTET) {
                return true;
            } else {
                copy(into);
            }
        }
    }

    private void copy(OutputChunk into) throws IOException {
        long left = message.size() - position;
        byte[] piece = new byte[(int) Math.min(Math.min(PIECE, into.remaining()), left)];
        int count = message.read(position, ByteBuffer.wrap(piece));
        if (count <= 0) {
            throw new IOException("message ended " + left + " octets early");
        }
        for (int i = LineScan.indexOf(NUL, piece, 0, count); i < count; i = LineScan.indexOf(NUL, piece, i, count)) {
            piece[i] = NUL_STAND_IN;
        }
        position += encode(piece, count, into);
    }

    /** Copies what fits; returns how many octets of the piece that were. */
    private int encode(byte[] piece, int count, OutputChunk into) {
        int at = 0;
        while (at < count && !ended) {
            boolean stuff = lineOctets == 0 && piece[at] == '.';
            int room = into.remaining() - (stuff ? 1 : 0);
            if (room <= 0) {
                break;
            }
            if (stuff) {
                into.put((byte) '.');
            }
            int stop = Math.min(count, at + room);
            boolean eachLine = inHeader || linesLeft != ALL_LINES;
            int next = eachLine ? behindLine(piece, at, stop) : beforeDot(piece, at, stop);
            into.put(piece, at, next - at);
            passed(piece, at, next);
            at = next;
        }
        return at;
    }

    private static int behindLine(byte[] piece, int from, int stop) {
        return Math.min(stop, LineScan.indexOf(LF, piece, from, stop) + 1);
    }

    /** Index of the next dot that begins a line and is not the first octet, or {@code stop}. */
    private static int beforeDot(byte[] piece, int from, int stop) {
        int next = behindLine(piece, from, stop);
        while (next < stop && piece[next] != '.') {
            next = behindLine(piece, next, stop);
        }
        return next;
    }

    /** Keeps account of octets sent: where in a line the output is, and whether a line has ended. */
    private void passed(byte[] piece, int from, int to) {
        boolean lineEnds = piece[to - 1] == LF;
        int end = lineEnds ? to - 1 : to;
        int start = end;
        while (start > from && piece[start - 1] != LF) {
            start--;
        }
        lineOctets = end - start + (start == from ? lineOctets : 0);
        byte last = end > from ? piece[end - 1] : previous;
        if (lineEnds) {
            lineEnded(last);
        } else {
            previous = last;
            endsWithCrLf = false;
        }
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
