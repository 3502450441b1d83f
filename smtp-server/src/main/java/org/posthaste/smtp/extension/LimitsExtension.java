package org.posthaste.smtp.extension;

import java.util.Optional;
import org.posthaste.smtp.session.SmtpConfig.Limits;
import org.posthaste.smtp.session.SmtpSession;

/**
 * LIMITS (RFC 9422): transactions of one connection and recipients of one transaction, known before they are reached.
 */
final class LimitsExtension implements SmtpExtension {
    @Override
    public Optional<String> announcement(SmtpSession session) {
        Limits limits = session.config().limits();
        return Optional.of("LIMITS MAILMAX=" + limits.messages() + " RCPTMAX=" + limits.recipients());
    }
}
