package org.posthaste.smtp.queue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that deliver: started when there is work, ended when there is none for a while, never more than there may be connections. Thread-safe. */
final class DeliveryThreads {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryThreads.class);
    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** TLS with its certificates needs some; nothing here recurses. */
    private static final long STACK_OCTETS = 256 * 1024;

    private final Lock lock;
    private final Condition work;
    private final int most;
    private final Supplier<@Nullable Runnable> source;
    private final AtomicInteger numbers = new AtomicInteger();
    private int threads;
    private int idle;
    private boolean closed;

    /**
     * No threads yet.
     *
     * @param lock guards everything here, and is held when {@code source} is asked
     * @param source the next work, null if there is none now
     */
    DeliveryThreads(Lock lock, int most, Supplier<@Nullable Runnable> source) {
        this.lock = lock;
        this.work = lock.newCondition();
        this.most = most;
        this.source = source;
    }

    /** There is work for one more thread. Under the lock. */
    void wake() {
        if (idle > 0) {
            work.signal();
        } else if (threads < most && !closed) {
            threads++;
            Thread thread = new Thread(null, this::run, "delivery-" + numbers.incrementAndGet(), STACK_OCTETS);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        for (Runnable next = take(); next != null; next = take()) {
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                LOG.error("a delivery thread stumbled", e);
            }
        }
    }

    private @Nullable Runnable take() {
        lock.lock();
        try {
            long left = KEEP_ALIVE_NANOS;
            Runnable next = source.get();
            while (next == null && left > 0 && !closed) {
                idle++;
                try {
                    left = work.awaitNanos(left);
                } finally {
                    idle--;
                }
                next = source.get();
            }
            if (next == null) {
                threads--;
                work.signalAll();
            }
            return next;
        } catch (InterruptedException e) {
            threads--;
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Threads there are. Under the lock. */
    int size() {
        return threads;
    }

    /** Ends the threads when there is no work left, and waits for that. Under the lock, which is given up meanwhile. Returns false if some go on. */
    boolean close(long nanos) throws InterruptedException {
        closed = true;
        work.signalAll();
        long left = nanos;
        while (threads > 0 && left > 0) {
            left = work.awaitNanos(left);
        }
        return threads == 0;
    }
}
