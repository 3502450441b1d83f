package org.posthaste.mailstore.queue;

import java.time.Instant;
import java.util.Map;
import org.posthaste.common.address.MailAddress;

/**
 * A recipient in the queue.
 *
 * @param id identifies it; never reused
 * @param options as given, or as the last deferral left them
 * @param attempts how often delivery was tried
 * @param due when it is to be tried next
 * @param lastReply why the last attempt failed; empty text if there was none
 */
public record QueuedRecipient(
        long id,
        QueuedMessage message,
        MailAddress address,
        Map<String, String> options,
        int attempts,
        Instant due,
        String lastReply) {
    public QueuedRecipient {
        options = Map.copyOf(options);
    }
}
