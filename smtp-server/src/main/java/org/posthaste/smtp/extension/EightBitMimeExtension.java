package org.posthaste.smtp.extension;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.MailParameters.Body;
import org.posthaste.smtp.protocol.Parameter;
import org.posthaste.smtp.session.SmtpSession;

/**
 * 8BITMIME (RFC 6152) with the BODY parameter, which also takes BINARYMIME (RFC 3030 §3). Octets are stored as they
 * come, whatever was declared.
 */
final class EightBitMimeExtension implements SmtpExtension {
    @Override
    public Optional<String> announcement(SmtpSession session) {
        return Optional.of("8BITMIME");
    }

    @Override
    public Map<String, MailParameter> mailParameters() {
        return Map.of("BODY", EightBitMimeExtension::read);
    }

    private static MailParameters read(Parameter given, MailParameters before) {
        return switch (given.required().toUpperCase(Locale.ROOT)) {
            case "7BIT" -> before.withBody(Body.SEVEN_BIT);
            case "8BITMIME" -> before.withBody(Body.EIGHT_BIT_MIME);
            case "BINARYMIME" -> before.withBody(Body.BINARY_MIME);
            default -> throw given.error("is 7BIT, 8BITMIME or BINARYMIME");
        };
    }
}
