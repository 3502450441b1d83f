package org.posthaste.smtp.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.posthaste.common.net.Timers;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.QueueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings results to disk and does not let go of them before they are there: what the store cannot take now is offered again, because a result that is lost is a message sent twice. Thread-safe.
 */
final class SettlementDesk {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementDesk.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(10);

    private final QueueStore store;
    private final Timers timers;
    private final Executor chores;
    private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    SettlementDesk(QueueStore store, Timers timers, Executor chores) {
        this.store = store;
        this.timers = timers;
        this.chores = chores;
    }

    /** A report with what becomes of its recipients if it could be written, or not. */
    private record Report(Supplier<Optional<Delivery>> notice, List<Outcome> written, List<Outcome> unwritten) {}

    /** What is to be settled together. Confined to the thread that puts it together, until it is submitted. */
    static final class Act {
        private final List<Outcome> outcomes;
        private final List<JournalEntry> journal;
        private final List<Report> reports = new ArrayList<>();
        private final List<Runnable> afterwards = new ArrayList<>();
        private int tries;

        Act(List<Outcome> outcomes, List<JournalEntry> journal) {
            this.outcomes = new ArrayList<>(outcomes);
            this.journal = journal;
        }

        void add(Outcome outcome) {
            outcomes.add(outcome);
        }

        /** A message to the sender goes with it. */
        void report(Supplier<Optional<Delivery>> notice, List<Outcome> written, List<Outcome> unwritten) {
            reports.add(new Report(notice, written, unwritten));
        }

        /** Is run when it is on disk. */
        void afterwards(Runnable task) {
            afterwards.add(task);
        }
    }

    /** Settles; the stage completes when it is on disk, and fails only if the store is closed before. */
    CompletionStage<?> submit(Act act) {
        if (act.outcomes.isEmpty() && act.journal.isEmpty() && act.reports.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        open.add(done);
        offer(act, done);
        return done;
    }

    private void offer(Act act, CompletableFuture<Boolean> done) {
        List<Outcome> outcomes = new ArrayList<>(act.outcomes);
        List<Delivery> notices = new ArrayList<>();
        for (Report report : act.reports) {
            try {
                report.notice.get().ifPresent(notices::add);
                outcomes.addAll(report.written);
            } catch (RuntimeException e) {
                // The recipients stay in the queue as failed ones, so nothing is lost but time.
                LOG.error("a report to a sender could not be written", e);
                outcomes.addAll(report.unwritten);
            }
        }
        store.settle(outcomes, act.journal, notices).whenComplete((nothing, failure) -> {
            if (failure == null) {
                finish(act, done);
            } else {
                failed(act, done, failure);
            }
        });
    }

    private void finish(Act act, CompletableFuture<Boolean> done) {
        act.afterwards.forEach(Runnable::run);
        open.remove(done);
        done.complete(true);
    }

    private void failed(Act act, CompletableFuture<Boolean> done, Throwable failure) {
        if (closed) {
            open.remove(done);
            done.completeExceptionally(failure);
            return;
        }
        Duration pause = RetrySchedule.doubled(FIRST_PAUSE, act.tries++, LONGEST_PAUSE);
        LOG.warn("results of deliveries could not be written; again in {} s", pause.toSeconds(), failure);
        timers.schedule(pause, () -> chores.execute(() -> offer(act, done)));
    }

    /** Waits for what is being written; what cannot be written any more is let go of. */
    void close() {
        closed = true;
        try {
            CompletableFuture.allOf(open.toArray(new CompletableFuture<?>[0]))
                    .get(LAST_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("results of deliveries could not be written before the end; some messages may be sent twice", e);
        }
    }
}
