package org.posthaste.smtp.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.Timers;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns every message for other hosts from its commit to its final outcome. Arrivals come into memory as they are committed, up to a bound; what is beyond it, or due later, is read a page at a time
 * when its destination has room. Each lane is served by as many delivery threads as its throttle allows, and all lanes in turn. Thread-safe: everything in memory is guarded by one lock that is never
 * held while anything blocks.
 */
public final class QueueManager implements QueueStore.ArrivalDesk {
    private static final Logger LOG = LoggerFactory.getLogger(QueueManager.class);
    /** Time for those that hang in a connection when it is broken under them. */
    private static final Duration ABORT_GRACE = Duration.ofSeconds(5);

    private final QueueStore store;
    private final Clock clock;
    private final ReentrantLock lock;
    private final QueueState state;
    private final Lanes lanes;
    private final Backlogs backlogs;
    private final Intake intake;
    private final Deliveries deliveries;

    /**
     * What the queue is built on; none of it is closed with it.
     *
     * @param store has the messages
     * @param routes knows the way
     * @param couriers bring them there
     * @param reporter tells senders
     * @param clock the time
     * @param timers tell when something is due
     * @param random spreads retries; thread-safe
     */
    public record Foundation(
            QueueStore store,
            RouteSource routes,
            CourierService couriers,
            FailureReporter reporter,
            Clock clock,
            Timers timers,
            RandomGenerator random) {}

    private QueueManager(QueueSettings settings, Foundation foundation) {
        this.store = foundation.store();
        this.clock = foundation.clock();
        this.state = new QueueState(settings, foundation, this::work, this::onTick);
        this.lock = state.lock();
        this.lanes = state.lanes();
        this.backlogs = state.backlogs();
        this.intake = new Intake(state);
        this.deliveries = new Deliveries(state, intake);
    }

    private @Nullable Runnable work() {
        return deliveries.work();
    }

    /** Takes over the queue of a store. What waits in it is looked for in the background, so this returns at once. */
    public static QueueManager start(QueueSettings settings, Foundation foundation) {
        QueueManager queue = new QueueManager(settings, foundation);
        foundation.store().arrivals(queue);
        queue.state.chore(queue::load);
        return queue;
    }

    private void load() {
        List<Runnable> found = new ArrayList<>();
        store.destinations(each -> found.add(() -> waiting(each.name(), each.earliestDue())));
        found.forEach(Runnable::run);
        LOG.debug("the queue has mail for {} destinations", found.size());
    }

    @Override
    public boolean takes(String destination) {
        lock.lock();
        try {
            return !state.isClosed() && backlogs.takes(destination, clock.instant());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void arrived(List<QueuedRecipient> claimed) {
        Instant now = clock.instant();
        lock.lock();
        try {
            backlogs.arrived();
            if (!state.isClosed()) {
                intake.handOver(claimed, now.plus(QueueStore.ARRIVAL_LEASE), now);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void waiting(String destination, Instant due) {
        intake.waiting(destination, due);
    }

    private void onTick() {
        Instant now = clock.instant();
        lock.lock();
        try {
            state.ticked();
            if (state.isClosed()) {
                return;
            }
            backlogs.ringing(now).forEach(backlog -> intake.read(backlog, now));
            state.leaving().addAll(lanes.overIdle(now));
            state.wake();
            backlogs.sweepUp();
            lanes.sweep();
            state.arrange(now);
        } finally {
            lock.unlock();
        }
    }

    /** What is known of a lane whose host was not there. */
    public record FailingLane(String lane, Optional<Instant> nextTry, String reason) {}

    /**
     * What the queue is doing.
     *
     * @param inMemory recipients that wait for a connection or are being delivered
     * @param delivering messages being delivered now
     * @param connections open, those that wait for more included
     * @param failing lanes whose host was not there
     */
    public record Activity(int inMemory, int delivering, int connections, List<FailingLane> failing) {}

    /** What the queue is doing now. */
    public Activity activity() {
        lock.lock();
        try {
            List<FailingLane> failing = lanes.all().stream()
                    .filter(lane -> lane.throttle().isFailing())
                    .map(QueueManager::failing)
                    .sorted(Comparator.comparing(FailingLane::lane))
                    .toList();
            int turns = lanes.turns().size();
            return new Activity(backlogs.inMemory(), turns, turns + lanes.idle().size(), failing);
        } finally {
            lock.unlock();
        }
    }

    private static FailingLane failing(Lane lane) {
        DestinationThrottle throttle = lane.throttle();
        return new FailingLane(
                lane.key(),
                throttle.pausedUntil(),
                throttle.reason().map(RemoteReply::toString).orElse(""));
    }

    /** Why nothing goes to a destination now, and when it is tried again, if its host was not there. */
    public Optional<FailingLane> failing(String destination) {
        lock.lock();
        try {
            return backlogs.find(destination)
                    .map(Backlog::lane)
                    .filter(lane -> lane.throttle().isFailing())
                    .map(QueueManager::failing);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wanted(String destination) {
        lock.lock();
        try {
            backlogs.find(destination).map(Backlog::lane).ifPresent(lane -> lane.throttle()
                    .forgive());
        } finally {
            lock.unlock();
        }
    }

    /** Forgets which hosts were not there, so that what is due is tried now. */
    public void forgive() {
        Instant now = clock.instant();
        lock.lock();
        try {
            for (Lane lane : lanes.all()) {
                lane.throttle().forgive();
                intake.readBlocked(lane, now);
            }
            state.arrange(now);
        } finally {
            lock.unlock();
        }
    }

    /** Begins nothing more, lets attempts under way finish for some time, then breaks them, and gives everything else back. Blocks. */
    public void close(Duration grace) {
        List<Parcel> untried = new ArrayList<>();
        lock.lock();
        try {
            state.close();
            lanes.all().forEach(lane -> untried.addAll(lane.drain()));
            state.leaving().addAll(lanes.drainIdle());
            state.wake();
        } finally {
            lock.unlock();
        }
        state.settlement().giveBack(untried);
        end(grace);
        state.settlement().close();
        state.end();
    }

    private void end(Duration grace) {
        lock.lock();
        try {
            if (!state.threads().close(grace.toNanos())) {
                LOG.info("{} deliveries are broken off", lanes.turns().size());
                lanes.turns().forEach(turn -> turn.slot().courier().abort());
                state.threads().close(ABORT_GRACE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
