package org.posthaste.smtp.protocol;

import java.util.Optional;
import java.util.Set;

/**
 * Parameters of RCPT (RFC 3461 §4.1, §4.2).
 *
 * @param notifyOn when the sender wants to be notified; empty if it did not say
 * @param originalRecipient ORCPT, as {@code type;address}, decoded
 */
public record RcptParameters(Set<Notify> notifyOn, Optional<String> originalRecipient) {
    /** No parameters. */
    public static final RcptParameters NONE = new RcptParameters(Set.of(), Optional.empty());

    public RcptParameters {
        notifyOn = Set.copyOf(notifyOn);
    }

    /** With NOTIFY. */
    public RcptParameters withNotify(Set<Notify> when) {
        return new RcptParameters(when, originalRecipient);
    }

    /** With ORCPT. */
    public RcptParameters withOriginalRecipient(String recipient) {
        return new RcptParameters(notifyOn, Optional.of(recipient));
    }

    /** Occasions of a notification. */
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }
}
