package org.posthaste.imap.search;

import org.posthaste.imap.protocol.ImapParser;

/**
 * partial-range of RFC 9394 §4: places in a list of messages, counted from 1; or from the end, {@code -1} being the last. Bounds may come in either order. Immutable.
 *
 * @param first as the client wrote it, without sign
 * @param last as the client wrote it, without sign
 * @param fromEnd whether both had a minus sign
 */
public record PartialRange(long first, long last, boolean fromEnd) {
    /** Reads {@code 1:100} or {@code -1:-100}. */
    public static PartialRange parse(ImapParser arguments) {
        boolean fromEnd = arguments.accept('-');
        long first = arguments.nzNumber();
        arguments.expect(':');
        if (fromEnd) {
            arguments.expect('-');
        }
        return new PartialRange(first, arguments.nzNumber(), fromEnd);
    }

    /** Index of the first of {@code count} that is in the range. */
    public int from(int count) {
        long from = fromEnd ? count - Math.max(first, last) : Math.min(first, last) - 1;
        return (int) Math.max(0, Math.min(count, from));
    }

    /** Index behind the last of {@code count} that is in the range. */
    public int to(int count) {
        long to = fromEnd ? count - Math.min(first, last) + 1 : Math.max(first, last);
        return (int) Math.max(0, Math.min(count, to));
    }

    /** How many places it has. */
    public long span() {
        return Math.abs(last - first) + 1;
    }

    /** The range as the client wrote it. */
    @Override
    public String toString() {
        String sign = fromEnd ? "-" : "";
        return sign + first + ":" + sign + last;
    }
}
