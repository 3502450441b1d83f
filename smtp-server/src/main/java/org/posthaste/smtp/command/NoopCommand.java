package org.posthaste.smtp.command;

import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.Step;

/** NOOP (RFC 5321 §4.1.1.9); an argument is ignored. */
final class NoopCommand implements SmtpCommand.AnyTime {
    @Override
    public String verb() {
        return "NOOP";
    }

    @Override
    public Step execute(SmtpSession session, SmtpParser arguments) {
        return Step.say(Replies.OK);
    }
}
