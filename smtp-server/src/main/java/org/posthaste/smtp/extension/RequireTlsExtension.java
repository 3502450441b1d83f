package org.posthaste.smtp.extension;

import java.util.Map;
import java.util.Optional;
import org.posthaste.smtp.session.SmtpSession;

/** REQUIRETLS (RFC 8689): the message goes on over verified TLS or not at all; offered where TLS is active. */
final class RequireTlsExtension implements SmtpExtension {
    @Override
    public Optional<String> announcement(SmtpSession session) {
        return session.connection().tls().isPresent() ? Optional.of("REQUIRETLS") : Optional.empty();
    }

    @Override
    public Map<String, MailParameter> mailParameters() {
        return Map.of("REQUIRETLS", (given, before) -> {
            given.noValue();
            return before.withWishes(before.wishes().withRequireTls());
        });
    }
}
