package org.posthaste.imap.command;

import org.posthaste.imap.namespace.OtherUsers;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;

/** NAMESPACE, RFC 2342 §5: the personal one, and that of other users. */
public final class NamespaceCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "NAMESPACE";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.end();
        context.out()
                .text("* NAMESPACE ((\"\" \"/\")) ((")
                .quoted(OtherUsers.PREFIX)
                .text(" \"/\")) NIL")
                .crlf();
        return Outcome.ok("NAMESPACE completed");
    }
}
