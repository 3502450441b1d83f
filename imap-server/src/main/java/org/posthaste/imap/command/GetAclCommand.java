package org.posthaste.imap.command;

import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.rights.Grantee;
import org.posthaste.mailstore.rights.Right;

/** GETACL, RFC 4314 §3.3. The owner is always told first, with the rights that the owner has. */
public final class GetAclCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "GETACL";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        arguments.end();
        Place place = MailboxNames.place(account, name);
        MailboxNames.existing(place, Right.ADMINISTER);
        MailStore store = context.session().services().store();
        AccountId owner = place.owner().id();
        ImapWriter out = context.out();
        out.text("* ACL ").mailbox(place.shown().value()).sp();
        out.astring(place.owner().address())
                .sp()
                .astring(place.owner().rights(place.name(), owner).withVirtual());
        for (AccessList.Entry entry : place.owner().accessList(place.name()).entries()) {
            if (entry.negative() || !entry.who().equals(Grantee.of(owner))) {
                out.sp()
                        .astring(Identifier.of(store, entry))
                        .sp()
                        .astring(entry.rights().withVirtual());
            }
        }
        out.crlf();
        return Outcome.ok("GETACL completed");
    }
}
