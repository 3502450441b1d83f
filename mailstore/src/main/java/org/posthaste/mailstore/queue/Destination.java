package org.posthaste.mailstore.queue;

import java.time.Instant;

/**
 * What is queued for one domain or address literal.
 *
 * @param name as in {@link QueuedRecipient#destination}
 * @param waiting recipients to be tried, those being tried included
 * @param held recipients that are not due before they are released
 * @param failed recipients whose senders are to be told
 * @param earliestDue when the first is due; far in the future if all are held
 * @param oldest when the oldest message came
 */
public record Destination(String name, long waiting, long held, long failed, Instant earliestDue, Instant oldest) {}
