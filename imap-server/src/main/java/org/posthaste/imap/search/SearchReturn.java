package org.posthaste.imap.search;

import java.util.EnumSet;
import java.util.Set;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.UidSet;

/**
 * What SEARCH answers: the old list, or what RETURN asks for (RFC 4731). Immutable.
 *
 * @param extended whether RETURN was there
 */
public record SearchReturn(boolean extended, Set<Option> options) {
    /** What RETURN can ask for, RFC 4731 §3.1. */
    public enum Option {
        MIN,
        MAX,
        ALL,
        COUNT
    }

    /** {@code RETURN (...)} with the blank behind it, if it is next. */
    public static SearchReturn parse(ImapParser arguments) {
        Set<Option> options = EnumSet.noneOf(Option.class);
        if (!arguments.acceptKeyword("RETURN")) {
            return new SearchReturn(false, options);
        }
        arguments.sp();
        arguments.open();
        while (!arguments.next(')')) {
            options.add(option(arguments));
            if (!arguments.accept(' ') && !arguments.next(')')) {
                throw arguments.expected("SP or ')'");
            }
        }
        arguments.close();
        arguments.sp();
        if (options.isEmpty()) {
            options.add(Option.ALL);
        }
        return new SearchReturn(true, options);
    }

    private static Option option(ImapParser arguments) {
        for (Option option : Option.values()) {
            if (arguments.acceptKeyword(option.name())) {
                return option;
            }
        }
        throw arguments.expected("search return option");
    }

    /**
     * Writes the response.
     *
     * @param found sequence numbers or UIDs, ascending
     */
    public void write(String tag, boolean uid, Found found, ImapWriter out) {
        if (extended) {
            writeExtended(tag, uid, found, out);
            return;
        }
        out.text("* SEARCH");
        for (int number : found.numbers()) {
            out.sp().number(number);
        }
        if (found.modSeqAsked() && found.numbers().length > 0) {
            out.text(" (MODSEQ ")
                    .number(found.highestModSeq(Set.of(Option.ALL)))
                    .octet(')');
        }
        out.crlf();
    }

    private void writeExtended(String tag, boolean uid, Found found, ImapWriter out) {
        int[] numbers = found.numbers();
        out.text("* ESEARCH (TAG ").quoted(tag).octet(')').text(uid ? " UID" : "");
        if (numbers.length > 0) {
            if (options.contains(Option.MIN)) {
                out.text(" MIN ").number(numbers[0]);
            }
            if (options.contains(Option.MAX)) {
                out.text(" MAX ").number(numbers[numbers.length - 1]);
            }
        }
        if (options.contains(Option.COUNT)) {
            out.text(" COUNT ").number(numbers.length);
        }
        if (numbers.length > 0) {
            if (options.contains(Option.ALL)) {
                out.text(" ALL ").text(UidSet.of(numbers).toString());
            }
            if (found.modSeqAsked()) {
                out.text(" MODSEQ ").number(found.highestModSeq(options));
            }
        }
        out.crlf();
    }

    /**
     * What was found.
     *
     * @param numbers as the client shall see them, ascending
     * @param modSeqs of the same messages; empty unless asked for
     */
    public record Found(int[] numbers, long[] modSeqs) {
        boolean modSeqAsked() {
            return modSeqs.length > 0;
        }

        /** The highest modification sequence of what is answered: with MIN and MAX alone only theirs count, RFC 4731 §3.2. */
        long highestModSeq(Set<Option> answered) {
            if (answered.contains(Option.ALL) || answered.contains(Option.COUNT)) {
                long highest = 0;
                for (long modSeq : modSeqs) {
                    highest = Math.max(highest, modSeq);
                }
                return highest;
            }
            long min = answered.contains(Option.MIN) ? modSeqs[0] : 0;
            long max = answered.contains(Option.MAX) ? modSeqs[modSeqs.length - 1] : 0;
            return Math.max(min, max);
        }
    }
}
