package org.posthaste.smtp.command;

import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.protocol.SmtpSyntaxException;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.Greeting;
import org.posthaste.smtp.session.Step;

/**
 * HELO (RFC 5321 §4.1.1.1), from clients without extensions.
 *
 * <p>Deviation: whatever name the client gives is taken. RFC 5321 §4.1.4 forbids to refuse a name that does not fit the
 * address, and clients behind NAT have none that does.
 */
final class HeloCommand implements SmtpCommand.AnyTime {
    @Override
    public String verb() {
        return "HELO";
    }

    @Override
    public Step execute(SmtpSession session, SmtpParser arguments) {
        if (session.role() == ListenerRole.LMTP) {
            return Step.say(Replies.USE_LHLO);
        }
        session.greeted(new Greeting(clientName(arguments), false));
        return Step.say(Replies.hello(session.config().hostname()));
    }

    /** The client's name, which must be there and in ASCII. */
    static String clientName(SmtpParser arguments) {
        arguments.space();
        int octet = arguments.position();
        String name = arguments.rest();
        if (name.isEmpty() || name.length() > 255 || !name.chars().allMatch(c -> c < 0x7f)) {
            throw new SmtpSyntaxException("expected a host name", octet);
        }
        return name;
    }
}
