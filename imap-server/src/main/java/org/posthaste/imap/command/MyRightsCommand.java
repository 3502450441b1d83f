package org.posthaste.imap.command;

import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.Right;

/** MYRIGHTS, RFC 4314 §3.5. */
public final class MyRightsCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "MYRIGHTS";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        arguments.end();
        Place place = MailboxNames.place(account, name);
        MailboxNames.existing(
                place, Right.LOOKUP, Right.READ, Right.INSERT, Right.CREATE, Right.DELETE_MAILBOX, Right.ADMINISTER);
        write(place, context.out());
        return Outcome.ok("MYRIGHTS completed");
    }

    /** The MYRIGHTS response, RFC 4314 §3.8. */
    static void write(Place place, ImapWriter out) {
        out.text("* MYRIGHTS ")
                .mailbox(place.shown().value())
                .sp()
                .astring(place.rights().withVirtual())
                .crlf();
    }
}
