package org.posthaste.imap.command;

import java.util.OptionalLong;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.session.Feature;

/**
 * What may stand in parentheses behind the items of FETCH.
 *
 * @param changedSince only messages changed since, RFC 7162 §3.1.4.1
 * @param vanished tell of expunged messages too, RFC 7162 §3.2.6
 */
record FetchModifiers(OptionalLong changedSince, boolean vanished) {
    static final FetchModifiers NONE = new FetchModifiers(OptionalLong.empty(), false);

    static FetchModifiers parse(ImapParser arguments, CommandContext context) {
        OptionalLong changedSince = OptionalLong.empty();
        boolean vanished = false;
        arguments.open();
        do {
            if (arguments.acceptKeyword("CHANGEDSINCE")) {
                arguments.sp();
                // 0 is not in the grammar, but iPhones send it; everything changed since then.
                changedSince = OptionalLong.of(arguments.number64());
            } else if (arguments.acceptKeyword("VANISHED")) {
                vanished = true;
            } else {
                throw arguments.expected("FETCH modifier");
            }
        } while (arguments.accept(' '));
        arguments.close();
        if (vanished) {
            requireVanished(context, changedSince);
        }
        return new FetchModifiers(changedSince, vanished);
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
