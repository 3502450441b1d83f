package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;

/** GETQUOTA, RFC 2087 §4.2 and RFC 9208 §4.1.1. */
public final class GetQuotaCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "GETQUOTA";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        String root = arguments.astring();
        arguments.end();
        QuotaRoot.find(context, account, root).write(context.out());
        return Outcome.ok("GETQUOTA completed");
    }
}
