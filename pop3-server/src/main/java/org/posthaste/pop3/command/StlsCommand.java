package org.posthaste.pop3.command;

import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Pop3Session;
import org.posthaste.pop3.session.Pop3State.Authorization;

/**
 * {@code STLS} (RFC 2595 §4). Octets behind it in clear may come from somebody in between who wants them executed inside TLS, so they end the connection. STLS after UTF8 is allowed
 * (RFC 6856 §2.1 leaves that to the server): refusing it would make the client go on in clear.
 */
final class StlsCommand implements Pop3Command.BeforeLogin {
    @Override
    public String keyword() {
        return "STLS";
    }

    @Override
    public void execute(Pop3Session session, Authorization state, Pop3Request request) {
        request.expectNoParameters();
        if (session.connection().tls().isPresent()) {
            throw new Pop3Refusal(Replies.TLS_ACTIVE);
        }
        if (!session.offersTls()) {
            throw new Pop3Refusal(Replies.TLS_NOT_OFFERED);
        }
        if (session.inputWaiting()) {
            session.hangUp(Replies.COMMANDS_BEHIND_STLS);
        } else {
            session.startTls(Replies.BEGIN_TLS);
        }
    }
}
