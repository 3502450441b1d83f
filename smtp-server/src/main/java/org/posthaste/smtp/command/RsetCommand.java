package org.posthaste.smtp.command;

import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.Step;

/** RSET (RFC 5321 §4.1.1.5): forgets the transaction, chunks received by BDAT included. */
final class RsetCommand implements SmtpCommand.AnyTime {
    @Override
    public String verb() {
        return "RSET";
    }

    @Override
    public Step execute(SmtpSession session, SmtpParser arguments) {
        arguments.end();
        session.dropTransaction();
        return Step.say(Replies.OK);
    }
}
