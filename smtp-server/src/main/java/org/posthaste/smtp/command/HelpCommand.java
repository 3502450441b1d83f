package org.posthaste.smtp.command;

import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.Step;

/** HELP (RFC 5321 §4.1.1.8). */
final class HelpCommand implements SmtpCommand.AnyTime {
    @Override
    public String verb() {
        return "HELP";
    }

    @Override
    public Step execute(SmtpSession session, SmtpParser arguments) {
        return Step.say(Replies.HELP);
    }
}
