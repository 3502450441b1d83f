package org.posthaste.common.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    private static final class Quiet implements SerialExecutor.Scope {
        final List<Throwable> failures = new ArrayList<>();

        @Override
        public void entered() {}

        @Override
        public void taskDone() {}

        @Override
        public void failed(Throwable thrown) {
            failures.add(thrown);
        }

        @Override
        public void left() {}
    }

    @Test
    void tasksOfManyThreadsNeverOverlapAndKeepEachThreadsOrder() throws InterruptedException {
        ExecutorService pool = Workers.forServer("test", 4);
        SerialExecutor executor = new SerialExecutor(pool, new Quiet());
        int threads = 4;
        int tasks = 20_000;
        int[] last = new int[threads];
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger inversions = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads * tasks);
        List<Thread> writers = IntStream.range(0, threads)
                .mapToObj(t -> new Thread(() -> {
                    for (int i = 1; i <= tasks; i++) {
                        int number = i;
                        executor.execute(() -> {
                            if (inside.incrementAndGet() != 1) {
                                overlaps.incrementAndGet();
                            }
                            if (last[t] + 1 != number) {
                                inversions.incrementAndGet();
                            }
                            last[t] = number;
                            inside.decrementAndGet();
                            done.countDown();
                        });
                    }
                }))
                .toList();
        writers.forEach(Thread::start);
        await().until(() -> done.getCount() == 0);
        assertThat(overlaps).hasValue(0);
        assertThat(inversions).hasValue(0);
        pool.shutdown();
    }

    @Test
    void aBusySessionGivesTheThreadBackAfterABatch() {
        Queue<Runnable> pool = new ArrayDeque<>();
        SerialExecutor busy = new SerialExecutor(pool::add, new Quiet());
        SerialExecutor other = new SerialExecutor(pool::add, new Quiet());
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger seenByOther = new AtomicInteger();
        for (int i = 0; i < 1000; i++) {
            busy.execute(ran::incrementAndGet);
        }
        other.execute(() -> seenByOther.set(ran.get()));
        while (!pool.isEmpty()) {
            pool.remove().run();
        }
        assertThat(seenByOther).hasValue(SerialExecutor.BATCH);
        assertThat(ran).hasValue(1000);
    }

    @Test
    void aFailingTaskDoesNotStopTheNext() {
        Quiet scope = new Quiet();
        SerialExecutor executor = new SerialExecutor(Runnable::run, scope);
        AtomicInteger ran = new AtomicInteger();
        executor.execute(() -> {
            throw new StackOverflowError("deep");
        });
        executor.execute(ran::incrementAndGet);
        assertThat(ran).hasValue(1);
        assertThat(scope.failures).singleElement().isInstanceOf(StackOverflowError.class);
        assertThat(executor.inside()).isFalse();
    }
}
