package org.posthaste.pop3.command;

import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Maildrop;
import org.posthaste.pop3.session.Pop3Session;

/** {@code RSET} (RFC 1939 §5): takes all marks back. */
final class RsetCommand implements Pop3Command.AfterLogin {
    @Override
    public String keyword() {
        return "RSET";
    }

    @Override
    public void execute(Pop3Session session, Maildrop maildrop, Pop3Request request) {
        request.expectNoParameters();
        maildrop.reset();
        session.reply(Replies.maildrop(maildrop.messages(), maildrop.octets()));
    }
}
