package org.posthaste.imap.protocol;

import java.util.Arrays;
import org.posthaste.common.net.InputBuffer;

/**
 * Cuts what arrives into commands: lines, and literals behind them (RFC 3501 §4.3, RFC 7888). The caller asks for the next {@link Event} and decides at {@link Event#LITERAL} what
 * becomes of a literal: kept in memory, handed on piece by piece, or refused. No octet is looked at twice, however finely the input is cut.
 *
 * <p>A refused command is read to its end and dropped; {@link Event#REFUSED} tells when to answer it, which is at once when the client waits for permission to send the literal.
 *
 * <p>Confined to the session's executor. Holds no memory between commands.
 */
public final class CommandFramer {
    /** What was found. */
    public enum Event {
        /** More has to arrive. */
        INCOMPLETE,
        /** A whole command: {@link #array} from {@link #from} to {@link #to}. */
        COMMAND,
        /** The header of a literal: the command so far, header and CRLF included, is in the array; one of the three answers must follow. */
        LITERAL,
        /** Octets of a literal that is being handed on. */
        OCTETS,
        /** A literal that was handed on is complete. */
        LITERAL_END,
        /** The line or the command is too long; what there is of it is in the array. The rest was or will be dropped. */
        OVERLONG,
        /** A refused command is over. */
        REFUSED
    }

    private enum Mode {
        TEXT,
        KEEP,
        HAND_ON,
        DROP_LITERAL,
        DROP_TEXT,
        DROP_OVERLONG
    }

    private static final byte[] EMPTY = new byte[0];
    private static final int OVERLONG_SHOWN = 128;

    private FrameLimits limits;
    private Mode mode = Mode.TEXT;
    private byte[] held = EMPTY;
    private int heldLength;
    private long literalLeft;
    private long literalSize;
    private boolean synchronizing;
    private boolean refused;
    private byte[] array = EMPTY;
    private int from;
    private int to;

    public CommandFramer(FrameLimits limits) {
        this.limits = limits;
    }

    /** Sets the limits from the next line on. */
    public void limits(FrameLimits newLimits) {
        limits = newLimits;
    }

