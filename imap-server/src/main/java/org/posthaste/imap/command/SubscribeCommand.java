package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;

/** SUBSCRIBE and UNSUBSCRIBE, RFC 3501 §6.3.6 and §6.3.7. The name need not exist. */
public final class SubscribeCommand implements ImapCommand.Authenticated {
    private final boolean subscribe;

    private SubscribeCommand(boolean subscribe) {
        this.subscribe = subscribe;
    }

    public static SubscribeCommand subscribe() {
        return new SubscribeCommand(true);
    }

    public static SubscribeCommand unsubscribe() {
        return new SubscribeCommand(false);
    }

    @Override
    public String name() {
        return subscribe ? "SUBSCRIBE" : "UNSUBSCRIBE";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        arguments.end();
        if (subscribe) {
            MailboxNames.requireValid(name);
        }
        return Outcome.later(subscribe ? account.subscribe(name) : account.unsubscribe(name), nothing -> {
            context.session().ownName(name);
            return Outcome.ok(name() + " completed");
        });
    }
}
