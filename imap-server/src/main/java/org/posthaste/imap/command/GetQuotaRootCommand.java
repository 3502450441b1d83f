package org.posthaste.imap.command;

import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.Right;

/** GETQUOTAROOT, RFC 2087 §4.3 and RFC 9208 §4.1.2. A mailbox has one root, its owner's; the right to read is needed, since use tells of what is in the mailbox (§6). */
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
        Place place = MailboxNames.place(account, name);
        MailboxNames.existing(place, Right.READ);
        QuotaRoot root = QuotaRoot.of(account, place.owner());
        context.out()
                .text("* QUOTAROOT ")
                .mailbox(place.shown().value())
                .sp()
                .quoted(root.name())
                .crlf();
        root.write(context.out());
        return Outcome.ok("GETQUOTAROOT completed");
    }
}
