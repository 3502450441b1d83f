package org.posthaste.mailstore.queue;

import java.time.Instant;
import java.util.Map;

/**
 * A message in the queue.
 *
 * @param id identifies it; never reused
 * @param messageId id of the message in log and journal
 * @param reversePath empty text for the null path
 * @param options as given, see {@link Outgoing}
 * @param priority the higher the earlier
 * @param queued when it came
 * @param size octets to be sent
 */
public record QueuedMessage(
        long id,
        String messageId,
        String reversePath,
        Map<String, String> options,
        int priority,
        Instant queued,
        long size) {
    public QueuedMessage {
        options = Map.copyOf(options);
    }
}
