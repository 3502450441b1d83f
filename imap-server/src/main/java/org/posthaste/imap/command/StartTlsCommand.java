package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.StatusResponse;

/** STARTTLS, RFC 3501 §6.2.1. */
public final class StartTlsCommand implements ImapCommand.NotAuthenticated {
    @Override
    public String name() {
        return "STARTTLS";
    }

    @Override
    public Outcome execute(CommandContext context, ImapParser arguments) {
        arguments.end();
        if (context.session().connection().tls().isPresent()) {
            return Outcome.done(StatusResponse.bad("TLS is active already"));
        }
        if (!context.session().mayStartTls()) {
            return Outcome.done(StatusResponse.bad("TLS is not available here"));
        }
        return new Outcome.StartTls(StatusResponse.ok("Begin TLS negotiation now"));
    }
}
