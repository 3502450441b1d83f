package org.posthaste.pop3.command;

import java.util.Optional;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Pop3Session;
import org.posthaste.pop3.session.Pop3State.Authorization;

/** {@code USER name} (RFC 1939 §7). The answer is the same for every name, so that nobody learns who exists. Refused in clear, before the password is sent. */
final class UserCommand implements Pop3Command.BeforeLogin {
    @Override
    public String keyword() {
        return "USER";
    }

    @Override
    public void execute(Pop3Session session, Authorization state, Pop3Request request) {
        if (!session.allowsPlainPasswords()) {
            throw new Pop3Refusal(Replies.NEEDS_TLS);
        }
        String name = request.rest().strip();
        if (name.isEmpty()) {
            throw new Pop3Refusal(Replies.PARAMETERS_EXPECTED);
        }
        session.state(new Authorization(Optional.of(name)));
        session.reply(Replies.SEND_PASSWORD);
    }
}
