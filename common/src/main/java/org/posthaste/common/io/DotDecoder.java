package org.posthaste.common.io;

import java.io.IOException;

/**
 * Takes message data out of its transparency coding as it arrives, in pieces of any size (RFC 5321 §4.5.2). The data
 * begins at the start of a line, right behind the DATA command.
 *
 * <p>Only CRLF.CRLF ends the data (RFC 5321 §4.1.1.4), and only CRLF begins a line: a dot behind a lone LF or a lone CR
 * is an ordinary dot. Such lone octets are passed on unchanged and reported by {@link #bareLf} and {@link #bareCr}, so
 * that the caller can refuse the message: a message that one server ends elsewhere than the next one is how mail is
 * smuggled.
 *
 * <p>Every octet is looked at once, and passed on in runs of the caller's own array. Confined to one session; not
 * thread-safe.
 */
public final class DotDecoder {
    private static final byte[] CR = {'\r'};

    private State state = State.LINE_START;
    private boolean bareLf;
    private boolean bareCr;

    private enum State {
        /** Behind CRLF, or at the very start. */
        LINE_START,
        /** Behind a dot at the start of a line; the dot is not passed on. */
        DOT,
        /** Behind dot and CR at the start of a line; neither is passed on yet. */
        DOT_CR,
        /** Inside a line. */
        TEXT,
        /** Behind a CR inside a line, which is passed on. */
        TEXT_CR,
        END
    }

    /** Receives decoded octets. */
    @FunctionalInterface
    public interface Sink {
        /** Takes a run of octets; the array belongs to the caller and is reused. */
        void write(byte[] octets, int offset, int length) throws IOException;
    }

    /**
     * Decodes the octets from {@code start} to {@code end}, up to the end of the data.
     *
     * @return how many octets were consumed: all of them unless {@link #ended}; what is behind the end is left
     */
    public int decode(byte[] octets, int start, int end, Sink sink) throws IOException {
        int i = start;
        while (i < end && state != State.END) {
            switch (state) {
                case LINE_START -> {
                    boolean dot = octets[i] == '.';
                    state = dot ? State.DOT : State.TEXT;
                    i += dot ? 1 : 0;
                }
                case DOT -> {
                    boolean cr = octets[i] == '\r';
                    state = cr ? State.DOT_CR : State.TEXT;
                    i += cr ? 1 : 0;
                }
                case DOT_CR -> {
                    if (octets[i] == '\n') {
                        state = State.END;
                        i++;
                    } else {
                        sink.write(CR, 0, 1);
                        state = State.TEXT_CR;
                    }
                }
                default -> i = text(octets, i, end, sink);
            }
        }
        return i - start;
    }

    /** Passes on everything up to the next dot that might begin the end of the data. */
    private int text(byte[] octets, int start, int end, Sink sink) throws IOException {
        int i = start;
        State now = state;
        while (i < end) {
            if (now == State.TEXT_CR) {
                if (octets[i] == '\n') {
                    i++;
                    if (i == end || octets[i] == '.') {
                        now = State.LINE_START;
                        break;
                    }
                    now = State.TEXT;
                } else {
                    bareCr = true;
                    now = State.TEXT;
                }
                continue;
            }
            i = LineScan.next(octets, i, end);
            if (i < end) {
                if (octets[i] == '\n') {
                    bareLf = true;
                } else {
                    now = State.TEXT_CR;
                }
                i++;
            }
        }
        state = now;
        sink.write(octets, start, i - start);
        return i;
    }

    /** True once CRLF.CRLF has been consumed. */
    public boolean ended() {
        return state == State.END;
    }

    /** True if a LF without CR before it was seen. */
    public boolean bareLf() {
        return bareLf;
    }

    /** True if a CR without LF behind it was seen. */
    public boolean bareCr() {
        return bareCr;
    }
}
