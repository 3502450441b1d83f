package org.posthaste.pop3.command;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.posthaste.common.sasl.SaslExchange;
import org.posthaste.common.sasl.SaslExchange.SaslStep;
import org.posthaste.pop3.protocol.ListingSource;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Pop3Session;
import org.posthaste.pop3.session.Pop3State.Authenticating;
import org.posthaste.pop3.session.Pop3State.Authorization;

/**
 * {@code AUTH mechanism [initial-response]} (RFC 5034 §4); {@code AUTH} alone lists the mechanisms (RFC 1734 left that open, Thunderbird and others ask so). A failure of any kind leaves the session
 * as it was before.
 */
final class AuthCommand implements Pop3Command.BeforeLogin {
    private static final byte[] NOTHING = {};

    @Override
    public String keyword() {
        return "AUTH";
    }

    @Override
    public void execute(Pop3Session session, Authorization state, Pop3Request request) {
        List<String> parameters = request.parameters();
        if (parameters.isEmpty()) {
            list(session);
            return;
        }
        if (parameters.size() > 2) {
            throw new Pop3Refusal(Replies.PARAMETERS_EXPECTED);
        }
        session.state(new Authorization());
        SaslExchange exchange = session.environment()
                .authenticator()
                .start(parameters.get(0).toUpperCase(Locale.ROOT), session.loginContext())
                .orElseThrow(() -> new Pop3Refusal(Replies.UNKNOWN_MECHANISM));
        boolean initial = parameters.size() == 2;
        if (initial && !exchange.takesInitialResponse()) {
            throw new Pop3Refusal(Replies.NO_INITIAL_RESPONSE);
        }
        if (initial) {
            // RFC 5034 §4: "=" is a response that is there but empty.
            step(session, exchange, parameters.get(1).equals("=") ? NOTHING : decode(parameters.get(1)));
        } else if (exchange.clientFirst()) {
            challenge(session, exchange, NOTHING);
        } else {
            step(session, exchange, NOTHING);
        }
    }

    private static void list(Pop3Session session) {
        List<String> mechanisms = session.mechanisms();
        session.reply(Replies.MECHANISMS, new ListingSource(Replies.MECHANISMS, mechanisms.size(), (index, line) -> {
            line.text(mechanisms.get(index));
            return true;
        }));
    }

    private static void challenge(Pop3Session session, SaslExchange exchange, byte[] octets) {
        session.state(new Authenticating(line -> response(session, exchange, line)));
        session.challenge(Base64.getEncoder().encode(octets));
    }

    private static void response(Pop3Session session, SaslExchange exchange, String line) {
        session.state(new Authorization());
        if (line.equals("*")) {
            throw new Pop3Refusal(Replies.CANCELLED);
        }
        step(session, exchange, decode(line));
    }

    private static void step(Pop3Session session, SaslExchange exchange, byte[] message) {
        session.await(exchange.step(message), next -> {
            if (next instanceof SaslStep.Challenge challenge) {
                challenge(session, exchange, challenge.octets());
            } else if (next instanceof SaslStep.Done done) {
                new LoginCompletion(session, exchange.claimedUser()).complete(done.result());
            }
        });
    }

    private static byte[] decode(String base64) {
        if (base64.length() % 4 != 0) {
            throw new Pop3Refusal(Replies.BAD_BASE64);
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new Pop3Refusal(Replies.BAD_BASE64);
        }
    }
}
