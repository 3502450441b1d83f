package org.posthaste.smtp.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All lanes, and whose turn it is: one after another, whatever waits in each. Lanes of which nothing is known, or whose host was not there, may hold a part of the threads only, so that the others
 * always find one; and of those that work none may take the last threads for more than a few of its messages, for it may begin to hang. Guarded by the lock of {@link QueueManager}.
 */
final class Lanes {
    /** Messages of one lane in a row while others wait. */
    private static final int TURN = 10;

    /** And no new one behind this time. */
    private static final Duration LONG_TURN = Duration.ofSeconds(5);

    /** With fewer threads than this a lane that is known to work always gets one of the last; the others leave those to it. */
    private static final int FEW = 2;

    private final QueueSettings.Limits limits;
    private final CourierService couriers;
    private final Function<Route, DestinationThrottle> throttles;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<Lane> line = new ArrayDeque<>();
    private final Deque<Lane> unknownAside = new ArrayDeque<>();
    private final Deque<Lane> failingAside = new ArrayDeque<>();
    private final Deque<Lane> provenAside = new ArrayDeque<>();
    private final Set<Turn> turns = new LinkedHashSet<>();
    private final Set<Slot> idle = new LinkedHashSet<>();
    private int unknownBusy;
    private int failingBusy;

    Lanes(QueueSettings.Limits limits, CourierService couriers, Function<Route, DestinationThrottle> throttles) {
        this.limits = limits;
        this.couriers = couriers;
        this.throttles = throttles;
    }

    Lane lane(Route route) {
        return lanes.computeIfAbsent(route.lane(), key -> new Lane(key, throttles.apply(route)));
    }

    Collection<Lane> all() {
        return lanes.values();
    }

    /** Turns that are being taken. */
    Set<Turn> turns() {
        return turns;
    }

    /** Connections that wait for more, the longest waiting first. */
    Set<Slot> idle() {
        return idle;
    }

    /** Somebody waits for a thread and may have one. */
    boolean isAnyLined() {
        return !line.isEmpty();
    }

    /** The lane joins the line if it may take one more thread. */
    void enlist(Lane lane, Instant now) {
        if (!lane.isLined() && lane.hasRoom(now)) {
            lane.lined(true);
            line.add(lane);
        }
    }

    /** The next turn, if anybody waits for one. */
    Optional<Turn> next(Instant now) {
        for (Lane lane = line.poll(); lane != null; lane = line.poll()) {
            Lane.Standing standing = lane.standing();
            if (!mayBegin(lane, standing)) {
                aside(standing).add(lane);
                continue;
            }
            lane.lined(false);
            if (lane.hasRoom(now)) {
                Turn turn = begin(lane, standing, now);
                enlist(lane, now);
                return Optional.of(turn);
            }
        }
        return Optional.empty();
    }

    private boolean mayBegin(Lane lane, Lane.Standing standing) {
        int all = limits.connections();
        return switch (standing) {
            case PROVEN -> lane.active() < FEW || turns.size() < all * 4 / 5;
            case UNKNOWN -> failingBusy + unknownBusy < Math.max(1, all * 3 / 4);
            case FAILING -> failingBusy < Math.max(1, all / 5);
        };
    }

    private Deque<Lane> aside(Lane.Standing standing) {
        return switch (standing) {
            case PROVEN -> provenAside;
            case UNKNOWN -> unknownAside;
            case FAILING -> failingAside;
        };
    }

    private Turn begin(Lane lane, Lane.Standing standing, Instant now) {
        Parcel parcel = lane.poll().orElseThrow();
        Slot slot = lane.idle().pollLast();
        if (slot != null) {
            idle.remove(slot);
        } else {
            slot = new Slot(lane, couriers.courier(parcel.route()));
        }
        Turn turn = new Turn(slot, standing, parcel, now);
        turns.add(turn);
        lane.enter();
        count(standing, 1);
        return turn;
    }

    private Slot forget(Slot slot) {
        idle.remove(slot);
        slot.lane().idle().remove(slot);
        return slot;
    }

    /** The lane's host was heard of in this turn: what is known of it counts from now on. */
    void judged(Turn turn) {
        Lane.Standing standing = turn.lane().standing();
        if (standing != turn.standing()) {
            free(turn.standing());
            turn.standing(standing);
            count(standing, 1);
        }
    }

    /** The turn goes on with another message, if it may. */
    boolean goOn(Turn turn, Instant now) {
        Lane lane = turn.lane();
        boolean may = lane.isReady()
                && lane.active() <= lane.throttle().limit(now)
                && (line.isEmpty() || mayStay(turn, now))
                && turn.slot().transactions() < limits.transactionsPerConnection()
                && turn.slot().courier().isOpen();
        if (may) {
            turn.next(lane.poll().orElseThrow());
        }
        return may;
    }

    private static boolean mayStay(Turn turn, Instant now) {
        return turn.done() + 1 < TURN && now.isBefore(turn.begun().plus(LONG_TURN));
    }

    /** The turn is over. False if its connection is to be closed; {@code surplus} gets one that must give way to it. */
    boolean end(Turn turn, boolean keep, Instant now, Collection<Slot> surplus) {
        Lane lane = turn.lane();
        turns.remove(turn);
        lane.leave();
        free(turn.standing());
        Slot slot = turn.slot();
        boolean kept =
                keep && slot.transactions() < limits.transactionsPerConnection() && isWorthKeeping(slot, surplus);
        if (kept) {
            slot.idle(now);
            lane.idle().add(slot);
            idle.add(slot);
        }
        enlist(lane, now);
        return kept;
    }

    /** When too many wait already, those that were there first stay, so that some are still there when their lane comes round again; unless this one has been of use before. */
    private boolean isWorthKeeping(Slot slot, Collection<Slot> surplus) {
        boolean full = idle.size() >= limits.idleConnections();
        if (full && slot.transactions() > 1 && !idle.isEmpty()) {
            surplus.add(forget(idle.iterator().next()));
            return true;
        }
        return !full;
    }

    private void free(Lane.Standing standing) {
        count(standing, -1);
        // Somebody who was put aside for want of this thread asks again.
        recall(provenAside);
        if (standing == Lane.Standing.PROVEN) {
            return;
        }
        recall(unknownAside);
        recall(failingAside);
    }

    private void recall(Deque<Lane> aside) {
        Lane lane = aside.poll();
        if (lane != null) {
            line.add(lane);
        }
    }

    private void count(Lane.Standing standing, int change) {
        switch (standing) {
            case PROVEN -> {
                // Only counted with all the others.
            }
            case UNKNOWN -> unknownBusy += change;
            case FAILING -> failingBusy += change;
        }
    }

    /** Connections that waited for more too long; they are to be closed. */
    List<Slot> overIdle(Instant now) {
        Instant before = now.minus(limits.idle());
        List<Slot> over = new ArrayList<>();
        for (Slot slot : List.copyOf(idle)) {
            if (slot.idleSince().isAfter(before)) {
                break;
            }
            over.add(forget(slot));
        }
        return over;
    }

    /** Takes all connections that wait for more. */
    List<Slot> drainIdle() {
        List<Slot> all = List.copyOf(idle);
        all.forEach(this::forget);
        return all;
    }

    /** Forgets lanes of which there is nothing to be known. */
    void sweep() {
        lanes.values().removeIf(lane -> !lane.isLined() && lane.isForgettable());
    }
}
