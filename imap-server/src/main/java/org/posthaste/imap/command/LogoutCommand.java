package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.ImapState;

/** LOGOUT, RFC 3501 §6.1.3. */
public final class LogoutCommand implements ImapCommand.AnyState {
    @Override
    public String name() {
        return "LOGOUT";
    }

    @Override
    public Updates updates(boolean uid) {
        return Updates.NONE;
    }

    @Override
    public Outcome execute(CommandContext context, ImapParser arguments) {
        arguments.end();
        StatusResponse.bye("Logging out").write("*", context.out());
        context.session().state(new ImapState.LoggedOut());
        return new Outcome.Hangup(StatusResponse.ok("LOGOUT completed"));
    }
}
