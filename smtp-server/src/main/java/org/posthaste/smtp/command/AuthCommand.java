package org.posthaste.smtp.command;

import java.util.Locale;
import java.util.Optional;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.common.sasl.SaslExchange;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.Greeted;
import org.posthaste.smtp.session.Step;

/**
 * AUTH (RFC 4954 §4), on submission only, under TLS or on the loopback interface.
 *
 * <p>Deviation: LOGIN, where the server speaks first, takes an initial response too; Outlook and others send the user
 * name in it.
 */
final class AuthCommand implements SmtpCommand.OutsideTransaction {
    private final Authenticator authenticator;

    AuthCommand(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public String verb() {
        return "AUTH";
    }

    @Override
    public Step execute(SmtpSession session, Greeted state, SmtpParser arguments) {
        if (session.role() != ListenerRole.SUBMISSION) {
            return Step.say(Replies.NO_AUTH_HERE);
        }
        if (session.login().isPresent()) {
            return Step.say(Replies.ALREADY_LOGGED_IN);
        }
        if (!session.confidential()) {
            return Step.say(Replies.STARTTLS_FIRST);
        }
        arguments.space();
        String mechanism = arguments.token().toUpperCase(Locale.ROOT);
        Optional<String> initial = Optional.empty();
        if (!arguments.atEnd()) {
            arguments.space();
            initial = Optional.of(arguments.token());
        }
        arguments.end();
        Optional<SaslExchange> exchange = authenticator.start(mechanism, session.loginContext());
        if (exchange.isEmpty()) {
            return Step.say(Replies.UNKNOWN_MECHANISM);
        }
        SaslReader reader = new SaslReader(session, exchange.get());
        if (initial.isPresent()) {
            return exchange.get().takesInitialResponse()
                    ? reader.response(initial.get())
                    : Step.say(Replies.NO_INITIAL_RESPONSE);
        }
        return exchange.get().clientFirst()
                ? new Step.Read(Optional.of(Replies.challenge("")), reader)
                : reader.begin();
    }
}
