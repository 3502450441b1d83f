package org.posthaste.imap.command;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.posthaste.common.sasl.SaslExchange;
import org.posthaste.common.sasl.SaslExchange.SaslStep;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.StatusResponse;

/** AUTHENTICATE, RFC 3501 §6.2.2, with the initial response of RFC 4959. */
public final class AuthenticateCommand implements ImapCommand.NotAuthenticated {
    private static final byte[] EMPTY = new byte[0];

    @Override
    public String name() {
        return "AUTHENTICATE";
    }

    @Override
    public String traced(String line) {
        return line.replaceFirst("(?is)(authenticate +[^ ]+) .*", "$1 ***");
    }

    @Override
    public Outcome execute(CommandContext context, ImapParser arguments) {
        arguments.sp();
        String mechanism = arguments.keyword();
        Optional<byte[]> initial = Optional.empty();
        if (arguments.accept(' ') && !arguments.atEnd()) {
            initial = Optional.of(arguments.accept('=') && arguments.atEnd() ? EMPTY : base64(arguments));
        }
        arguments.end();
        if (mechanism.equals("PLAIN") || mechanism.equals("LOGIN")) {
            Login.requirePrivacy(context.session());
        }
        var session = context.session();
        Optional<SaslExchange> started = session.services().authenticator().start(mechanism, session.loginContext());
        if (started.isEmpty()) {
            return Outcome.done(StatusResponse.no("Unsupported authentication mechanism"));
        }
        SaslExchange exchange = started.get();
        if (initial.isPresent()) {
            // RFC 4959 §3: a mechanism in which the server speaks first takes no initial response.
            return exchange.takesInitialResponse()
                    ? step(context, exchange, initial.get())
                    : Outcome.done(StatusResponse.no("This mechanism takes no initial response"));
        }
        return exchange.clientFirst() ? challenge(context, exchange, EMPTY) : step(context, exchange, EMPTY);
    }

    /** The rest of the octets as base64, which an atom may not hold: '=' is an atom character and '/' too, so reading an astring does. */
    private static byte[] base64(ImapParser arguments) {
        int start = arguments.position();
        return decode(arguments.astringOctets()).orElseThrow(() -> new ImapSyntaxException("expected base64", start));
    }

    private static Optional<byte[]> decode(byte[] text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Outcome step(CommandContext context, SaslExchange exchange, byte[] message) {
        return Outcome.later(exchange.step(message), next -> {
            if (next instanceof SaslStep.Challenge challenge) {
                return challenge(context, exchange, challenge.octets());
            }
            SaslStep.Done done = (SaslStep.Done) next;
            String claimed = exchange.claimedUser();
            return Login.completed(context, done.result(), claimed.isEmpty() ? "-" : claimed);
        });
    }

    private static Outcome challenge(CommandContext context, SaslExchange exchange, byte[] octets) {
        context.out().text("+ ").octets(Base64.getEncoder().encode(octets)).crlf();
        return new Outcome.Park(new Answer(context, exchange));
    }

    /** Waits for the client's answer to a challenge. */
    private record Answer(CommandContext context, SaslExchange exchange) implements Outcome.LineTaker {
        @Override
        public Outcome line(byte[] octets) {
            if (new String(octets, StandardCharsets.ISO_8859_1).equals("*")) {
                return Outcome.done(StatusResponse.bad("Authentication cancelled"));
            }
            return decode(octets)
                    .map(message -> step(context, exchange, message))
                    .orElseGet(() -> Outcome.done(StatusResponse.bad("expected base64")));
        }

        @Override
        public String traced(String line) {
            return "***";
        }
    }
}
