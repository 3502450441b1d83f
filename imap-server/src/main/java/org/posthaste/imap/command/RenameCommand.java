package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;

/** RENAME, RFC 3501 §6.3.5: with all children; INBOX leaves its messages in the new mailbox and stays. */
public final class RenameCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "RENAME";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName from = new MailboxName(arguments.mailbox());
        arguments.sp();
        MailboxName to = new MailboxName(arguments.mailbox());
        arguments.end();
        MailboxNames.requireValid(to);
        return Outcome.later(account.rename(from, to), nothing -> Outcome.ok("RENAME completed"));
    }
}
