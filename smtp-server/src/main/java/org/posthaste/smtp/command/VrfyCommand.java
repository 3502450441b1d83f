package org.posthaste.smtp.command;

import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.Step;

/** VRFY (RFC 5321 §4.1.1.6, §7.3): always the same 252, so that nobody can ask who has an account here. */
final class VrfyCommand implements SmtpCommand.AnyTime {
    @Override
    public String verb() {
        return "VRFY";
    }

    @Override
    public Step execute(SmtpSession session, SmtpParser arguments) {
        arguments.space();
        arguments.token();
        return Step.say(Replies.CANNOT_VERIFY);
    }
}
