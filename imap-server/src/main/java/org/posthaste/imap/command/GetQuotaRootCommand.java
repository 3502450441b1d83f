package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;

/** GETQUOTAROOT, RFC 2087 §4.3 and RFC 9208 §4.1.3. An account has one root for all its mailboxes. */
public final class GetQuotaRootCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "GETQUOTAROOT";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        arguments.end();
        MailboxNames.existing(account, name);
        context.out()
                .text("* QUOTAROOT ")
                .mailbox(name.value())
                .sp()
                .quoted(QuotaResponses.ROOT)
                .crlf();
        QuotaResponses.writeQuota(account, context.out());
        return Outcome.ok("GETQUOTAROOT completed");
    }
}
