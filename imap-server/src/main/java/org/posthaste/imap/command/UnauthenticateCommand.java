package org.posthaste.imap.command;

import org.posthaste.common.net.Connection;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.mailstore.Account;

/** UNAUTHENTICATE, RFC 8437 §3: everything the session has gathered since the greeting is dropped, but for TLS. The selected mailbox is left without expunging; compression ends behind the OK. */
public final class UnauthenticateCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "UNAUTHENTICATE";
    }

    @Override
    public Updates updates(boolean uid) {
        return Updates.NONE;
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.end();
        ImapSession session = context.session();
        session.logOut();
        StatusResponse completed = StatusResponse.ok("Logged out, log in again");
        Connection connection = session.connection();
        return connection.compressed()
                ? new Outcome.Change(completed, connection::endCompression)
                : Outcome.done(completed);
    }
}
