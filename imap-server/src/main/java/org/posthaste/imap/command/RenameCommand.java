package org.posthaste.imap.command;

import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.Right;

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
        Place source = MailboxNames.place(account, from);
        Place target = Place.of(account, to).orElseThrow(Access::notPermitted);
        requireRights(source, target);
        return Outcome.later(source.owner().rename(source.name(), target.name()), nothing -> {
            context.session().ownName(source.shown());
            context.session().ownName(target.shown());
            return Outcome.ok("RENAME completed");
        });
    }

    /** RFC 4314 §4: {@code x} on the mailbox and {@code k} on the one above its new name. A mailbox stays with its owner, and so does INBOX. */
    private static void requireRights(Place source, Place target) {
        // An own name that exists only as a parent has no rights to ask for.
        boolean level = source.own() && source.mailbox().isEmpty();
        if (!level) {
            MailboxNames.existing(source, Right.DELETE_MAILBOX);
        }
        if (!source.own() && source.name().equals(MailboxName.INBOX)
                || !source.owner().id().equals(target.owner().id())) {
            throw ImapRefusal.no(ResponseCode.CANNOT, "A mailbox stays with its owner");
        }
        if (!target.mayCreate()) {
            throw Access.notPermitted();
        }
    }
}
