package org.posthaste.imap.command;

import java.util.Optional;
import java.util.OptionalLong;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.search.PartialRange;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.IndexSet;

/**
 * What may stand in parentheses behind the items of FETCH.
 *
 * @param changedSince only messages changed since, RFC 7162 §3.1.4.1
 * @param vanished tell of expunged messages too, RFC 7162 §3.2.6
 * @param partial only messages at some places of the set, RFC 9394 §3.3
 */
record FetchModifiers(OptionalLong changedSince, boolean vanished, Optional<PartialRange> partial) {
    static final FetchModifiers NONE = new FetchModifiers(OptionalLong.empty(), false, Optional.empty());

    static FetchModifiers parse(ImapParser arguments, CommandContext context) {
        OptionalLong changedSince = OptionalLong.empty();
        boolean vanished = false;
        Optional<PartialRange> partial = Optional.empty();
        arguments.open();
        do {
            if (arguments.acceptKeyword("CHANGEDSINCE")) {
                arguments.sp();
                // 0 is not in the grammar, but iPhones send it; everything changed since then.
                changedSince = OptionalLong.of(arguments.number64());
            } else if (arguments.acceptKeyword("VANISHED")) {
                vanished = true;
            } else if (partial.isEmpty() && arguments.acceptKeyword("PARTIAL")) {
                arguments.sp();
                partial = Optional.of(PartialRange.parse(arguments));
            } else {
                throw arguments.expected("FETCH modifier");
            }
        } while (arguments.accept(' '));
        arguments.close();
        if (vanished) {
            requireVanished(context, changedSince);
        }
        return new FetchModifiers(changedSince, vanished, partial);
    }

    /** The messages of a set that PARTIAL leaves; CHANGEDSINCE looks at these only (RFC 9394 §3.4). */
    IndexSet limited(IndexSet messages) {
        int count = messages.size();
        return partial.map(range -> messages.slice(range.from(count), range.to(count)))
                .orElse(messages);
    }

    private static void requireVanished(CommandContext context, OptionalLong changedSince) {
        if (!context.session().enabled(Feature.QRESYNC)) {
            throw QuickResync.notEnabled();
        }
        if (!context.uid() || changedSince.isEmpty()) {
            throw ImapSyntaxException.invalid("VANISHED goes with UID FETCH and CHANGEDSINCE");
        }
    }
}
