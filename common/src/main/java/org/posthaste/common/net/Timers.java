package org.posthaste.common.net;

import java.time.Duration;

/** Monotonic time and delayed tasks; the one of a running server is {@link SchedulerTimers}, tests move theirs by hand. Thread-safe. */
public interface Timers {
    /** Nanoseconds from an arbitrary start; never goes back. */
    long nanos();

    /** Runs a short task after a delay, on the timer's own thread: it must only hand work over. */
    Timer schedule(Duration delay, Runnable task);

    /** A delayed task that has not run yet. */
    interface Timer {
        /** Forgets the task; harmless when it ran already. */
        void cancel();
    }
}
