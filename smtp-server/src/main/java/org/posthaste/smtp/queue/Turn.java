package org.posthaste.smtp.queue;

import java.time.Instant;

/** A delivery thread's stay with a lane: some messages over one connection. Guarded by the lock of {@link QueueManager}, but for the slot, which is the thread's. */
final class Turn {
    private final Slot slot;
    private final Instant begun;
    private Lane.Standing standing;
    private Parcel parcel;
    private int done;

    Turn(Slot slot, Lane.Standing standing, Parcel parcel, Instant begun) {
        this.slot = slot;
        this.begun = begun;
        this.standing = standing;
        this.parcel = parcel;
    }

    Lane lane() {
        return slot.lane();
    }

    Slot slot() {
        return slot;
    }

    Instant begun() {
        return begun;
    }

    /** What the lane was taken for when threads were counted. */
    Lane.Standing standing() {
        return standing;
    }

    void standing(Lane.Standing changed) {
        standing = changed;
    }

    /** What is to be delivered next. */
    Parcel parcel() {
        return parcel;
    }

    void next(Parcel another) {
        parcel = another;
        done++;
    }

    /** Messages behind the first. */
    int done() {
        return done;
    }
}
