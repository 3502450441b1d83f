package org.posthaste.smtp.queue;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Which destinations have something in the store, when it is due, and how much of it may come into memory: a page at a time, so that a long queue costs no more memory than a short one. Guarded by the
 * lock of {@link QueueManager}.
 */
final class Backlogs {
    /** Recipients claimed at a time. */
    private static final int PAGE = 500;

    /** And at least. */
    private static final int LEAST = 4;

    /** And to see whether a host that was not there has come back. */
    private static final int PROBE = 20;

    /** A destination may take this part of the room that is free. */
    private static final int SHARE = 4;

    private final QueueSettings.Limits limits;
    private final Map<String, Backlog> backlogs = new HashMap<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparing(Alarm::at));
    private final List<Backlog> expected = new ArrayList<>();
    private final Deque<Backlog> starved = new ArrayDeque<>();
    private int inMemory;

    /** Entries of alarms that were moved since are passed over. */
    private record Alarm(Instant at, Backlog backlog) {}

    /**
     * A question to the store that must be asked now.
     *
     * @param sweep not to try what comes, but to see whether its time is over
     */
    record Page(Backlog backlog, int limit, Optional<Lane> lane, boolean sweep) {}

    Backlogs(QueueSettings.Limits limits) {
        this.limits = limits;
    }

    /** Recipients in memory. */
    int inMemory() {
        return inMemory;
    }

    Backlog backlog(String destination) {
        return backlogs.computeIfAbsent(destination, Backlog::new);
    }

    Optional<Backlog> find(String destination) {
        return Optional.ofNullable(backlogs.get(destination));
    }

    /**
     * An arrival need not wait in the store. While older mail does, half of the room is left to that. The room is taken until {@link #arrived}, because many are asked for before the first comes.
     */
    boolean takes(String destination, Instant now) {
        Backlog backlog = backlog(destination);
        boolean olderWaits = backlog.isClaiming() || !backlog.due().isAfter(now);
        int room = olderWaits ? room(backlog) / 2 : room(backlog);
        Lane lane = backlog.lane();
        boolean takes =
                backlog.inMemory() < room && (lane == null || !lane.throttle().isPaused(now));
        if (takes) {
            expected.add(backlog);
            changeInMemory(backlog, 1);
        }
        return takes;
    }

    /** What was taken came, or never will. */
    void arrived() {
        expected.forEach(backlog -> changeInMemory(backlog, -1));
        expected.clear();
    }

    /** Recipients a destination may have in memory: a part of what is free, so that no number of slow ones takes it all; and one in any case, up to a bound that nobody should see. */
    private int room(Backlog backlog) {
        int free = Math.max(0, limits.inMemory() - inMemory);
        int room = Math.min(limits.inMemoryPerDestination(), free / SHARE);
        return room > 0 || inMemory >= 2 * limits.inMemory() ? room : 1;
    }

    /** Recipients are in memory now, or not any more. */
    void changeInMemory(Backlog backlog, int by) {
        backlog.changeInMemory(by);
        inMemory += by;
    }

    /** What shall be asked of the store for this destination now, if anything; otherwise an alarm is set for when it may be. */
    Optional<Page> page(Backlog backlog, Instant now) {
        if (backlog.isClaiming() || backlog.due().equals(Instant.MAX)) {
            return Optional.empty();
        }
        if (backlog.due().isAfter(now)) {
            alarm(backlog, backlog.due());
            return Optional.empty();
        }
        Lane lane = backlog.lane();
        int room = room(backlog);
        int limit = Math.min(PAGE, room - backlog.inMemory());
        if (lane != null && lane.throttle().isFailing()) {
            Instant until = lane.throttle().pausedUntil().orElse(now);
            lane.blocked().add(backlog);
            if (now.isBefore(until)) {
                alarm(backlog, until);
                return Optional.empty();
            }
            if (lane.isReady() || lane.active() > 0 || lane.claims() > 0) {
                return Optional.empty();
            }
            limit = Math.min(limit, PROBE);
        }
        if (room == 0) {
            starve(backlog);
            return Optional.empty();
        }
        if (backlog.inMemory() > room / 2) {
            return Optional.empty();
        }
        return Optional.of(claiming(backlog, Math.max(limit, LEAST), false));
    }

    private Page claiming(Backlog backlog, int limit, boolean sweep) {
        backlog.claiming();
        Optional<Lane> lane = Optional.ofNullable(backlog.lane());
        lane.ifPresent(there -> there.changeClaims(1));
        // Room is taken before the answer, so that many questions at a time do not overrun the bound.
        changeInMemory(backlog, limit);
        return new Page(backlog, limit, lane, sweep);
    }

    /** A page to look for recipients whose time is over though nothing goes to their host. */
    Optional<Page> sweep(Backlog backlog) {
        return backlog.isClaiming() ? Optional.empty() : Optional.of(claiming(backlog, PAGE, true));
    }

    /** The store answered with so many. */
    void claimed(Page page, int count) {
        changeInMemory(page.backlog(), -page.limit());
        page.lane().ifPresent(lane -> lane.changeClaims(-1));
        page.backlog().claimed(count < page.limit());
    }

    private void starve(Backlog backlog) {
        if (!backlog.isStarved()) {
            backlog.starved(true);
            starved.add(backlog);
        }
    }

    /** Destinations that may ask now because there is room in memory again. */
    Optional<Backlog> fed() {
        if (inMemory >= 2 * limits.inMemory() || starved.isEmpty()) {
            return Optional.empty();
        }
        Backlog backlog = starved.remove();
        backlog.starved(false);
        return Optional.of(backlog);
    }

    private void alarm(Backlog backlog, Instant at) {
        if (!at.equals(backlog.alarm())) {
            backlog.alarm(at);
            alarms.add(new Alarm(at, backlog));
        }
    }

    /** Destinations whose alarm rings by now. */
    List<Backlog> ringing(Instant now) {
        List<Backlog> ringing = new ArrayList<>();
        for (Alarm next = alarms.peek(); next != null && !next.at.isAfter(now); next = alarms.peek()) {
            alarms.remove();
            if (next.at.equals(next.backlog.alarm())) {
                next.backlog.alarm(Instant.MAX);
                ringing.add(next.backlog);
            }
        }
        return ringing;
    }

    /** When the next alarm rings; far in the future if none does. */
    Instant nextAlarm() {
        Alarm next = alarms.peek();
        return next == null ? Instant.MAX : next.at;
    }

    /** Forgets destinations without mail. */
    void sweepUp() {
        backlogs.values().removeIf(backlog -> {
            Lane lane = backlog.lane();
            boolean gone =
                    backlog.isForgettable() && (lane == null || !lane.throttle().isFailing());
            if (gone && lane != null) {
                lane.blocked().remove(backlog);
            }
            return gone;
        });
    }
}
