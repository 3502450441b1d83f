package org.posthaste.smtp.queue;

import java.time.Instant;
import java.util.List;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;

/**
 * One message for some recipients on the same lane, claimed and waiting for a connection. A value.
 *
 * @param route of the next attempt
 * @param claimedUntil when the claim ends
 * @param first it came with this number; earlier ones go first
 * @param repeated it was put back once because its host was crowded
 */
record Parcel(
        QueuedMessage message,
        List<QueuedRecipient> recipients,
        Route route,
        Instant claimedUntil,
        long first,
        boolean repeated)
        implements Comparable<Parcel> {
    /** Before the other: more urgent (RFC 6710 §4.2), or there earlier. */
    @Override
    public int compareTo(Parcel other) {
        int urgency = Integer.compare(other.message.priority(), message.priority());
        return urgency != 0 ? urgency : Long.compare(first, other.first);
    }

    /** The same, put back. */
    Parcel again() {
        return new Parcel(message, recipients, route, claimedUntil, first, true);
    }
}
