package org.posthaste.smtp.command;

import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.Greeted;
import org.posthaste.smtp.session.Step;

/** STARTTLS (RFC 3207 §4). The dispatcher closes the connection if anything was sent behind it in clear. */
final class StartTlsCommand implements SmtpCommand.OutsideTransaction {
    @Override
    public String verb() {
        return "STARTTLS";
    }

    @Override
    public Step execute(SmtpSession session, Greeted state, SmtpParser arguments) {
        arguments.end();
        if (session.connection().tls().isPresent()) {
            return Step.say(Replies.TLS_ACTIVE);
        }
        return session.startTlsOffered() ? new Step.StartTls() : Step.say(Replies.NO_TLS);
    }
}
