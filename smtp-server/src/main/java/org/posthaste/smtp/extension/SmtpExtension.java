package org.posthaste.smtp.extension;

import java.util.Map;
import java.util.Optional;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.Parameter;
import org.posthaste.smtp.protocol.RcptParameters;
import org.posthaste.smtp.session.SmtpSession;

/** An SMTP service extension (RFC 5321 §2.2.2): what EHLO announces and which parameters it adds. Thread-safe. */
public interface SmtpExtension {
    /**
     * The line in the answer to EHLO; empty while it is not offered. Parameters of an extension that is not offered are
     * unknown.
     */
    Optional<String> announcement(SmtpSession session);

    /** Parameters of MAIL by keyword in upper case. */
    default Map<String, MailParameter> mailParameters() {
        return Map.of();
    }

    /** Parameters of RCPT by keyword in upper case. */
    default Map<String, RcptParameter> rcptParameters() {
        return Map.of();
    }

    /** Reads one parameter of MAIL. Fails with a syntax or reply exception. */
    @FunctionalInterface
    interface MailParameter {
        MailParameters read(Parameter given, MailParameters before);
    }

    /** Reads one parameter of RCPT. Fails with a syntax or reply exception. */
    @FunctionalInterface
    interface RcptParameter {
        RcptParameters read(Parameter given, RcptParameters before);
    }
}
