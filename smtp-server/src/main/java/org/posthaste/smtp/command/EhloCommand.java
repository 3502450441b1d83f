package org.posthaste.smtp.command;

import org.posthaste.smtp.extension.SmtpExtensions;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.Greeting;
import org.posthaste.smtp.session.Step;

/**
 * EHLO (RFC 5321 §4.1.1.1) and, on LMTP instead of it, LHLO (RFC 2033 §4.1). A second one clears the transaction
 * (RFC 5321 §4.1.4).
 */
final class EhloCommand implements SmtpCommand.AnyTime {
    private final String verb;
    private final SmtpExtensions extensions;

    EhloCommand(String verb, SmtpExtensions extensions) {
        this.verb = verb;
        this.extensions = extensions;
    }

    @Override
    public String verb() {
        return verb;
    }

    @Override
    public Step execute(SmtpSession session, SmtpParser arguments) {
        boolean lmtp = session.role() == ListenerRole.LMTP;
        if (lmtp != verb.equals("LHLO")) {
            return Step.say(lmtp ? Replies.USE_LHLO : Replies.USE_EHLO);
        }
        session.greeted(new Greeting(HeloCommand.clientName(arguments), true));
        return Step.say(Replies.extensions(session.config().hostname(), extensions.announcements(session)));
    }
}
