package org.posthaste.smtp.queue;

import org.posthaste.mailstore.queue.QueuedRecipient;

/** Knows the way to every recipient. Thread-safe; called on any thread, so it answers from memory. */
public interface RouteSource {
    /** The route of the recipient's next attempt; may depend on its destination, its sender and the attempts there were. */
    Route routeFor(QueuedRecipient recipient);
}
