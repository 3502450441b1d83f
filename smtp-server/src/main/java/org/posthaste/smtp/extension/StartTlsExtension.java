package org.posthaste.smtp.extension;

import java.util.Optional;
import org.posthaste.smtp.session.SmtpSession;

/** STARTTLS (RFC 3207), not offered once TLS is active. */
final class StartTlsExtension implements SmtpExtension {
    @Override
    public Optional<String> announcement(SmtpSession session) {
        return session.startTlsOffered() ? Optional.of("STARTTLS") : Optional.empty();
    }
}
