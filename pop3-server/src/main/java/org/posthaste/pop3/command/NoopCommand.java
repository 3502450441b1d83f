package org.posthaste.pop3.command;

import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Maildrop;
import org.posthaste.pop3.session.Pop3Session;

/** {@code NOOP} (RFC 1939 §5). */
final class NoopCommand implements Pop3Command.AfterLogin {
    @Override
    public String keyword() {
        return "NOOP";
    }

    @Override
    public void execute(Pop3Session session, Maildrop maildrop, Pop3Request request) {
        request.expectNoParameters();
        session.reply(Replies.OK);
    }
}
