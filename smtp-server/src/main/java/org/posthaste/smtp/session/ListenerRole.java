package org.posthaste.smtp.session;

import org.posthaste.common.net.ListenerConfig;

/** What a listener is for. */
public enum ListenerRole {
    /** Mail from other servers for users here (RFC 5321); a relay for trusted networks only. */
    MX,
    /** Mail from our users' programs (RFC 6409, RFC 8314): login needed. */
    SUBMISSION,
    /** Mail from a trusted mail server in front of this one, one reply for each recipient (RFC 2033). */
    LMTP;

    /** The role of a listener by its name. */
    public static ListenerRole of(ListenerConfig listener) {
        return switch (listener.name()) {
            case "smtp" -> MX;
            case "submission", "submissions" -> SUBMISSION;
            case "lmtp" -> LMTP;
            default -> throw new IllegalArgumentException("not an SMTP listener: " + listener.name());
        };
    }
}
