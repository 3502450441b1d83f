package org.posthaste.pop3.command;

import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Pop3Session;
import org.posthaste.pop3.session.Pop3State.Authorization;

/** {@code UTF8} (RFC 6856 §2.1). Messages are sent as they are stored in either mode (see {@link RetrCommand}) and names and passwords are UTF-8 always, so there is nothing to switch. */
final class Utf8Command implements Pop3Command.BeforeLogin {
    @Override
    public String keyword() {
        return "UTF8";
    }

    @Override
    public void execute(Pop3Session session, Authorization state, Pop3Request request) {
        request.expectNoParameters();
        session.reply(Replies.UTF8_ENABLED);
    }
}
