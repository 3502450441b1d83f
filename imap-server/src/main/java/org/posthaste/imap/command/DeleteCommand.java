package org.posthaste.imap.command;

import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.Right;

/** DELETE, RFC 3501 §6.3.4. Other sessions that have the mailbox selected are told goodbye at their next command. */
public final class DeleteCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "DELETE";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        arguments.end();
        Place place = MailboxNames.place(account, name);
        Mailbox doomed = MailboxNames.existing(place, Right.DELETE_MAILBOX);
        if (place.name().equals(MailboxName.INBOX)) {
            throw ImapRefusal.no(ResponseCode.CANNOT, "INBOX cannot be deleted");
        }
        return Outcome.later(place.owner().delete(place.name()), nothing -> {
            var session = context.session();
            session.ownName(place.shown());
            boolean selected = session.selected()
                    .filter(mailbox -> doomed.id().equals(mailbox.mailbox().id()))
                    .isPresent();
            if (selected) {
                session.deselect();
                session.remark(ResponseCode.CLOSED, "The selected mailbox is deleted");
            }
            return Outcome.ok("DELETE completed");
        });
    }
}
