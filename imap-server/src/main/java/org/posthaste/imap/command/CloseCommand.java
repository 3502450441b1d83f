package org.posthaste.imap.command;

import java.util.Optional;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.session.ImapState;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.rights.Right;

/** CLOSE, RFC 3501 §6.4.2: expunges without telling, not even the modification sequence (RFC 7162 §3.2.8); and UNSELECT, RFC 3691, which does not expunge. */
public final class CloseCommand implements ImapCommand.Selected {
    private final boolean expunges;

    private CloseCommand(boolean expunges) {
        this.expunges = expunges;
    }

    public static CloseCommand close() {
        return new CloseCommand(true);
    }

    public static CloseCommand unselect() {
        return new CloseCommand(false);
    }

    @Override
    public String name() {
        return expunges ? "CLOSE" : "UNSELECT";
    }

    @Override
    public Updates updates(boolean uid) {
        return Updates.NONE;
    }

    @Override
    public Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments) {
        arguments.end();
        context.session().deselect();
        // RFC 4314 §4: who may not expunge gets OK all the same.
        if (!expunges || state.mailbox().readOnly() || !state.mailbox().rights().has(Right.EXPUNGE)) {
            return Outcome.ok(name() + " completed");
        }
        Mailbox mailbox = state.mailbox().mailbox();
        return Outcome.later(mailbox.expunge(Optional.empty()), result -> {
            context.session().ownExpunge(mailbox.id(), result.expunged().size());
            return Outcome.ok("CLOSE completed");
        });
    }
}
