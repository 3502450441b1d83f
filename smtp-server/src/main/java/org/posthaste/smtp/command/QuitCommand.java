package org.posthaste.smtp.command;

import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.Step;

/** QUIT (RFC 5321 §4.1.1.10). */
final class QuitCommand implements SmtpCommand.AnyTime {
    @Override
    public String verb() {
        return "QUIT";
    }

    @Override
    public Step execute(SmtpSession session, SmtpParser arguments) {
        arguments.end();
        return new Step.Hangup(Replies.BYE);
    }
}
