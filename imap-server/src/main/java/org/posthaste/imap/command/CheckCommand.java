package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.session.ImapState;

/** CHECK, RFC 3501 §6.4.1. Everything is durable already, so it does what NOOP does. */
public final class CheckCommand implements ImapCommand.Selected {
    @Override
    public String name() {
        return "CHECK";
    }

    @Override
    public Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments) {
        arguments.end();
        return Outcome.ok("CHECK completed");
    }
}
