package org.posthaste.smtp.queue;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the delivery threads do: one turn after another, and what each attempt means for its lane. Thread-safe. */
final class Deliveries {
    private final QueueState state;
    private final Intake intake;
    private final Clock clock;
    private final ReentrantLock lock;
    private final Lanes lanes;
    private final Settlement settlement;
    private final Attempts attempts;

    Deliveries(QueueState state, Intake intake) {
        this.state = state;
        this.intake = intake;
        this.clock = state.clock();
        this.lock = state.lock();
        this.lanes = state.lanes();
        this.settlement = state.settlement();
        this.attempts = new Attempts(state.foundation().store(), clock);
    }

    /** What a free thread shall do; under the lock. */
    @Nullable
    Runnable work() {
        Slot gone = state.leaving().poll();
        if (gone != null) {
            return gone.courier()::close;
        }
        Turn turn = lanes.next(clock.instant()).orElse(null);
        if (turn == null) {
            return null;
        }
        state.wake();
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
            return !state.isClosed()
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
            intake.release(parcel, now);
            more = !state.isClosed() && keep && lanes.goOn(turn, now);
            if (!more) {
                kept = end(turn, open && !state.isClosed(), now);
            }
            finding.filter(found -> found.overdue).ifPresent(found -> intake.sweep(parcel, turn.lane()));
            state.arrange(now);
        } finally {
            lock.unlock();
        }
        if (!kept) {
            turn.slot().courier().close();
        }
        return more;
    }

    private boolean end(Turn turn, boolean open, Instant now) {
        boolean kept = lanes.end(turn, open, now, state.leaving());
        state.wake();
        return kept;
    }

    private void judge(Turn turn, Finding finding, Instant now) {
        Lane lane = turn.lane();
        DestinationThrottle throttle = lane.throttle();
        Signal signal = finding.telling.facts().signal();
        boolean wasFailing = throttle.isFailing();
        if (signal != Signal.FINE) {
            double chance = state.foundation().random().nextDouble();
            throttle.trouble(signal, finding.telling.reply(), lane.active(), now, chance);
        } else if (!finding.telling.facts().host().isEmpty()) {
            throttle.fine(finding.progress);
        }
        lanes.judged(turn);
        if (throttle.isPaused(now)) {
            List<Parcel> hopeless = lane.drain();
            if (!hopeless.isEmpty()) {
                state.chore(() -> intake.putOff(hopeless));
            }
        } else {
            lanes.enlist(lane, now);
        }
        if (wasFailing) {
            intake.readBlocked(lane, now);
        }
    }
}
