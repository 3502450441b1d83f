package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.search.SearchContexts;
import org.posthaste.imap.session.ImapState;

/** CANCELUPDATE, RFC 5267 §4.3.5: ends the updates of searches, named by their tags. */
public final class CancelUpdateCommand implements ImapCommand.Selected {
    @Override
    public String name() {
        return "CANCELUPDATE";
    }

    @Override
    public Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments) {
        List<String> tags = new ArrayList<>();
        arguments.sp();
        do {
            tags.add(arguments.string());
        } while (arguments.accept(' ') && !arguments.atEnd());
        arguments.end();
        SearchContexts contexts = SearchContexts.of(state.mailbox());
        boolean all = true;
        for (String tag : tags) {
            all &= contexts.cancel(tag);
        }
        if (!all) {
            throw ImapSyntaxException.invalid("no search with this tag is being updated");
        }
        return Outcome.ok("CANCELUPDATE completed");
    }
}
