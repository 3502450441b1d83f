package org.posthaste.smtp.queue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of the recipients of one destination: those in memory, and when something in the store is due. Guarded by the lock of {@link QueueManager}. */
final class Backlog {
    private final String destination;
    private Instant due = Instant.MAX;
    private Instant alarm = Instant.MAX;
    private int inMemory;
    private boolean claiming;
    private boolean newsWhileClaiming;
    private boolean starved;
    private @Nullable Lane lane;

    Backlog(String destination) {
        this.destination = destination;
    }

    String destination() {
        return destination;
    }

    /** When something of it in the store is due; far in the future if nothing is. */
    Instant due() {
        return due;
    }

    /** Something is due then. */
    void waiting(Instant when) {
        if (when.isBefore(due)) {
            due = when;
        }
        newsWhileClaiming = claiming;
    }

    /** When it looks into the store again. */
    Instant alarm() {
        return alarm;
    }

    void alarm(Instant when) {
        alarm = when;
    }

    int inMemory() {
        return inMemory;
    }

    void changeInMemory(int by) {
        inMemory += by;
    }

    boolean isClaiming() {
        return claiming;
    }

    void claiming() {
        claiming = true;
        newsWhileClaiming = false;
    }

    /** The store answered; {@code all}: and has nothing more that is due. */
    void claimed(boolean all) {
        claiming = false;
        if (all && !newsWhileClaiming) {
            due = Instant.MAX;
        }
    }

    /** It waits for room in memory. */
    boolean isStarved() {
        return starved;
    }

    void starved(boolean waits) {
        starved = waits;
    }

    /** Where its mail went last; null before the first. */
    @Nullable
    Lane lane() {
        return lane;
    }

    void lane(Lane used) {
        lane = used;
    }

    boolean isForgettable() {
        return inMemory == 0 && !claiming && !starved && due.equals(Instant.MAX);
    }
}
