package org.posthaste.smtp.extension;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.Parameter;
import org.posthaste.smtp.protocol.Xtext;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.SmtpSession;

/**
 * AUTH (RFC 4954): only on submission, and only where nobody listens. The AUTH parameter of MAIL (§5) is read and not
 * trusted: the login tells who sent the message.
 */
final class AuthExtension implements SmtpExtension {
    private final Authenticator authenticator;

    AuthExtension(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public Optional<String> announcement(SmtpSession session) {
        if (session.role() != ListenerRole.SUBMISSION || !session.confidential()) {
            return Optional.empty();
        }
        List<String> mechanisms = authenticator.mechanisms(session.loginContext());
        return mechanisms.isEmpty() ? Optional.empty() : Optional.of("AUTH " + String.join(" ", mechanisms));
    }

    @Override
    public Map<String, MailParameter> mailParameters() {
        return Map.of("AUTH", AuthExtension::read);
    }

    private static MailParameters read(Parameter given, MailParameters before) {
        String value = given.required();
        if (!value.equals("<>") && Xtext.decode(value).isEmpty()) {
            throw given.error("needs xtext or <>");
        }
        return before;
    }
}
