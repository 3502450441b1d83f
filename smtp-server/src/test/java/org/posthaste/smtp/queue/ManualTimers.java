package org.posthaste.smtp.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.posthaste.common.MovableClock;
import org.posthaste.common.net.Timers;

/** Timers that ring when the clock is moved past them, on the thread that moves it. Thread-safe. */
final class ManualTimers implements Timers {
    private final MovableClock clock;
    private final List<Task> tasks = new ArrayList<>();

    private record Task(Instant at, Runnable run) {}

    ManualTimers(MovableClock clock) {
        this.clock = clock;
    }

    @Override
    public long nanos() {
        return Duration.between(Instant.EPOCH, clock.instant()).toNanos();
    }

    @Override
    public synchronized Timer schedule(Duration delay, Runnable run) {
        Task task = new Task(clock.instant().plus(delay), run);
        tasks.add(task);
        return () -> forget(task);
    }

    private synchronized void forget(Task task) {
        tasks.removeIf(each -> each == task);
    }

    /** Moves the clock and rings what is due by then. */
    void advance(Duration by) {
        clock.advance(by);
        ring();
    }

    /** Rings what is due. */
    void ring() {
        for (Task task = next(); task != null; task = next()) {
            task.run.run();
        }
    }

    private synchronized Task next() {
        Task task = tasks.stream()
                .filter(each -> !each.at.isAfter(clock.instant()))
                .min(Comparator.comparing(Task::at))
                .orElse(null);
        tasks.removeIf(each -> each == task);
        return task;
    }
}
