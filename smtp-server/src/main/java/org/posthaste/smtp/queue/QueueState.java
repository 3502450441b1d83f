package org.posthaste.smtp.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.Timers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parts of the queue share: the lock, all that it guards, the thread for chores, and the timer for what is due first. Thread-safe where nothing else is said. */
final class QueueState {
    private static final Logger LOG = LoggerFactory.getLogger(QueueState.class);

    /** The clock is looked at this often at least, so it may be set. */
    private static final Duration LONGEST_TICK = Duration.ofMinutes(1);

    private final QueueSettings settings;
    private final QueueManager.Foundation foundation;
    private final ReentrantLock lock = new ReentrantLock();
    private final Lanes lanes;
    private final Backlogs backlogs;
    private final Deque<Slot> leaving = new ArrayDeque<>();
    private final ExecutorService chores;
    private final DeliveryThreads threads;
    private final Settlement settlement;
    private final Runnable onTick;
    private Instant tickAt = Instant.MAX;
    private Timers.@Nullable Timer tick;
    private boolean closed;

    /**
     * @param work gives a free thread something to do, see {@link DeliveryThreads}
     * @param onTick is run when something is due
     */
    QueueState(
            QueueSettings settings,
            QueueManager.Foundation foundation,
            Supplier<@Nullable Runnable> work,
            Runnable onTick) {
        this.settings = settings;
        this.foundation = foundation;
        this.lanes = new Lanes(settings.limits(), foundation.couriers(), this::throttle);
        this.backlogs = new Backlogs(settings.limits());
        this.threads = new DeliveryThreads(lock, settings.limits().connections(), work);
        this.onTick = onTick;
        this.chores = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "queue-chores");
            thread.setDaemon(true);
            return thread;
        });
        this.settlement = new Settlement(foundation, settings, this::chore);
    }

    private DestinationThrottle throttle(Route route) {
        int most = Math.min(
                route.connections().orElse(settings.limits().connectionsPerLane()),
                settings.limits().connections());
        return new DestinationThrottle(most, settings.retry().first());
    }

    QueueManager.Foundation foundation() {
        return foundation;
    }

    QueueSettings settings() {
        return settings;
    }

    Clock clock() {
        return foundation.clock();
    }

    /** Guards what follows. */
    ReentrantLock lock() {
        return lock;
    }

    Lanes lanes() {
        return lanes;
    }

    Backlogs backlogs() {
        return backlogs;
    }

    /** Connections to be closed, which may block. Under the lock. */
    Deque<Slot> leaving() {
        return leaving;
    }

    DeliveryThreads threads() {
        return threads;
    }

    /** Nothing new begins. Under the lock. */
    boolean isClosed() {
        return closed;
    }

    /** There may be work for one more thread. Under the lock. */
    void wake() {
        if (lanes.isAnyLined() || !leaving.isEmpty()) {
            threads.wake();
        }
    }

    Settlement settlement() {
        return settlement;
    }

    /** Runs something that may block for a short time. */
    void chore(Runnable task) {
        chores.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("a chore of the queue failed", e);
            }
        });
    }

    /** Sets the timer for whatever is due first. Under the lock. */
    void arrange(Instant now) {
        Instant next = min(backlogs.nextAlarm(), now.plus(LONGEST_TICK));
        if (!lanes.idle().isEmpty()) {
            Instant since = lanes.idle().iterator().next().idleSince();
            next = min(next, since.plus(settings.limits().idle()));
        }
        if (!closed && next.isBefore(tickAt)) {
            if (tick != null) {
                tick.cancel();
            }
            tickAt = next;
            Duration delay = Duration.between(now, next);
            tick = foundation.timers().schedule(delay.isNegative() ? Duration.ZERO : delay, onTick);
        }
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** The timer rang. Under the lock. */
    void ticked() {
        tickAt = Instant.MAX;
        tick = null;
    }

    /** Nothing new begins from now on. Under the lock. */
    void close() {
        closed = true;
        if (tick != null) {
            tick.cancel();
        }
    }

    /** No chores are taken any more. */
    void end() {
        chores.shutdown();
    }
}
