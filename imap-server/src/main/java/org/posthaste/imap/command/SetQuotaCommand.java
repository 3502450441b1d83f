package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.Account;

/** SETQUOTA, RFC 2087 §4.1: limits are the administrator's. */
public final class SetQuotaCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "SETQUOTA";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        throw ImapRefusal.no(ResponseCode.NOPERM, "Quota is set by the administrator");
    }
}
