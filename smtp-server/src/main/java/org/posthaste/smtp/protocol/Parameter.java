package org.posthaste.smtp.protocol;

import java.util.Optional;

/**
 * A parameter of MAIL or RCPT (RFC 5321 §4.1.2 esmtp-param).
 *
 * @param keyword in upper case
 * @param value what stands behind {@code =}
 * @param octet where the keyword begins in the command line
 */
public record Parameter(String keyword, Optional<String> value, int octet) {
    /** The value, which this parameter must have. */
    public String required() {
        return value.orElseThrow(() -> error("needs a value"));
    }

    /** This parameter must not have a value. */
    public void noValue() {
        if (value.isPresent()) {
            throw error("takes no value");
        }
    }

    /** An error in this parameter. */
    public SmtpSyntaxException error(String problem) {
        return new SmtpSyntaxException(keyword + " " + problem, octet);
    }
}
