package org.posthaste.imap.search;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;

/**
 * What RETURN asks a search to answer and to do: RFC 4731 §3.1, RFC 5182 §2.1, RFC 5267 §4, RFC 9394 §3.1. Immutable.
 *
 * @param extended whether RETURN was there, or the command has no other form
 * @param partial the places that PARTIAL asks for
 */
public record SearchReturn(boolean extended, Set<Option> options, Optional<PartialRange> partial) {
    /** What RETURN can ask for. */
    public enum Option {
        /** The first message. */
        MIN,
        /** The last message. */
        MAX,
        /** All messages. */
        ALL,
        /** Their number. */
        COUNT,
        /** Messages at some places of the result. */
        PARTIAL,
        /** Remember the result as {@code $}. */
        SAVE,
        /** Tell of changes to the result from now on. */
        UPDATE,
        /** Only a hint that the same will be asked again. */
        CONTEXT
    }

    private static final Set<Option> ANSWERED =
            Set.copyOf(EnumSet.of(Option.MIN, Option.MAX, Option.ALL, Option.COUNT, Option.PARTIAL));

    public SearchReturn {
        options = Set.copyOf(options);
    }

    /** {@code RETURN (...)} with the blank behind it, if it is next. */
    public static SearchReturn parse(ImapParser arguments) {
        if (!arguments.acceptKeyword("RETURN")) {
            return new SearchReturn(false, Set.of(), Optional.empty());
        }
        Set<Option> options = EnumSet.noneOf(Option.class);
        Optional<PartialRange> partial = Optional.empty();
        arguments.sp();
        arguments.open();
        while (!arguments.next(')')) {
            Option option = option(arguments);
            if (option == Option.PARTIAL) {
                if (partial.isPresent()) {
                    throw ImapSyntaxException.invalid("PARTIAL stands there twice");
                }
                arguments.sp();
                partial = Optional.of(PartialRange.parse(arguments));
            }
            options.add(option);
            if (!arguments.accept(' ') && !arguments.next(')')) {
                throw arguments.expected("SP or ')'");
            }
        }
        arguments.close();
        arguments.sp();
        if (partial.isPresent() && options.contains(Option.ALL)) {
            throw ImapSyntaxException.invalid("PARTIAL and ALL exclude each other");
        }
        if (options.isEmpty()) {
            options.add(Option.ALL);
        }
        return new SearchReturn(true, options, partial);
    }

    private static Option option(ImapParser arguments) {
        for (Option option : Option.values()) {
            if (arguments.acceptKeyword(option.name())) {
                return option;
            }
        }
        throw arguments.expected("search return option");
    }

    /** The same for a command that has no form without RETURN. */
    public SearchReturn asExtended() {
        return extended ? this : new SearchReturn(true, Set.of(Option.ALL), Optional.empty());
    }

    public boolean has(Option option) {
        return options.contains(option);
    }

    /** True if nothing is to be answered, RFC 5182 §1: with SAVE alone there is no response. */
    public boolean silent() {
        return has(Option.SAVE) && options.stream().noneMatch(ANSWERED::contains);
    }

    /**
     * The places in a result that SAVE remembers and whose modification sequences count: those that are told, or all if ALL or COUNT looks at all (RFC 5182 §2.4, RFC 4731 §3.2,
     * RFC 9394 §3.2).
     */
    public BitSet covered(int count) {
        BitSet places = new BitSet(count);
        boolean some = has(Option.MIN) || has(Option.MAX) || partial.isPresent();
        if (!some || has(Option.ALL) || has(Option.COUNT)) {
            places.set(0, count);
        } else if (count > 0) {
            places.set(0, has(Option.MIN));
            if (has(Option.MAX)) {
                places.set(count - 1);
            }
            partial.ifPresent(range -> places.set(range.from(count), Math.max(range.from(count), range.to(count))));
        }
        return places;
    }
}
