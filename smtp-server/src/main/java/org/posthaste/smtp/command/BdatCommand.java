package org.posthaste.smtp.command;

import java.util.Optional;
import java.util.function.Supplier;
import org.posthaste.smtp.protocol.MailParameters.Body;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.Reply;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.protocol.SmtpSyntaxException;
import org.posthaste.smtp.receive.Acceptance;
import org.posthaste.smtp.receive.ChunkReader;
import org.posthaste.smtp.receive.ChunkReader.ChunkSink;
import org.posthaste.smtp.receive.DataReader;
import org.posthaste.smtp.receive.StoreFailures;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Reception;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.Connected;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.session.Step;

/**
 * BDAT (RFC 3030 §2): a piece of the message with its length, any octets. Comes at any time, because the octets behind
 * it have to be read away also where the command is refused.
 *
 * <p>Text (BODY other than BINARYMIME) must have CRLF line ends here as in DATA; binary content may hold anything.
 *
 * <p>Fails: a size that is no number closes the connection, since nobody knows where the next command begins. After a
 * chunk that could not be stored every further one gets the same reply, until LAST or RSET.
 */
final class BdatCommand implements SmtpCommand.AnyTime {
    private final Acceptance acceptance;

    BdatCommand(Acceptance acceptance) {
        this.acceptance = acceptance;
    }

    @Override
    public String verb() {
        return "BDAT";
    }

    @Override
    public Step execute(SmtpSession session, SmtpParser arguments) {
        long size;
        boolean last;
        try {
            arguments.space();
            size = size(arguments);
            last = last(arguments);
        } catch (SmtpSyntaxException e) {
            return new Step.Hangup(Replies.BAD_CHUNK_SIZE);
        }
        if (size > DataReader.HOPELESS * session.config().limits().messageSize()) {
            return new Step.Hangup(Replies.MESSAGE_TOO_BIG);
        }
        if (!(session.state() instanceof InTransaction state)) {
            Reply refusal = session.state() instanceof Connected ? Replies.GREET_FIRST : Replies.MAIL_FIRST;
            return read(size, ChunkSink.NOWHERE, () -> Step.say(refusal));
        }
        MailTransaction transaction = state.transaction();
        if (transaction.recipients().isEmpty()) {
            return read(size, ChunkSink.NOWHERE, () -> Step.say(DataCommand.noRecipients(session)));
        }
        Reception reception = transaction.reception().orElseGet(() -> DataCommand.begin(session, transaction, true));
        boolean binary = transaction.parameters().body() == Body.BINARY_MIME;
        return read(
                size,
                binary ? reception::write : reception::writeText,
                () -> last
                        ? acceptance.accept(session, state, reception, reception.bareLineEnd())
                        : chunk(session, reception, size));
    }

    private static Step chunk(SmtpSession session, Reception reception, long size) {
        if (reception.failure().isPresent()) {
            return Step.say(StoreFailures.reply(reception.failure().get().failure(), session.config()));
        }
        return session.overdue(reception.begun()) ? new Step.Hangup(Replies.TOO_SLOW) : Step.say(Replies.chunk(size));
    }

    private static Step read(long size, ChunkSink sink, Supplier<Step> whenComplete) {
        return new Step.Read(Optional.empty(), new ChunkReader(size, sink, whenComplete));
    }

    private static long size(SmtpParser arguments) {
        String digits = arguments.token();
        if (digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw arguments.error("expected the chunk's size");
        }
        return Long.parseLong(digits);
    }

    private static boolean last(SmtpParser arguments) {
        if (arguments.atEnd()) {
            return false;
        }
        arguments.space();
        arguments.word("LAST");
        arguments.end();
        return true;
    }
}
