package org.posthaste.common.net;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers on one thread. A cancelled task is dropped at once, so a closed connection leaves nothing behind; after {@link #close} tasks are forgotten. Thread-safe. */
public final class SchedulerTimers implements Timers, AutoCloseable {
    private final ScheduledThreadPoolExecutor scheduler;

    /** Starts the thread, a daemon of this name. */
    public SchedulerTimers(String threadName) {
        scheduler = new ScheduledThreadPoolExecutor(1, task -> Workers.daemon(threadName, task));
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        try {
            Future<?> scheduled = scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    /** Forgets all tasks and ends the thread. */
    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
