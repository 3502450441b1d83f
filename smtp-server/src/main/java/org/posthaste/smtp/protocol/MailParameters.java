package org.posthaste.smtp.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Parameters of MAIL.
 *
 * @param size the size the client announced (RFC 1870), 0 if none
 * @param body how the message is coded
 * @param smtpUtf8 addresses and header fields may be in UTF-8 (RFC 6531)
 * @param ret what a delivery notification returns (RFC 3461 §4.3)
 * @param envelopeId the sender's name for this transaction (RFC 3461 §4.4), decoded
 * @param wishes how the message is to be sent on
 */
public record MailParameters(
        long size, Body body, boolean smtpUtf8, Optional<Return> ret, Optional<String> envelopeId, Wishes wishes) {
    /** No parameters. */
    public static final MailParameters NONE =
            new MailParameters(0, Body.SEVEN_BIT, false, Optional.empty(), Optional.empty(), Wishes.NONE);

    /** With SIZE. */
    public MailParameters withSize(long octets) {
        return new MailParameters(octets, body, smtpUtf8, ret, envelopeId, wishes);
    }

    /** With BODY. */
    public MailParameters withBody(Body coding) {
        return new MailParameters(size, coding, smtpUtf8, ret, envelopeId, wishes);
    }

    /** With SMTPUTF8. */
    public MailParameters withSmtpUtf8() {
        return new MailParameters(size, body, true, ret, envelopeId, wishes);
    }

    /** With RET. */
    public MailParameters withReturn(Return what) {
        return new MailParameters(size, body, smtpUtf8, Optional.of(what), envelopeId, wishes);
    }

    /** With ENVID. */
    public MailParameters withEnvelopeId(String id) {
        return new MailParameters(size, body, smtpUtf8, ret, Optional.of(id), wishes);
    }

    /** With other wishes. */
    public MailParameters withWishes(Wishes changed) {
        return new MailParameters(size, body, smtpUtf8, ret, envelopeId, changed);
    }

    /**
     * How a message is to be sent on.
     *
     * @param requireTls only over verified TLS (RFC 8689)
     * @param hold not before a time (RFC 4865)
     * @param deliverBy within a time (RFC 2852)
     * @param priority from -9 to 9, higher is earlier (RFC 6710)
     */
    public record Wishes(boolean requireTls, Optional<Hold> hold, Optional<By> deliverBy, int priority) {
        /** None. */
        public static final Wishes NONE = new Wishes(false, Optional.empty(), Optional.empty(), 0);

        /** With REQUIRETLS. */
        public Wishes withRequireTls() {
            return new Wishes(true, hold, deliverBy, priority);
        }

        /** With HOLDFOR or HOLDUNTIL. */
        public Wishes withHold(Hold wished) {
            return new Wishes(requireTls, Optional.of(wished), deliverBy, priority);
        }

        /** With BY. */
        public Wishes withDeliverBy(By wished) {
            return new Wishes(requireTls, hold, Optional.of(wished), priority);
        }

        /** With MT-PRIORITY. */
        public Wishes withPriority(int wished) {
            return new Wishes(requireTls, hold, deliverBy, wished);
        }
    }

    /**
     * Not before a time: one of both.
     *
     * @param period HOLDFOR: so long from now
     * @param until HOLDUNTIL: then
     */
    public record Hold(Optional<Duration> period, Optional<Instant> until) {
        /** The time, if MAIL came {@code now}. */
        public Instant from(Instant now) {
            return until.orElseGet(() -> now.plus(period.orElse(Duration.ZERO)));
        }
    }

    /**
     * Within a time.
     *
     * @param period may be over with mode N
     * @param returned mode R: otherwise it comes back; else the sender is told
     * @param trace each relay tells the sender too
     */
    public record By(Duration period, boolean returned, boolean trace) {}

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
