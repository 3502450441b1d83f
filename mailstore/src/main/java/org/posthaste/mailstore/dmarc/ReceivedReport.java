package org.posthaste.mailstore.dmarc;

import java.time.Instant;

/**
 * A report that somebody sent about a domain of ours. All of it is what the sender says, but {@code authenticated} and {@code received}.
 *
 * @param kind about what
 * @param domain ours
 * @param about the domain that the report names: it or one below it
 * @param organization who sends it
 * @param contact whom to ask
 * @param reportId the sender's name for it
 * @param authenticated the domain that proved to have sent it; empty text if none did
 * @param begins of the time it tells of
 * @param ends of that time
 * @param received when it came
 * @param message id of the message that brought it, in log and journal
 * @param policy that the sender saw published
 * @param unread why it cannot be read; empty text if it can
 */
public record ReceivedReport(
        Kind kind,
        String domain,
        String about,
        String organization,
        String contact,
        String reportId,
        String authenticated,
        Instant begins,
        Instant ends,
        Instant received,
        String message,
        String policy,
        String unread) {
    /** What reports tell of. */
    public enum Kind {
        /** Messages with our name (RFC 9990). */
        DMARC,
        /** Connections to our hosts (RFC 8460). */
        TLS
    }

    /** True if it could be read. */
    public boolean read() {
        return unread.isEmpty();
    }
}
