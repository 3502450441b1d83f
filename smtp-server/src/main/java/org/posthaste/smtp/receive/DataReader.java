package org.posthaste.smtp.receive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.posthaste.common.io.DotDecoder;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.session.InputReader;
import org.posthaste.smtp.session.Reception;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.session.Step;

/**
 * Message data behind DATA (RFC 5321 §4.1.1.4): from the receive buffer through the dot decoder into the store, without
 * a copy and without lines.
 *
 * <p>Only CRLF.CRLF ends the data. A message with a lone CR or LF is read to its end and then refused: passed on,
 * another server could find the end of a message elsewhere and take the rest for commands (SMTP smuggling).
 */
public final class DataReader implements InputReader {
    /** Data this many times over the limit is no mistake: the connection is closed. */
    public static final int HOPELESS = 4;

    private final SmtpSession session;
    private final InTransaction state;
    private final Reception reception;
    private final Acceptance acceptance;
    private final DotDecoder decoder = new DotDecoder();

    /** Reads the data of this transaction into its reception. */
    public DataReader(SmtpSession session, InTransaction state, Reception reception, Acceptance acceptance) {
        this.session = session;
        this.state = state;
        this.reception = reception;
        this.acceptance = acceptance;
    }

    @Override
    public Optional<Step> read(InputBuffer input) {
        try {
            input.consume(decoder.decode(input.array(), input.start(), input.end(), reception::write));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (decoder.ended()) {
            session.connection().trace().received("(" + reception.received() + " octets of message data)");
            return Optional.of(acceptance.accept(session, state, reception, decoder.bareLf() || decoder.bareCr()));
        }
        if (reception.received() > HOPELESS * session.config().limits().messageSize()) {
            return Optional.of(new Step.Hangup(Replies.MESSAGE_TOO_BIG));
        }
        return session.overdue(reception.begun()) ? Optional.of(new Step.Hangup(Replies.TOO_SLOW)) : Optional.empty();
    }
}