    /** Where the octets of the last event are; valid until more is asked for. */
    public byte[] array() {
        return array;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    /** Size of the literal announced. */
    public long literalSize() {
        return literalSize;
    }

    /** True if the client waits to be asked for the announced literal. */
    public boolean synchronizing() {
        return synchronizing;
    }

    /** True if a literal of this size may be kept in memory beside what the command holds already. */
    public boolean fits(long size) {
        return size <= limits.literal() && heldLength + size <= limits.command();
    }

    /** True if the announced literal, once refused, is too much to read and drop. */
    public boolean absurd() {
        return !synchronizing && literalSize > limits.discard();
    }

    /** Answers {@link Event#LITERAL}: keep it with the command. */
    public void keepLiteral() {
        grow((int) literalSize);
        mode = Mode.KEEP;
    }

    /** Answers {@link Event#LITERAL}: {@link Event#OCTETS} brings it piece by piece; of the command only what stands before and behind it is kept. */
    public void handOnLiteral() {
        mode = Mode.HAND_ON;
    }

    /** Answers {@link Event#LITERAL}: the command is refused. */
    public void refuse() {
        release();
        if (synchronizing) {
            mode = Mode.TEXT;
            refused = true;
        } else {
            mode = Mode.DROP_LITERAL;
        }
    }

    /** Looks for what comes next. */
    public Event next(InputBuffer input) {
        while (true) {
            switch (mode) {
                case TEXT -> {
                    if (refused) {
                        refused = false;
                        return Event.REFUSED;
                    }
                    Event event = text(input);
                    if (event != Event.REFUSED) {
                        return event;
                    }
                }
                case KEEP -> {
                    int count = (int) Math.min(literalLeft, input.available());
                    hold(input.array(), input.start(), count);
                    input.consume(count);
                    literalLeft -= count;
                    if (literalLeft > 0) {
                        return Event.INCOMPLETE;
                    }
                    mode = Mode.TEXT;
                }
                case HAND_ON -> {
                    if (literalLeft == 0) {
                        mode = Mode.TEXT;
                        return Event.LITERAL_END;
                    }
                    return handOn(input);
                }
                case DROP_LITERAL -> {
                    int count = (int) Math.min(literalLeft, input.available());
                    input.consume(count);
                    literalLeft -= count;
                    if (literalLeft > 0) {
                        return Event.INCOMPLETE;
                    }
                    mode = Mode.DROP_TEXT;
                }
                case DROP_TEXT -> {
                    if (!dropText(input)) {
                        return Event.INCOMPLETE;
                    }
                }
                case DROP_OVERLONG -> {
                    int length = input.lineLength();
                    input.consume(length < 0 ? input.available() : length + 1);
                    if (length < 0) {
                        return Event.INCOMPLETE;
                    }
                    mode = Mode.TEXT;
                }
            }
        }
    }

    /** Reads a line of a command; REFUSED here means an empty line that was skipped. */
    private Event text(InputBuffer input) {
        int length = input.lineLength();
        if (length > limits.line() || length < 0 && input.available() > limits.line()) {
            return overlong(input, length >= 0);
        }
        if (length < 0) {
            return Event.INCOMPLETE;
        }
        byte[] source = input.array();
        int start = input.start();
        int end = start + length;
        int textEnd = length > 0 && source[end - 1] == '\r' ? end - 1 : end;
        if (heldLength == 0 && textEnd == start) {
            input.consume(length + 1);
            return Event.REFUSED;
        }
        boolean literal = literalHeader(source, start, textEnd);
        if (heldLength == 0 && !literal) {
            array = source;
            from = start;
            to = textEnd;
            input.consume(length + 1);
            return Event.COMMAND;
        }
        if (heldLength + length + 1 > limits.command()) {
            return overlong(input, true);
        }
        hold(source, start, literal ? length + 1 : textEnd - start);
        input.consume(length + 1);
        array = held;
        from = 0;
        to = heldLength;
        if (!literal) {
            held = EMPTY;
            heldLength = 0;
            return Event.COMMAND;
        }
        literalLeft = literalSize;
        return Event.LITERAL;
    }

    private Event overlong(InputBuffer input, boolean lineComplete) {
        if (heldLength > 0) {
            array = held;
            from = 0;
            to = Math.min(heldLength, OVERLONG_SHOWN);
        } else {
            array = input.array();
            from = input.start();
            to = from + Math.min(input.available(), OVERLONG_SHOWN);
        }
        if (lineComplete) {
            input.consume(input.lineLength() + 1);
        } else {
            input.consume(input.available());
            mode = Mode.DROP_OVERLONG;
        }
        held = EMPTY;
        heldLength = 0;
        return Event.OVERLONG;
    }

    private Event handOn(InputBuffer input) {
        int count = (int) Math.min(literalLeft, input.available());
        if (count == 0) {
            return Event.INCOMPLETE;
        }
        array = input.array();
        from = input.start();
        to = from + count;
        input.consume(count);
        literalLeft -= count;
        return Event.OCTETS;
    }

    /** Drops text of a refused command; true if the mode has changed. */
    private boolean dropText(InputBuffer input) {
        int length = input.lineLength();
        if (length < 0 && input.available() <= limits.line()) {
            return false;
        }
        if (length < 0) {
            // What is this long cannot end in the header of a literal that would be obeyed anyway.
            input.consume(input.available());
            mode = Mode.DROP_OVERLONG;
            refused = true;
            return true;
        }
        int end = input.start() + length;
        int textEnd = length > 0 && input.array()[end - 1] == '\r' ? end - 1 : end;
        boolean literal = length <= limits.line() && literalHeader(input.array(), input.start(), textEnd);
        input.consume(length + 1);
        if (literal && !synchronizing) {
            literalLeft = literalSize;
            mode = Mode.DROP_LITERAL;
        } else {
            mode = Mode.TEXT;
            refused = true;
        }
        return true;
    }

    /** True if a line ends in the header of a literal; notes its size and kind. */
    private boolean literalHeader(byte[] source, int start, int end) {
        if (end - start < 3 || source[end - 1] != '}') {
            return false;
        }
        int at = end - 2;
        boolean plus = source[at] == '+';
        if (plus) {
            at--;
        }
        int digitsEnd = at + 1;
        while (at >= start && source[at] >= '0' && source[at] <= '9') {
            at--;
        }
        if (at < start || source[at] != '{' || digitsEnd - at - 1 < 1) {
            return false;
        }
        long size = 0;
        for (int i = at + 1; i < digitsEnd; i++) {
            size = Math.min(10 * size + source[i] - '0', Long.MAX_VALUE / 20);
        }
        literalSize = size;
        synchronizing = !plus;
        return true;
    }

    private void hold(byte[] source, int start, int count) {
        grow(count);
        System.arraycopy(source, start, held, heldLength, count);
        heldLength += count;
    }

    private void grow(int count) {
        if (held.length - heldLength < count) {
            held = Arrays.copyOf(held, Math.max(heldLength + count, Math.max(256, 2 * held.length)));
        }
    }

    private void release() {
        held = EMPTY;
        heldLength = 0;
    }
}
