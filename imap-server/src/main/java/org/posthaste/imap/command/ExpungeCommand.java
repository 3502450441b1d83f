package org.posthaste.imap.command;

import java.util.Optional;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.mailstore.UidSet;

/** EXPUNGE, RFC 3501 §6.4.3, and UID EXPUNGE, RFC 4315 §2.1. */
public final class ExpungeCommand implements ImapCommand.Selected {
    @Override
    public String name() {
        return "EXPUNGE";
    }

    @Override
    public boolean uidForm() {
        return true;
    }

    @Override
    public Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments) {
        Optional<UidSet> only = Optional.empty();
        if (context.uid()) {
            arguments.sp();
            var view = state.mailbox().view();
            only = Optional.of(IndexSet.ofUids(arguments.sequenceSet(), view).uids(view));
        }
        arguments.end();
        Access.requireWritable(state.mailbox());
        if (only.isPresent() && only.get().isEmpty()) {
            return Outcome.ok("EXPUNGE completed");
        }
        // The EXPUNGE responses are the updates that come with every completion.
        return Outcome.later(state.mailbox().mailbox().expunge(only), result -> Outcome.ok("EXPUNGE completed"));
    }
}
