package org.posthaste.smtp.extension;

import java.util.Map;
import java.util.Optional;
import org.posthaste.smtp.protocol.Parameter;
import org.posthaste.smtp.session.SmtpSession;

/**
 * SIZE (RFC 1870): the limit is announced, and a client announces its message's size, so that a big one is refused
 * before it is sent.
 */
final class SizeExtension implements SmtpExtension {
    private static final int MAX_DIGITS = 20;

    @Override
    public Optional<String> announcement(SmtpSession session) {
        return Optional.of("SIZE " + session.config().limits().messageSize());
    }

    @Override
    public Map<String, MailParameter> mailParameters() {
        return Map.of("SIZE", (given, before) -> before.withSize(size(given)));
    }

    /** RFC 1870 §5 size-value: up to 20 digits; what is too long for a number is too big in any case. */
    private static long size(Parameter given) {
        String digits = given.required();
        if (digits.length() > MAX_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw given.error("needs a number of octets");
        }
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
