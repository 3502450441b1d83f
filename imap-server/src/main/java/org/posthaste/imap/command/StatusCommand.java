package org.posthaste.imap.command;

import java.util.List;
import org.posthaste.imap.list.StatusItem;
import org.posthaste.imap.list.StatusItems;
import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.Right;

/** STATUS, RFC 3501 §6.3.10: counters, without opening the mailbox and without claiming what is recent. */
public final class StatusCommand implements ImapCommand.Authenticated {
    private final StatusItems items;

    public StatusCommand(StatusItems items) {
        this.items = items;
    }

    @Override
    public String name() {
        return "STATUS";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        arguments.sp();
        List<StatusItem> asked = items.parse(arguments);
        arguments.end();
        Place place = MailboxNames.place(account, name);
        StatusItems.write(
                MailboxNames.existing(place, Right.READ), place.shown().value(), asked, context.out());
        return Outcome.ok("STATUS completed");
    }
}
