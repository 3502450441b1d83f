package org.posthaste.smtp.extension;

import java.util.Map;
import java.util.Optional;
import org.posthaste.smtp.session.SmtpSession;

/** SMTPUTF8 (RFC 6531): addresses in UTF-8, when MAIL says so. */
final class SmtpUtf8Extension implements SmtpExtension {
    @Override
    public Optional<String> announcement(SmtpSession session) {
        return Optional.of("SMTPUTF8");
    }

    @Override
    public Map<String, MailParameter> mailParameters() {
        return Map.of("SMTPUTF8", (given, before) -> {
            given.noValue();
            return before.withSmtpUtf8();
        });
    }
}
