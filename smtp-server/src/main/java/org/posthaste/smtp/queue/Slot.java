package org.posthaste.smtp.queue;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A courier between its tasks. Used by the thread that has it, and under the lock of {@link QueueManager} while nobody has. */
final class Slot {
    private final Lane lane;
    private final Courier courier;
    private CompletionStage<?> settled = CompletableFuture.completedFuture(true);
    private int transactions;
    private Instant idleSince = Instant.MIN;

    Slot(Lane lane, Courier courier) {
        this.lane = lane;
        this.courier = courier;
    }

    Lane lane() {
        return lane;
    }

    Courier courier() {
        return courier;
    }

    /** Completes when the result of the last task is on disk. */
    CompletionStage<?> settled() {
        return settled;
    }

    /** A task was done; its result is being written. */
    void used(CompletionStage<?> settling) {
        settled = settling;
        transactions++;
    }

    int transactions() {
        return transactions;
    }

    Instant idleSince() {
        return idleSince;
    }

    void idle(Instant now) {
        idleSince = now;
    }
}
