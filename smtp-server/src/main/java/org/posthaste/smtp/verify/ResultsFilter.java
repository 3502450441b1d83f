package org.posthaste.smtp.verify;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes those Authentication-Results fields out of a header that claim to be from this server, so that nobody can
 * vouch for himself in its name (RFC 8601 §5); everything else goes through octet for octet. Also taken out are such
 * fields whose authserv-id cannot be read, as a more lenient reader may find ours there. Works while the message streams
 * by, in memory that does not grow; how the octets are cut makes no difference.
 *
 * <p>A line ends with CRLF or LF, and also where a CR stands alone, as a reader may see a field behind it. Confined to
 * the executor of the session that receives the message.
 */
public final class ResultsFilter {
    private static final byte[] NAME = "authentication-results".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_ID = 1024;
    /** Octets of a field held back until its authserv-id is read. */
    private static final int LONGEST_START = 4096;

    private enum State {
        NAME,
        COLON,
        ID,
        PASS,
        DROP,
        BODY
    }

    private final ServiceIds ours;
    private final Sink sink;
    private byte[] held = new byte[64];
    private int heldLength;
    private final ClaimedId claimed = new ClaimedId(LONGEST_ID);
    private State state = State.PASS;
    private byte previous = '\n';
    private boolean emptyLine;
    private int dropped;

    /** Takes the octets that are left. */
    @FunctionalInterface
    public interface Sink {
        /** Takes octets; the array belongs to the caller. */
        void write(byte[] octets, int offset, int length);
    }

    /** Fields in these names are taken out. */
    public ResultsFilter(ServiceIds ours, Sink sink) {
        this.ours = ours;
        this.sink = sink;
    }

    /** The next octets of the message. */
    public void write(byte[] octets, int offset, int length) {
        int end = offset + length;
        int passFrom = offset;
        int at = offset;
        while (at < end && state != State.BODY) {
            if (state == State.PASS && previous != '\n' && previous != '\r') {
                at = lineEnd(octets, at, end);
                if (at == end) {
                    previous = octets[end - 1];
                    break;
                }
            }
            byte octet = octets[at];
            beginLine(octet);
            if (state != State.PASS && state != State.BODY) {
                // The octets before this one that pass go first.
                pass(octets, passFrom, at);
                passFrom = at + 1;
                take(octet);
            }
            previous = octet;
            at++;
        }
        pass(octets, passFrom, end);
    }

    /** The message is over. */
    public void finish() {
        endField();
        state = State.BODY;
    }

    /** How many fields were taken out. */
    public int dropped() {
        return dropped;
    }

    private void pass(byte[] octets, int from, int to) {
        if (to > from) {
            sink.write(octets, from, to - from);
        }
    }

    private static int lineEnd(byte[] octets, int from, int end) {
        int at = from;
        while (at < end && octets[at] != '\r' && octets[at] != '\n') {
            at++;
        }
        return at;
    }

    /** What an octet means if it is the first of a line: the header's end, another field, or the same one continued. */
    private void beginLine(byte octet) {
        boolean first = previous == '\n';
        if (first ? octet == '\n' : emptyLine && octet == '\n') {
            endField();
            state = State.BODY;
            return;
        }
        emptyLine = first && octet == '\r';
        if (emptyLine) {
            endField();
            state = State.PASS;
        } else if ((first || previous == '\r') && octet != '\n' && octet != '\r' && octet != ' ' && octet != '\t') {
            endField();
            state = State.NAME;
        }
    }

    private void take(byte octet) {
        if (state == State.DROP) {
            return;
        }
        hold(octet);
        switch (state) {
            case NAME -> {
                if ((octet >= 'A' && octet <= 'Z' ? octet + 32 : octet) != NAME[heldLength - 1]) {
                    release();
                } else if (heldLength == NAME.length) {
                    state = State.COLON;
                }
            }
            case COLON -> {
                if (octet == ':') {
                    claimed.begin();
                    state = State.ID;
                } else if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n') {
                    release();
                }
            }
            case ID -> {
                if (claimed.take(octet)) {
                    decide();
                }
            }
            case PASS, DROP, BODY -> throw new IllegalStateException("nothing is held back now");
        }
        if (heldLength == LONGEST_START) {
            drop();
        }
    }

    private void hold(byte octet) {
        if (heldLength == held.length) {
            held = Arrays.copyOf(held, 4 * held.length);
        }
        held[heldLength++] = octet;
    }

    private void endField() {
        if (state == State.ID) {
            decide();
        } else if (heldLength > 0) {
            release();
        }
    }

    private void decide() {
        if (claimed.readable() && !claimed.isOneOf(ours)) {
            release();
        } else {
            drop();
        }
    }

    private void release() {
        sink.write(held, 0, heldLength);
        heldLength = 0;
        state = State.PASS;
    }

    private void drop() {
        heldLength = 0;
        dropped++;
        state = State.DROP;
    }
}
