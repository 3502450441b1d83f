package org.posthaste.imap.command;

import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.AccessList.Mode;
import org.posthaste.mailstore.rights.Right;
import org.posthaste.mailstore.rights.Rights;

/** SETACL, RFC 4314 §3.1, and DELETEACL, §3.2. Whoever has the mailbox selected notices with the next update. */
public final class SetAclCommand implements ImapCommand.Authenticated {
    private final boolean delete;

    private SetAclCommand(boolean delete) {
        this.delete = delete;
    }

    public static SetAclCommand set() {
        return new SetAclCommand(false);
    }

    public static SetAclCommand delete() {
        return new SetAclCommand(true);
    }

    @Override
    public String name() {
        return delete ? "DELETEACL" : "SETACL";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        arguments.sp();
        int identifierAt = arguments.position();
        arguments.astring();
        Change change = new Change(Mode.REPLACE, Rights.NONE);
        if (!delete) {
            arguments.sp();
            change = Change.parse(arguments);
        }
        arguments.end();
        Place place = MailboxNames.place(account, name);
        MailboxNames.existing(place, Right.ADMINISTER);
        // Looked up last, so that who may not do this learns nothing.
        arguments.seek(identifierAt);
        Identifier identifier = Identifier.parse(context, arguments);
        return Outcome.later(
                place.owner()
                        .grant(place.name(), identifier.who(), identifier.negative(), change.mode(), change.rights()),
                nothing -> Outcome.ok(name() + " completed"));
    }

    private record Change(Mode mode, Rights rights) {
        static Change parse(ImapParser arguments) {
            String text = arguments.astring();
            Mode mode = text.startsWith("+") ? Mode.ADD : text.startsWith("-") ? Mode.REMOVE : Mode.REPLACE;
            String letters = mode == Mode.REPLACE ? text : text.substring(1);
            return new Change(
                    mode,
                    Rights.parse(letters)
                            .orElseThrow(() -> ImapSyntaxException.invalid("There is a right that is not supported")));
        }
    }
}
