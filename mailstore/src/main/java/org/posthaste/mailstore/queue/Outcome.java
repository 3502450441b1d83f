package org.posthaste.mailstore.queue;

import java.time.Instant;
import java.util.Map;

/** What became of a queued recipient. */
public sealed interface Outcome {
    /** Id of the recipient. */
    long recipient();

    /** It is dealt with, delivered or failed for good, and leaves the queue. */
    record Finished(long recipient) implements Outcome {}

    /**
     * It is to be tried again.
     *
     * @param options replace those there were
     */
    record Deferred(long recipient, Instant due, String reply, Map<String, String> options) implements Outcome {
        public Deferred {
            options = Map.copyOf(options);
        }
    }
}
