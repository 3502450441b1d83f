package org.posthaste.imap.command;

import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.rights.Grantee;
import org.posthaste.mailstore.rights.Right;
import org.posthaste.mailstore.rights.Rights;

/** LISTRIGHTS, RFC 4314 §3.4: no rights are tied together, and only the owner has some always. */
public final class ListRightsCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "LISTRIGHTS";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        arguments.sp();
        int identifierAt = arguments.position();
        arguments.astring();
        arguments.end();
        Place place = MailboxNames.place(account, name);
        MailboxNames.existing(place, Right.ADMINISTER);
        arguments.seek(identifierAt);
        Identifier identifier = Identifier.parse(context, arguments);
        boolean owner = !identifier.negative()
                && identifier.who().equals(Grantee.of(place.owner().id()));
        Rights always = owner ? AccessList.KEPT_BY_OWNER : Rights.NONE;
        ImapWriter out = context.out();
        out.text("* LISTRIGHTS ").mailbox(place.shown().value()).sp();
        out.astring(identifier.text()).sp().astring(always.letters());
        for (Right right : Rights.ALL.minus(always).rights()) {
            out.sp().octet(right.letter());
        }
        // RFC 4314 §2.1.1: the virtual ones stand for themselves where their members are not tied.
        out.text(" c d").crlf();
        return Outcome.ok("LISTRIGHTS completed");
    }
}
