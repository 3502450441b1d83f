package org.posthaste.common.net;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the pool of threads that run sessions' tasks: one pool for each server, so that slow work of one protocol cannot starve another. The only place that decides what kind of
 * threads these are.
 */
public final class Workers {
    private static final long KEEP_ALIVE_SECONDS = 60;

    private Workers() {}

    /** A pool of at most {@code threads} daemon threads named {@code name-worker-1} and on; threads without work for a minute end. */
    public static ExecutorService forServer(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(name + "-worker-" + number.incrementAndGet(), task));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
