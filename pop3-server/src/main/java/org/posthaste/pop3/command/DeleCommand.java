package org.posthaste.pop3.command;

import java.util.List;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Maildrop;
import org.posthaste.pop3.session.Pop3Session;

/** {@code DELE message} (RFC 1939 §5): marks; nothing is removed before QUIT. */
final class DeleCommand implements Pop3Command.AfterLogin {
    @Override
    public String keyword() {
        return "DELE";
    }

    @Override
    public void execute(Pop3Session session, Maildrop maildrop, Pop3Request request) {
        List<String> parameters = request.parameters();
        if (parameters.size() != 1) {
            throw new Pop3Refusal(Replies.PARAMETERS_EXPECTED);
        }
        maildrop.delete(maildrop.index(parameters.get(0)));
        session.reply(Replies.DELETED);
    }
}
