package org.posthaste.smtp.protocol;

import java.util.Optional;

/**
 * Parameters of MAIL.
 *
 * @param size the size the client announced (RFC 1870), 0 if none
 * @param body how the message is coded
 * @param smtpUtf8 addresses and header fields may be in UTF-8 (RFC 6531)
 * @param ret what a delivery notification returns (RFC 3461 §4.3)
 * @param envelopeId the sender's name for this transaction (RFC 3461 §4.4), decoded
 */
public record MailParameters(
        long size, Body body, boolean smtpUtf8, Optional<Return> ret, Optional<String> envelopeId) {
    /** No parameters. */
    public static final MailParameters NONE =
            new MailParameters(0, Body.SEVEN_BIT, false, Optional.empty(), Optional.empty());

    /** With SIZE. */
    public MailParameters withSize(long octets) {
        return new MailParameters(octets, body, smtpUtf8, ret, envelopeId);
    }

    /** With BODY. */
    public MailParameters withBody(Body coding) {
        return new MailParameters(size, coding, smtpUtf8, ret, envelopeId);
    }

    /** With SMTPUTF8. */
    public MailParameters withSmtpUtf8() {
        return new MailParameters(size, body, true, ret, envelopeId);
    }

    /** With RET. */
    public MailParameters withReturn(Return what) {
        return new MailParameters(size, body, smtpUtf8, Optional.of(what), envelopeId);
    }

    /** With ENVID. */
    public MailParameters withEnvelopeId(String id) {
        return new MailParameters(size, body, smtpUtf8, ret, Optional.of(id));
    }

    /** The BODY parameter (RFC 6152 §3, RFC 3030 §3). */
    public enum Body {
        SEVEN_BIT,
        EIGHT_BIT_MIME,
        BINARY_MIME
    }

    /** The RET parameter. */
    public enum Return {
        FULL,
        HDRS
    }
}
