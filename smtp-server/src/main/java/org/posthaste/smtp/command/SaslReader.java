package org.posthaste.smtp.command;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.common.sasl.AuthResult;
import org.posthaste.common.sasl.SaslExchange;
import org.posthaste.common.sasl.SaslExchange.SaslStep;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.Reply;
import org.posthaste.smtp.session.InputReader;
import org.posthaste.smtp.session.Login;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.Step;

/**
 * The client's lines of a SASL exchange (RFC 4954 §4): base64, or {@code *} to give up. Never shown in logs or traces.
 * The authenticator logs the outcome; here it goes to the journal.
 */
final class SaslReader implements InputReader {
    /** RFC 4954 §4: enough for the mechanisms in use, line end included. */
    static final int MAX_LINE = 12_288;

    private final SmtpSession session;
    private final SaslExchange exchange;

    SaslReader(SmtpSession session, SaslExchange exchange) {
        this.session = session;
        this.exchange = exchange;
    }

    @Override
    public Optional<Step> read(InputBuffer input) {
        int length = input.lineLength();
        if (length > MAX_LINE || length < 0 && input.available() > MAX_LINE) {
            return Optional.of(new Step.Hangup(Replies.AUTH_LINE_TOO_LONG));
        }
        if (length < 0) {
            return Optional.empty();
        }
        String line = new String(input.take(length + 1), StandardCharsets.ISO_8859_1).stripTrailing();
        session.connection().trace().received("***");
        return Optional.of(line.equals("*") ? Step.say(Replies.AUTH_CANCELLED) : response(line));
    }

    /** A client that has gone or that asks its user first would hold up the server's stop. */
    @Override
    public boolean interruptible() {
        return true;
    }

    /** The mechanism speaks first. */
    Step begin() {
        return step(new byte[0]);
    }

    /** A response in base64; {@code =} is an empty one, where it is the initial response. */
    Step response(String base64) {
        if (base64.equals("=")) {
            return step(new byte[0]);
        }
        try {
            // The decoder would take missing padding; RFC 4954 §4 does not.
            return base64.length() % 4 == 0 ? step(Base64.getDecoder().decode(base64)) : Step.say(Replies.BAD_BASE64);
        } catch (IllegalArgumentException e) {
            return Step.say(Replies.BAD_BASE64);
        }
    }

    private Step step(byte[] message) {
        return Step.later(exchange.step(message), this::next);
    }

    private Step next(SaslStep step) {
        if (step instanceof SaslStep.Challenge challenge) {
            String text = Base64.getEncoder().encodeToString(challenge.octets());
            return new Step.Read(Optional.of(Replies.challenge(text)), this);
        }
        AuthResult result = ((SaslStep.Done) step).result();
        if (result instanceof AuthResult.Accepted accepted) {
            return accepted(accepted);
        }
        boolean rejected = result instanceof AuthResult.Rejected;
        session.counters().failedLogin();
        Reply reply = rejected ? Replies.BAD_CREDENTIALS : Replies.LOGIN_LATER;
        session.store()
                .journal()
                .append(session.entry(
                        Kind.AUTHENTICATION_FAILED,
                        "",
                        Map.of(
                                "status",
                                reply.summary(),
                                "user",
                                exchange.claimedUser().isEmpty() ? "-" : exchange.claimedUser())));
        return Step.say(reply);
    }

    private Step accepted(AuthResult.Accepted accepted) {
        if (!session.connection().bindUser(accepted.user())) {
            return new Step.Hangup(Replies.TOO_MANY_SESSIONS);
        }
        session.login(new Login(accepted.user(), new AccountId(accepted.accountId())));
        session.store().journal().append(session.entry(Kind.AUTHENTICATED, "", Map.of()));
        return Step.say(Replies.LOGGED_IN);
    }
}
