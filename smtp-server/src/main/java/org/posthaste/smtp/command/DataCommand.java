package org.posthaste.smtp.command;

import java.util.Optional;
import org.posthaste.smtp.protocol.MailParameters.Body;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.Reply;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.receive.Acceptance;
import org.posthaste.smtp.receive.DataReader;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Reception;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.session.Step;

/** DATA (RFC 5321 §4.1.1.4). The 250 behind the end of the message means that it is durable: see {@link Acceptance}. */
final class DataCommand implements SmtpCommand.InsideTransaction {
    private final Acceptance acceptance;

    DataCommand(Acceptance acceptance) {
        this.acceptance = acceptance;
    }

    @Override
    public String verb() {
        return "DATA";
    }

    @Override
    public Step execute(SmtpSession session, InTransaction state, SmtpParser arguments) {
        arguments.end();
        MailTransaction transaction = state.transaction();
        if (transaction.chunked()) {
            return Step.say(Replies.BDAT_NOT_DATA);
        }
        if (transaction.recipients().isEmpty()) {
            return Step.say(noRecipients(session));
        }
        if (transaction.parameters().body() == Body.BINARY_MIME) {
            return Step.say(Replies.BINARY_NEEDS_BDAT);
        }
        Reception reception = begin(session, transaction, false);
        return new Step.Read(Optional.of(Replies.SEND_DATA), new DataReader(session, state, reception, acceptance));
    }

    /** LMTP must say 503 (RFC 2033 §4.2), SMTP says 554 (RFC 5321 §3.3). */
    static Reply noRecipients(SmtpSession session) {
        return session.role() == ListenerRole.LMTP ? Replies.NO_RECIPIENTS_LMTP : Replies.NO_RECIPIENTS;
    }

    /** Begins to receive the message of this transaction. */
    static Reception begin(SmtpSession session, MailTransaction transaction, boolean inChunks) {
        long limit = session.config().limits().messageSize();
        Reception reception = new Reception(
                session.store().incoming(limit), limit, session.clock().instant(), session.treatment(transaction));
        transaction.begin(reception, inChunks);
        return reception;
    }
}
