package org.posthaste.mailstore.queue;

import java.time.Instant;
import java.util.Map;
import org.posthaste.common.address.MailAddress;

/**
 * A recipient in the queue.
 *
 * @param id identifies it; never reused
 * @param destination the address's domain as A-label in lower case, or an address literal in its brackets
 * @param options as given, or as the last attempt left them
 * @param attempts how often delivery was tried
 * @param due when something is to be done with it next; far in the future if it is held
 * @param lastReply why the last attempt failed; empty text if there was none
 */
public record QueuedRecipient(
        long id,
        QueuedMessage message,
        MailAddress address,
        String destination,
        Map<String, String> options,
        State state,
        int attempts,
        Instant due,
        String lastReply) {
    public QueuedRecipient {
        options = Map.copyOf(options);
    }

    /** What a recipient waits for. */
    public enum State {
        /** To be tried. */
        WAITING,
        /** To be released; not due before. */
        HELD,
        /** It failed for good: that its sender is told. */
        FAILED
    }
}
