package org.posthaste.smtp.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings recipients from the store into the lanes when they are due and there is room, and puts off those whose host is not there. Called under the lock of {@link QueueManager} unless another thread is named. */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Duration LEASE = QueueStore.ARRIVAL_LEASE;

    /** Pause behind a question the store could not answer, or answered in a way that does not fit. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

    private final QueueState state;
    private final QueueStore store;
    private final Clock clock;
    private final ReentrantLock lock;
    private final Lanes lanes;
    private final Backlogs backlogs;
    private final Settlement settlement;
    private final Packer packer;

    Intake(QueueState state) {
        this.state = state;
        this.store = state.foundation().store();
        this.clock = state.clock();
        this.lock = state.lock();
        this.lanes = state.lanes();
        this.backlogs = state.backlogs();
        this.settlement = state.settlement();
        this.packer = new Packer(
                state.foundation().routes(),
                settlement,
                state.settings().limits().recipientsPerTransaction());
    }

    /** Claimed recipients join their lanes, those of one message together. */
    void handOver(List<QueuedRecipient> claimed, Instant until, Instant now) {
        List<Parcel> hopeless = new ArrayList<>();
        for (Parcel parcel : packer.packed(claimed, until)) {
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
            state.chore(() -> putOff(hopeless));
        }
        state.wake();
    }

    void read(Backlog backlog, Instant now) {
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
        for (QueuedRecipient row : rows) {
            if (row.state() != QueuedRecipient.State.FAILED) {
                waiting.add(row);
            } else if (!settlement.isReported(row)) {
                // Asked here, on the committer: its report is on disk in a moment, and would be forgotten by then.
                failed.add(row);
            }
        }
        if (!failed.isEmpty()) {
            state.chore(() -> report(failed));
        }
        lock.lock();
        try {
            backlogs.claimed(page, rows.size());
            if (state.isClosed()) {
                return;
            }
            Backlog backlog = page.backlog();
            if (page.sweep()) {
                List<Parcel> swept = packer.packed(waiting, until);
                backlogs.changeInMemory(backlog, waiting.size());
                if (!swept.isEmpty()) {
                    state.chore(() -> putOff(swept));
                }
            } else {
                handOver(waiting, until, now);
                page.lane().filter(lane -> waiting.isEmpty()).ifPresent(lane -> readBlocked(lane, now));
            }
            if (rows.size() < page.limit()) {
                state.chore(() -> lookAhead(backlog, asked));
            } else {
                read(backlog, now);
            }
            state.arrange(now);
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
            state.arrange(now);
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

    /** Destinations that waited for the lane may be read again, or wait on. */
    void readBlocked(Lane lane, Instant now) {
        List<Backlog> blocked = List.copyOf(lane.blocked());
        lane.blocked().clear();
        blocked.forEach(backlog -> read(backlog, now));
    }

    /** Recipients are not in memory any more, so others may come. */
    void release(Parcel parcel, Instant now) {
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
    void putOff(List<Parcel> hopeless) {
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
    void sweep(Parcel parcel, Lane lane) {
        if (!state.isClosed() && lane.throttle().isFailing()) {
            backlogs.find(parcel.recipients().get(0).destination())
                    .flatMap(backlogs::sweep)
                    .ifPresent(this::ask);
        }
    }

    /** Something of a destination that is not claimed is due then. Any thread. */
    void waiting(String destination, Instant due) {
        Instant now = clock.instant();
        lock.lock();
        try {
            backlogs.arrived();
            if (!state.isClosed()) {
                Backlog backlog = backlogs.backlog(destination);
                backlog.waiting(due);
                read(backlog, now);
                state.arrange(now);
            }
        } finally {
            lock.unlock();
        }
    }
}
