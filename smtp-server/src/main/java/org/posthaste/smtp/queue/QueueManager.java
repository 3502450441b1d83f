package org.posthaste.smtp.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    private static final Duration LEASE = QueueStore.ARRIVAL_LEASE;

    /** The clock is looked at this often at least, so it may be set. */
    private static final Duration LONGEST_TICK = Duration.ofMinutes(1);

    /** Pause behind a question the store could not answer, or answered in a way that does not fit. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

    /** Time for those that hang in a connection when it is broken under them. */
    private static final Duration ABORT_GRACE = Duration.ofSeconds(5);

    private final Foundation foundation;
    private final QueueSettings settings;
    private final QueueStore store;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Lanes lanes;
    private final Backlogs backlogs;
    private final DeliveryThreads threads;
    private final ExecutorService chores;
    private final Settlement settlement;
    private final Attempts attempts;
    private final Deque<Slot> leaving = new ArrayDeque<>();
    private long parcels;
    private Instant tickAt = Instant.MAX;
    private Timers.@Nullable Timer tick;
    private boolean closed;

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
        this.foundation = foundation;
        this.settings = settings;
        this.store = foundation.store();
        this.clock = foundation.clock();
        QueueSettings.Limits limits = settings.limits();
        this.lanes = new Lanes(limits, foundation.couriers(), this::throttle);
        this.backlogs = new Backlogs(limits);
        this.threads = new DeliveryThreads(lock, limits.connections(), this::work);
        this.chores = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "queue-chores");
            thread.setDaemon(true);
            return thread;
        });
        this.settlement = new Settlement(foundation, settings, this::chore);
        this.attempts = new Attempts(store, clock);
    }

    private DestinationThrottle throttle(Route route) {
        int most = Math.min(
                route.connections().orElse(settings.limits().connectionsPerLane()),
                settings.limits().connections());
        return new DestinationThrottle(most, settings.retry().first());
    }

    /** Takes over the queue of a store. What waits in it is looked for in the background, so this returns at once. */
    public static QueueManager start(QueueSettings settings, Foundation foundation) {
        QueueManager queue = new QueueManager(settings, foundation);
        foundation.store().arrivals(queue);
        queue.chore(queue::load);
        return queue;
    }

    private void load() {
        List<Runnable> found = new ArrayList<>();
        store.destinations(each -> found.add(() -> waiting(each.name(), each.earliestDue())));
        found.forEach(Runnable::run);
        LOG.debug("the queue has mail for {} destinations", found.size());
    }

    private void chore(Runnable task) {
        chores.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("a chore of the queue failed", e);
            }
        });
    }

    // ---- arrivals

    @Override
    public boolean takes(String destination) {
        lock.lock();
        try {
            return !closed && backlogs.takes(destination, clock.instant());
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
            if (!closed) {
                handOver(claimed, now.plus(LEASE), now);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void waiting(String destination, Instant due) {
        Instant now = clock.instant();
        lock.lock();
        try {
            backlogs.arrived();
            if (!closed) {
                Backlog backlog = backlogs.backlog(destination);
                backlog.waiting(due);
                read(backlog, now);
                arrange(now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Claimed recipients join their lanes, those of one message together. */
    private void handOver(List<QueuedRecipient> claimed, Instant until, Instant now) {
        List<Parcel> hopeless = new ArrayList<>();
        for (Parcel parcel : packed(claimed, until)) {
            Lane lane = lanes.lane(parcel.route());
            for (QueuedRecipient recipient : parcel.recipients()) {
                Backlog backlog = backlogs.backlog(recipient.destination());
                backlog.lane(lane);
                backlogs.changeInMemory(backlog, 1);
            }
            if (lane.throttle().isPaused(now)) {
                hopeless.add(parcel);
            } else {
                lane.add(parcel);
                lanes.enlist(lane, now);
            }
        }
        if (!hopeless.isEmpty()) {
            chore(() -> putOff(hopeless));
        }
        if (lanes.isAnyLined()) {
            threads.wake();
        }
    }

    private List<Parcel> packed(List<QueuedRecipient> claimed, Instant until) {
        List<Parcel> packed = new ArrayList<>(claimed.size());
        Map<String, List<QueuedRecipient>> byLane = new LinkedHashMap<>();
        Map<String, Route> routes = new LinkedHashMap<>();
        long message = -1;
        for (QueuedRecipient recipient : claimed) {
            if (recipient.message().id() != message) {
                pack(byLane, routes, until, packed);
                message = recipient.message().id();
            }
            Route route = foundation.routes().routeFor(recipient);
            routes.putIfAbsent(route.lane(), route);
            byLane.computeIfAbsent(route.lane(), lane -> new ArrayList<>()).add(recipient);
        }
        pack(byLane, routes, until, packed);
        return packed;
    }

    private void pack(
            Map<String, List<QueuedRecipient>> byLane, Map<String, Route> routes, Instant until, List<Parcel> packed) {
        int before = packed.size();
        int most = settings.limits().recipientsPerTransaction();
        byLane.forEach((lane, all) -> {
            Route route = routes.get(lane);
            for (int from = 0; route != null && from < all.size(); from += most) {
                List<QueuedRecipient> some = List.copyOf(all.subList(from, Math.min(all.size(), from + most)));
                packed.add(new Parcel(some.get(0).message(), some, route, until, parcels++, false));
            }
        });
        if (packed.size() > before) {
            settlement.inHand(packed.get(before).message(), packed.size() - before);
        }
        byLane.clear();
        routes.clear();
    }

    // ---- reading the store

    private void read(Backlog backlog, Instant now) {
        backlogs.page(backlog, now).ifPresent(this::ask);
    }

    private void ask(Backlogs.Page page) {
        Instant asked = clock.instant();
        store.claim(page.backlog().destination(), page.limit(), LEASE).whenComplete((claimed, failure) -> {
            if (failure == null) {
                claimed(page, claimed, asked);
            } else {
                LOG.warn("the queue of {} could not be read", page.backlog().destination(), failure);
                unanswered(page);
            }
        });
    }

    private void claimed(Backlogs.Page page, List<QueuedRecipient> rows, Instant asked) {
        Instant now = clock.instant();
        Instant until = asked.plus(LEASE);
        List<QueuedRecipient> waiting = new ArrayList<>(rows.size());
        List<QueuedRecipient> failed = new ArrayList<>();
        rows.forEach(row -> (row.state() == QueuedRecipient.State.FAILED ? failed : waiting).add(row));
        if (!failed.isEmpty()) {
            chore(() -> report(failed));
        }
        lock.lock();
        try {
            backlogs.claimed(page, rows.size());
            if (closed) {
                return;
            }
            Backlog backlog = page.backlog();
            if (page.sweep()) {
                List<Parcel> swept = packed(waiting, until);
                backlogs.changeInMemory(backlog, waiting.size());
                if (!swept.isEmpty()) {
                    chore(() -> putOff(swept));
                }
            } else {
                handOver(waiting, until, now);
                page.lane().filter(lane -> waiting.isEmpty()).ifPresent(lane -> readBlocked(lane, now));
            }
            if (rows.size() < page.limit()) {
                chore(() -> lookAhead(backlog, asked));
            } else {
                read(backlog, now);
            }
            arrange(now);
        } finally {
            lock.unlock();
        }
    }

    private void unanswered(Backlogs.Page page) {
        Instant now = clock.instant();
        lock.lock();
        try {
            backlogs.claimed(page, 0);
            page.backlog().waiting(now.plus(STORE_PAUSE));
            read(page.backlog(), now);
            arrange(now);
        } finally {
            lock.unlock();
        }
    }

    /** Finds out when the next recipient that was not due yet will be. */
    private void lookAhead(Backlog backlog, Instant asked) {
        store.nextDue(backlog.destination()).ifPresent(due -> {
            // Something that was due already and could not be claimed must not make us ask all the time.
            boolean odd = !due.isAfter(asked);
            waiting(backlog.destination(), odd ? clock.instant().plus(STORE_PAUSE) : due);
        });
    }

    private void report(List<QueuedRecipient> failed) {
        Map<Long, List<QueuedRecipient>> byMessage = new LinkedHashMap<>();
        failed.forEach(one -> byMessage
                .computeIfAbsent(one.message().id(), id -> new ArrayList<>())
                .add(one));
        byMessage.values().forEach(same -> settlement.remembered(same.get(0).message(), same));
    }

    // ---- delivering

    /** What a free thread shall do; under the lock. */
    private @Nullable Runnable work() {
        Slot gone = leaving.poll();
        if (gone != null) {
            return gone.courier()::close;
        }
        Turn turn = lanes.next(clock.instant()).orElse(null);
        if (turn == null) {
            return null;
        }
        if (lanes.isAnyLined() || !leaving.isEmpty()) {
            threads.wake();
        }
        return () -> deliver(turn);
    }

    private void deliver(Turn turn) {
        boolean more = true;
        while (more) {
            Parcel parcel = turn.parcel();
            Optional<List<RecipientResult>> results = attempts.deliver(turn.slot(), parcel);
            if (results.isEmpty()) {
                settlement.giveBack(List.of(parcel));
                more = finish(turn, parcel, Optional.empty(), false);
            } else {
                more = settle(turn, parcel, results.get());
            }
        }
    }

    private boolean settle(Turn turn, Parcel parcel, List<RecipientResult> results) {
        Optional<RecipientResult> telling = results.stream()
                .max(Comparator.comparing(result -> result.facts().signal()));
        if (telling.isPresent() && isCrowded(turn, parcel, telling.get())) {
            return putBack(turn, parcel, telling.get());
        }
        Settlement.Settled settled = settlement.settle(parcel, results);
        turn.slot().used(settled.done());
        boolean progress = results.stream().anyMatch(result -> result.verdict() != Verdict.DEFERRED);
        return finish(turn, parcel, telling.map(result -> new Finding(result, progress, settled.overdue())), true);
    }

    /** What an attempt tells of the lane. */
    private record Finding(RecipientResult telling, boolean progress, boolean overdue) {}

    private boolean isCrowded(Turn turn, Parcel parcel, RecipientResult telling) {
        Signal signal = telling.facts().signal();
        if (signal != Signal.REFUSED_FOR_NOW || parcel.repeated()) {
            return false;
        }
        lock.lock();
        try {
            return !closed
                    && turn.lane().throttle().isCrowded(signal, turn.lane().active());
        } finally {
            lock.unlock();
        }
    }

    /** A host that is busy with our other connections did not want this one: the message takes one of those. */
    private boolean putBack(Turn turn, Parcel parcel, RecipientResult telling) {
        Instant now = clock.instant();
        lock.lock();
        try {
            turn.lane().add(parcel.again());
            judge(turn, new Finding(telling, false, false), now);
            end(turn, false, now);
        } finally {
            lock.unlock();
        }
        turn.slot().courier().close();
        return false;
    }

    /** The parcel is not in hand any more. Returns whether the turn goes on. */
    private boolean finish(Turn turn, Parcel parcel, Optional<Finding> finding, boolean keep) {
        Instant now = clock.instant();
        boolean open = keep && turn.slot().courier().isOpen();
        boolean kept = true;
        boolean more;
        lock.lock();
        try {
            finding.ifPresent(found -> judge(turn, found, now));
            release(parcel, now);
            more = !closed && keep && lanes.goOn(turn, now);
            if (!more) {
                kept = end(turn, open && !closed, now);
            }
            finding.filter(found -> found.overdue).ifPresent(found -> sweep(parcel, turn.lane()));
            arrange(now);
        } finally {
            lock.unlock();
        }
        if (!kept) {
            turn.slot().courier().close();
        }
        return more;
    }

    private boolean end(Turn turn, boolean open, Instant now) {
        boolean kept = lanes.end(turn, open, now);
        if (lanes.isAnyLined()) {
            threads.wake();
        }
        return kept;
    }

    private void judge(Turn turn, Finding finding, Instant now) {
        Lane lane = turn.lane();
        DestinationThrottle throttle = lane.throttle();
        Signal signal = finding.telling.facts().signal();
        boolean wasFailing = throttle.isFailing();
        if (signal != Signal.FINE) {
            double chance = foundation.random().nextDouble();
            throttle.trouble(signal, finding.telling.reply(), lane.active(), now, chance);
        } else if (!finding.telling.facts().host().isEmpty()) {
            throttle.fine(finding.progress);
        }
        lanes.judged(turn);
        if (throttle.isPaused(now)) {
            List<Parcel> hopeless = lane.drain();
            if (!hopeless.isEmpty()) {
                chore(() -> putOff(hopeless));
            }
        } else {
            lanes.enlist(lane, now);
        }
        if (wasFailing) {
            readBlocked(lane, now);
        }
    }

    /** Destinations that waited for the lane may be read again, or wait on. */
    private void readBlocked(Lane lane, Instant now) {
        List<Backlog> blocked = List.copyOf(lane.blocked());
        lane.blocked().clear();
        blocked.forEach(backlog -> read(backlog, now));
    }

    /** Recipients are not in memory any more, so others may come. */
    private void release(Parcel parcel, Instant now) {
        for (QueuedRecipient recipient : parcel.recipients()) {
            Backlog backlog = backlogs.backlog(recipient.destination());
            backlogs.changeInMemory(backlog, -1);
            read(backlog, now);
        }
        for (Optional<Backlog> fed = backlogs.fed(); fed.isPresent(); fed = backlogs.fed()) {
            read(fed.get(), now);
        }
    }

    /** Mail for a host that is not there counts as tried, for its schedule, delay notice and end. On the chores' thread. */
    private void putOff(List<Parcel> hopeless) {
        Map<Lane, Parcel> overdue = new LinkedHashMap<>();
        for (Parcel parcel : hopeless) {
            Instant now = clock.instant();
            RemoteReply reply;
            Lane lane;
            lock.lock();
            try {
                lane = lanes.lane(parcel.route());
                reply = lane.throttle().reason().orElse(RemoteReply.ours("4.4.1", "No answer from the host"));
            } finally {
                lock.unlock();
            }
            RemoteReply untried = new RemoteReply(
                    reply.code(), reply.status(), "Not tried, as a moment ago: " + reply.text(), reply.ours());
            if (settlement
                    .settle(parcel, Attempts.untried(parcel, untried, now))
                    .overdue()) {
                overdue.put(lane, parcel);
            }
            lock.lock();
            try {
                release(parcel, now);
            } finally {
                lock.unlock();
            }
        }
        lock.lock();
        try {
            overdue.forEach((lane, parcel) -> sweep(parcel, lane));
        } finally {
            lock.unlock();
        }
    }

    /** One recipient's time was over: others that came as early and wait in the store for a host that is not there may be as late. */
    private void sweep(Parcel parcel, Lane lane) {
        if (!closed && lane.throttle().isFailing()) {
            backlogs.find(parcel.recipients().get(0).destination())
                    .flatMap(backlogs::sweep)
                    .ifPresent(this::ask);
        }
    }

    // ---- time

    /** Sets the timer for whatever is due first. */
    private void arrange(Instant now) {
        Instant next = min(backlogs.nextAlarm(), now.plus(LONGEST_TICK));
        if (!lanes.idle().isEmpty()) {
            next = min(
                    next,
                    lanes.idle()
                            .iterator()
                            .next()
                            .idleSince()
                            .plus(settings.limits().idle()));
        }
        if (!closed && next.isBefore(tickAt)) {
            if (tick != null) {
                tick.cancel();
            }
            tickAt = next;
            Duration delay = Duration.between(now, next);
            tick = foundation.timers().schedule(delay.isNegative() ? Duration.ZERO : delay, this::onTick);
        }
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void onTick() {
        Instant now = clock.instant();
        lock.lock();
        try {
            tickAt = Instant.MAX;
            tick = null;
            if (closed) {
                return;
            }
            backlogs.ringing(now).forEach(backlog -> read(backlog, now));
            leaving.addAll(lanes.overIdle(now));
            if (!leaving.isEmpty()) {
                threads.wake();
            }
            backlogs.sweepUp();
            lanes.sweep();
            arrange(now);
        } finally {
            lock.unlock();
        }
    }

    // ---- for the administrator

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

    /** Forgets which hosts were not there, so that what is due is tried now. */
    public void forgive() {
        Instant now = clock.instant();
        lock.lock();
        try {
            for (Lane lane : lanes.all()) {
                lane.throttle().forgive();
                readBlocked(lane, now);
            }
            arrange(now);
        } finally {
            lock.unlock();
        }
    }

    /** Begins nothing more, lets attempts under way finish for some time, then breaks them, and gives everything else back. Blocks. */
    public void close(Duration grace) {
        List<Parcel> untried = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            lanes.all().forEach(lane -> untried.addAll(lane.drain()));
            leaving.addAll(lanes.drainIdle());
            if (!leaving.isEmpty()) {
                threads.wake();
            }
            if (tick != null) {
                tick.cancel();
            }
        } finally {
            lock.unlock();
        }
        settlement.giveBack(untried);
        end(grace);
        settlement.close();
        chores.shutdown();
    }

    private void end(Duration grace) {
        lock.lock();
        try {
            if (!threads.close(grace.toNanos())) {
                LOG.info("{} deliveries are broken off", lanes.turns().size());
                lanes.turns().forEach(turn -> turn.slot().courier().abort());
                threads.close(ABORT_GRACE.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
