package org.posthaste.imap.command;

import java.util.EnumSet;
import java.util.Set;
import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.SpecialUse;

/** CREATE, RFC 3501 §6.3.3, with special uses (RFC 6154 §3) and the mailbox's identifier (RFC 8474 §4.1). A separator at the end, which says that children will follow, changes nothing. */
public final class CreateCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "CREATE";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
        if (arguments.accept(' ') && !arguments.atEnd()) {
            parseUses(arguments, uses);
        }
        arguments.end();
        MailboxNames.requireValid(name);
        Place place = Place.of(account, name).orElseThrow(Access::notPermitted);
        if (!place.mayCreate()) {
            throw place.visible()
                    ? ImapRefusal.no(ResponseCode.ALREADYEXISTS, "Mailbox exists already")
                    : Access.notPermitted();
        }
        if (!uses.isEmpty() && !place.own()) {
            throw ImapRefusal.no(ResponseCode.USEATTR, "Special uses are for own mailboxes");
        }
        return Outcome.later(place.owner().create(place.name(), uses), created -> {
            context.session().ownName(place.shown());
            ResponseCode code = created.id().map(MailboxNames::idCode).orElse(ResponseCode.NONE);
            return Outcome.done(StatusResponse.ok(code, "CREATE completed"));
        });
    }

    private static void parseUses(ImapParser arguments, Set<SpecialUse> uses) {
        arguments.open();
        if (!arguments.acceptKeyword("USE")) {
            throw arguments.expected("USE");
        }
        arguments.sp();
        arguments.open();
        while (!arguments.next(')')) {
            uses.add(use(arguments.backslashAtom()));
            if (!arguments.accept(' ') && !arguments.next(')')) {
                throw arguments.expected("SP or ')'");
            }
        }
        arguments.close();
        arguments.close();
    }

    private static SpecialUse use(String attribute) {
        for (SpecialUse use : SpecialUse.values()) {
            // \All and \Flagged name views of other mailboxes, which do not exist here.
            if (use.attribute().equalsIgnoreCase(attribute) && use != SpecialUse.ALL && use != SpecialUse.FLAGGED) {
                return use;
            }
        }
        throw ImapRefusal.no(ResponseCode.USEATTR, "Special use is not supported");
    }
}
