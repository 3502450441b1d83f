package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.Account;

/** GETQUOTA, RFC 2087 §4.2 and RFC 9208 §4.1.2. */
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
        if (!root.equals(QuotaResponses.ROOT)) {
            throw ImapRefusal.no(ResponseCode.NONEXISTENT, "No such quota root");
        }
        QuotaResponses.writeQuota(account, context.out());
        return Outcome.ok("GETQUOTA completed");
    }
}
