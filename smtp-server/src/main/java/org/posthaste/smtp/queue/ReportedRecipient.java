package org.posthaste.smtp.queue;

import java.time.Instant;
import org.posthaste.mailstore.queue.QueuedRecipient;

/**
 * A recipient the sender is told about.
 *
 * @param reply the last one; that of an expired recipient is still its 4xx
 * @param host name of the host that gave it; empty if it was us
 * @param address that host's IP address, or empty
 * @param lastAttempt when that was
 * @param expired given up because it took too long (RFC 3464 §2.3.3, status 4.4.7)
 * @param until when it will be given up if it stays undelivered
 */
public record ReportedRecipient(
        QueuedRecipient recipient,
        RemoteReply reply,
        String host,
        String address,
        Instant lastAttempt,
        boolean expired,
        Instant until) {}
