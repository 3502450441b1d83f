package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;

/** NOOP, RFC 3501 §6.1.2: a chance to be told of what is new. */
public final class NoopCommand implements ImapCommand.AnyState {
    @Override
    public String name() {
        return "NOOP";
    }

    @Override
    public Outcome execute(CommandContext context, ImapParser arguments) {
        arguments.end();
        return Outcome.ok("NOOP completed");
    }
}
