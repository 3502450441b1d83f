package org.posthaste.smtp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** Ends of the process, orderly and not: nothing is lost, and at most the message in flight is sent twice. */
class RestartedQueueTest {
    private final CountDownLatch gate = new CountDownLatch(1);

    private ScriptedCouriers.Host gated(ScriptedCouriers couriers) {
        return (courier, task) -> {
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
            return couriers.accept(courier, task);
        };
    }

    /** What a process started on the store as it is now finds, and delivers. */
    private static long deliveredAfterKill(QueueRig killed, String lane) {
        TestStore copy = TestStores.killed(killed.test, config -> config);
        try (QueueRig next = new QueueRig(QueueRig.SMALL, copy)) {
            next.empty();
            return next.couriers.taken(lane);
        }
    }

    @Test
    void queueIsFoundAgainAfterARestart() {
        QueueRig rig = new QueueRig();
        rig.couriers.others(rig.couriers.deferring("Later"));
        rig.send("a@one.example", "b@two.example");
        rig.settled();
        QueueRig.await(() -> rig.rows().stream().allMatch(row -> row.attempts() == 1));
        rig.queue.close(Duration.ofSeconds(5));
        rig.test.store().close();
        TestStore again = TestStores.reopen(rig.test, config -> config);
        try (QueueRig next = new QueueRig(QueueRig.SMALL, again)) {
            next.timers.advance(Duration.ofMinutes(6));
            QueueRig.await(() -> {
                next.timers.ring();
                return next.test.store().queue().size() == 0;
            });
            assertThat(next.couriers.tasks()).hasSize(2);
        }
    }

    @Test
    void claimedMailThatWasNotSentIsSentByTheNextProcess() {
        try (QueueRig rig = new QueueRig()) {
            rig.couriers.host("one.example", gated(rig.couriers));
            rig.sendMany(30, "one.example");
            assertThat(deliveredAfterKill(rig, "one.example")).isEqualTo(30);
            gate.countDown();
        }
    }

    @Test
    void atMostTheMessageInFlightOfEachConnectionIsSentTwice() {
        QueueSettings one = new QueueSettings(
                QueueSettings.Retry.STANDARD,
                Duration.ofDays(1),
                new QueueSettings.Limits(1, 1, 1, 100, 100, Duration.ofSeconds(5), 60, 20));
        try (QueueRig rig = new QueueRig(one)) {
            AtomicInteger sent = new AtomicInteger();
            CountDownLatch there = new CountDownLatch(1);
            rig.couriers.host("one.example", (courier, task) -> {
                task.before().toCompletableFuture().join();
                if (sent.incrementAndGet() == 11) {
                    // The reply has come and is not written down yet.
                    there.countDown();
                    assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
                }
                return rig.couriers.all(task, Verdict.DELIVERED, 250, "2.0.0", "Ok", Signal.FINE);
            });
            rig.sendMany(30, "one.example");
            QueueRig.await(() -> there.getCount() == 0);
            assertThat(deliveredAfterKill(rig, "one.example")).isEqualTo(20);
            gate.countDown();
            rig.empty();
        }
    }

    @Test
    void nextMessageIsNotEndedBeforeTheLastResultIsOnDisk() {
        try (QueueRig rig = new QueueRig()) {
            AtomicInteger unsettled = new AtomicInteger();
            rig.couriers.host("one.example", (courier, task) -> {
                task.before().toCompletableFuture().join();
                long size = rig.test.store().queue().size();
                if (size > 40 - rig.couriers.taken("one.example") + 8) {
                    unsettled.incrementAndGet();
                }
                return rig.couriers.accept(courier, task);
            });
            rig.sendMany(40, "one.example");
            rig.empty();
            assertThat(unsettled).hasValue(0);
        }
    }

    @Test
    void failureThatWasNotReportedIsReportedByTheNextProcess() {
        try (QueueRig rig = new QueueRig()) {
            rig.couriers.host("slow.example", gated(rig.couriers));
            rig.couriers.host("one.example", rig.couriers.refusing("No such user"));
            rig.couriers.host("two.example", rig.couriers.refusing("No such user"));
            rig.send("a@one.example", "b@slow.example", "c@two.example");
            QueueRig.await(() -> rig.rows().stream()
                            .filter(row -> row.state() == QueuedRecipient.State.FAILED)
                            .count()
                    == 2);
            TestStore copy = TestStores.killed(rig.test, config -> config);
            try (QueueRig next = new QueueRig(QueueRig.SMALL, copy)) {
                QueueRig.await(() -> next.couriers.taken("slow.example") == 1);
                assertThat(next.reports.of("failed")).isEmpty();
                next.timers.advance(Duration.ofMinutes(3));
                QueueRig.await(() -> next.rows().stream()
                        .allMatch(row -> next.test.store().queue().isClaimed(row.id())));
                QueueRig.await(() -> {
                    next.timers.advance(Duration.ofSeconds(10));
                    return next.test.store().queue().size() == 0;
                });
                assertThat(next.reports.of("failed")).singleElement().satisfies(report -> assertThat(report.addresses())
                        .containsExactly("a@one.example", "c@two.example"));
                assertThat(next.reports
                                .of("failed")
                                .get(0)
                                .recipients()
                                .get(0)
                                .reply()
                                .text())
                        .isEqualTo("No such user");
            }
            gate.countDown();
        }
    }
}
