package org.posthaste.mailstore.queue;

import java.time.Instant;
import java.util.Map;

/** What became of a recipient that was claimed. */
public sealed interface Outcome {
    /** Id of the recipient. */
    long recipient();

    /** It is dealt with, delivered or reported to its sender, and leaves the queue. */
    record Finished(long recipient) implements Outcome {}

    /**
     * It is to be tried again: one attempt more.
     *
     * @param options replace those there were
     */
    record Deferred(long recipient, Instant due, String reply, Map<String, String> options) implements Outcome {
        public Deferred {
            options = Map.copyOf(options);
        }
    }

    /**
     * It failed for good: one attempt more, and it stays until its sender was told.
     *
     * @param due when that has to be done at the latest
     * @param options replace those there were
     */
    record Failed(long recipient, Instant due, String reply, Map<String, String> options) implements Outcome {
        public Failed {
            options = Map.copyOf(options);
        }
    }

    /** It was not tried; only the claim ends. */
    record Returned(long recipient, Instant due) implements Outcome {}
}
