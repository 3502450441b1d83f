package org.posthaste.smtp.queue;

import org.posthaste.smtp.protocol.EnhancedStatus;

/**
 * The reply that decided an attempt.
 *
 * @param code three digits (RFC 5321 §4.2)
 * @param status as given by the host, or derived from the code
 * @param text without code and status, on one line, printable
 * @param ours said by us, because there was no host or it did not answer
 */
public record RemoteReply(int code, EnhancedStatus status, String text, boolean ours) {
    /** A reply that this host gives itself for want of another; the code follows from the status. */
    public static RemoteReply ours(String status, String text) {
        EnhancedStatus enhanced = EnhancedStatus.of(status);
        int code = enhanced.kind() == 2 ? 250 : enhanced.kind() == 4 ? 451 : 554;
        return new RemoteReply(code, enhanced, text, true);
    }

    @Override
    public String toString() {
        return code + " " + status + " " + text;
    }
}
