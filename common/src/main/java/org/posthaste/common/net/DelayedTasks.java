package org.posthaste.common.net;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The delayed tasks of one connection; once it is closed none is left behind in the timers. Thread-safe. */
final class DelayedTasks {
    private final Timers timers;
    private @Nullable Set<Timers.Timer> waiting;
    private boolean closed;

    DelayedTasks(Timers timers) {
        this.timers = timers;
    }

    /** Hands a task over after a delay; forgets it if all is cancelled before. */
    synchronized void schedule(Duration delay, Runnable task, Consumer<Runnable> handOver) {
        if (closed) {
            return;
        }
        if (waiting == null) {
            waiting = new HashSet<>();
        }
        Timers.Timer[] own = new Timers.Timer[1];
        own[0] = timers.schedule(delay, () -> {
            forget(own);
            handOver.accept(task);
        });
        waiting.add(own[0]);
    }

    /** Forgets all tasks, now and later. */
    synchronized void cancelAll() {
        closed = true;
        if (waiting != null) {
            waiting.forEach(Timers.Timer::cancel);
            waiting = null;
        }
    }

    /** Takes an array, because the timer may ring before {@link #schedule} knows it; the lock makes it wait. */
    private synchronized void forget(Timers.Timer[] own) {
        if (waiting != null) {
            waiting.remove(own[0]);
        }
    }
}
