package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;

/** CAPABILITY, RFC 3501 §6.1.1. */
public final class CapabilityCommand implements ImapCommand.AnyState {
    @Override
    public String name() {
        return "CAPABILITY";
    }

    @Override
    public Outcome execute(CommandContext context, ImapParser arguments) {
        arguments.end();
        context.out()
                .text("* CAPABILITY ")
                .text(context.session().capabilities())
                .crlf();
        return Outcome.ok("CAPABILITY completed");
    }
}
