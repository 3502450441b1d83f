package org.posthaste.common.net;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one session in order and never two at a time, on a pool shared by all sessions. After {@value #BATCH} tasks it goes to the end of the pool's queue, so that a
 * busy session does not keep a thread from the others. Thread-safe.
 *
 * <p>Not MINA's {@code OrderedThreadPoolExecutor}, because that orders only MINA's own events; here time-outs and mailbox changes take their place in the same order.
 */
public final class SerialExecutor implements Executor {
    /** Tasks run before the pool's thread is given back. */
    static final int BATCH = 32;

    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    private final Executor pool;
    private final Scope scope;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private volatile @Nullable Thread runner;

    /** An executor over this pool. */
    public SerialExecutor(Executor pool, Scope scope) {
        this.pool = pool;
        this.scope = scope;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            submit();
        }
    }

    /** True when called from a task of this executor. */
    public boolean inside() {
        return runner == Thread.currentThread();
    }

    private void submit() {
        try {
            pool.execute(this::runBatch);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("a task came after the server's threads were stopped");
        }
    }

    private void runBatch() {
        runner = Thread.currentThread();
        scope.entered();
        int done = 0;
        try {
            for (Runnable task = tasks.poll(); task != null; task = done < BATCH ? tasks.poll() : null) {
                done++;
                runTask(task);
            }
        } finally {
            scope.left();
            runner = null;
            if (pending.addAndGet(-done) > 0) {
                submit();
            }
        }
    }

    private void runTask(Runnable task) {
        try {
            task.run();
            scope.taskDone();
        } catch (Throwable thrown) {
            // Also errors: a stack overflow or a failed allocation of one session must not end the pool's thread.
            scope.failed(thrown);
        }
    }

    /** What surrounds the tasks. Called on the pool's thread. */
    public interface Scope {
        /** Tasks of this session are about to run on this thread. */
        void entered();

        /** A task has returned. */
        void taskDone();

        /** A task, or {@link #taskDone}, has thrown. */
        void failed(Throwable thrown);

        /** No further task of this session runs on this thread for now. */
        void left();
    }
}
