package org.posthaste.smtp.queue;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** What waits for one destination or smarthost, and the connections that wait for more. Guarded by the lock of {@link QueueManager}. */
final class Lane {
    /** What is known of a lane's host; decides how many threads may be with its like. */
    enum Standing {
        PROVEN,
        UNKNOWN,
        FAILING
    }

    private final String key;
    private final DestinationThrottle throttle;
    private final PriorityQueue<Parcel> ready = new PriorityQueue<>();
    private final Deque<Slot> idle = new ArrayDeque<>();
    private final Set<Backlog> blocked = new LinkedHashSet<>();
    private int active;
    private int claims;
    private boolean lined;

    Lane(String key, DestinationThrottle throttle) {
        this.key = key;
        this.throttle = throttle;
    }

    String key() {
        return key;
    }

    DestinationThrottle throttle() {
        return throttle;
    }

    /** Backlogs that are not read because nothing goes here now. */
    Set<Backlog> blocked() {
        return blocked;
    }

    Deque<Slot> idle() {
        return idle;
    }

    Standing standing() {
        if (throttle.isProven()) {
            return Standing.PROVEN;
        }
        return throttle.isFailing() ? Standing.FAILING : Standing.UNKNOWN;
    }

    void add(Parcel parcel) {
        ready.add(parcel);
    }

    Optional<Parcel> poll() {
        return Optional.ofNullable(ready.poll());
    }

    /** Takes all that waits. */
    List<Parcel> drain() {
        List<Parcel> all = new ArrayList<>(ready);
        ready.clear();
        return all;
    }

    boolean isReady() {
        return !ready.isEmpty();
    }

    /** One more thread may take something from here. */
    boolean hasRoom(Instant now) {
        return !ready.isEmpty() && active < throttle.limit(now);
    }

    int active() {
        return active;
    }

    void enter() {
        active++;
    }

    void leave() {
        active--;
    }

    /** Questions to the store for mail that goes here. */
    int claims() {
        return claims;
    }

    void changeClaims(int by) {
        claims += by;
    }

    /** It waits for its turn. */
    boolean isLined() {
        return lined;
    }

    void lined(boolean waits) {
        lined = waits;
    }

    /** Nothing would be lost by forgetting it. */
    boolean isForgettable() {
        return ready.isEmpty()
                && idle.isEmpty()
                && blocked.isEmpty()
                && active == 0
                && claims == 0
                && !throttle.isFailing();
    }
}
