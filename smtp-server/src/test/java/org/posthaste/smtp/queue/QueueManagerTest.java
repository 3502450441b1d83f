package org.posthaste.smtp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** How mail moves: in whose turn, over how many connections, and what of it is in memory. */
class QueueManagerTest {
    private final QueueRig rig = new QueueRig();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void end() {
        gate.countDown();
        rig.close();
    }

    private void awaitGate() throws InterruptedException {
        assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private ScriptedCouriers.Host gated() {
        return (courier, task) -> {
            awaitGate();
            return rig.couriers.accept(courier, task);
        };
    }

    @Test
    void messageIsDeliveredAndLeavesTheQueue() {
        rig.send("x@one.example");
        rig.empty();
        assertThat(rig.couriers.taken("one.example")).isOne();
        JournalEntry entry = rig.journal(JournalEntry.Kind.DELIVERED).get(0);
        assertThat(entry.details())
                .containsEntry("to", "x@one.example")
                .containsEntry("host", "mx.one.example")
                .containsEntry("reply", "250 2.0.0 Ok");
    }

    @Test
    void recipientsOfOneDestinationGoInOneTransaction() {
        rig.send("a@one.example", "b@two.example", "c@one.example");
        rig.empty();
        assertThat(rig.couriers.tasks())
                .extracting(task -> task.recipients().size())
                .containsExactlyInAnyOrder(2, 1);
    }

    @Test
    void destinationsOfOneSmarthostShareItsConnections() {
        rig.send("a@one.smart.example", "b@two.smart.example");
        rig.empty();
        assertThat(rig.couriers.tasks()).hasSize(1);
    }

    @Test
    void connectionIsKeptForTheNextMessageAndClosedWhenIdle() {
        rig.send("a@one.example");
        rig.settled();
        rig.send("b@one.example");
        rig.empty();
        rig.settled();
        assertThat(rig.couriers.opened()).isOne();
        assertThat(rig.couriers.closed()).isZero();
        rig.timers.advance(Duration.ofSeconds(6));
        QueueRig.await(() -> rig.couriers.closed() == 1);
    }

    @Test
    void onlyAPageOfALongQueueIsInMemory() {
        rig.couriers.host("slow.example", gated());
        rig.sendMany(200, "slow.example");
        assertThat(rig.queue.activity().inMemory()).isLessThanOrEqualTo(20);
        gate.countDown();
        rig.empty();
        assertThat(rig.couriers.taken("slow.example")).isEqualTo(200);
    }

    @Test
    void manyDestinationsTogetherStayWithinTheBound() {
        rig.couriers.others(gated());
        for (int i = 0; i < 10; i++) {
            rig.sendMany(15, "d" + i + ".example");
        }
        assertThat(rig.queue.activity().inMemory()).isLessThanOrEqualTo(60);
        gate.countDown();
        rig.empty();
        assertThat(rig.couriers.tasks()).hasSize(150);
    }

    @Test
    void slowDestinationDelaysNobodyElse() {
        rig.couriers.host("slow.example", gated());
        rig.sendMany(100, "slow.example");
        rig.sendMany(50, "quick.example");
        QueueRig.await(() -> rig.couriers.taken("quick.example") == 50);
        assertThat(rig.couriers.taken("slow.example")).isZero();
        gate.countDown();
        rig.empty();
    }

    @Test
    void blackHolesDoNotTakeAllThreads() {
        for (int i = 0; i < 200; i++) {
            rig.couriers.host("dead" + i + ".example", (courier, task) -> {
                awaitGate();
                return rig.couriers.absent().receive(courier, task);
            });
        }
        rig.send("a@live.example");
        rig.settled();
        for (int i = 0; i < 50; i++) {
            rig.send("x@dead" + i + ".example");
        }
        rig.sendMany(40, "live.example");
        QueueRig.await(() -> rig.couriers.taken("live.example") == 41);
        gate.countDown();
        QueueRig.await(() -> rig.rows().stream().allMatch(row -> row.attempts() == 1));
        assertThat(rig.rows()).hasSize(50);
    }

    @Test
    void hostsThatBeginToHangLeaveThreadsToOthers() {
        for (int i = 0; i < 3; i++) {
            rig.sendMany(40, "tired" + i + ".example");
        }
        rig.send("a@live.example");
        rig.empty();
        rig.settled();
        for (int i = 0; i < 3; i++) {
            rig.couriers.host("tired" + i + ".example", gated());
            rig.sendMany(20, "tired" + i + ".example");
        }
        QueueRig.await(() -> rig.queue.activity().delivering() >= 16);
        rig.sendMany(20, "live.example");
        QueueRig.await(() -> rig.couriers.taken("live.example") == 21);
        gate.countDown();
        rig.empty();
    }

    @Test
    void concurrencyGrowsWithSuccess() {
        AtomicInteger count = new AtomicInteger();
        rig.couriers.host("one.example", (courier, task) -> {
            if (count.incrementAndGet() > 60) {
                awaitGate();
            }
            return rig.couriers.accept(courier, task);
        });
        rig.sendMany(150, "one.example");
        QueueRig.await(() -> rig.queue.activity().delivering() == 8);
        gate.countDown();
        rig.empty();
        assertThat(rig.couriers.mostAtATime("one.example")).isEqualTo(8);
    }

    @Test
    void firstMessageGoesOverOneConnection() {
        rig.couriers.host("new.example", gated());
        rig.sendMany(10, "new.example");
        QueueRig.await(() -> rig.couriers.mostAtATime("new.example") == 1);
        assertThat(rig.queue.activity().delivering()).isOne();
        gate.countDown();
        rig.empty();
    }

    @Test
    void hostThatIsNotThereIsLeftAloneAndTriedAgain() {
        rig.couriers.host("dead.example", rig.couriers.absent());
        rig.sendMany(100, "dead.example");
        rig.settled();
        int tried = rig.couriers.tasks().size();
        assertThat(tried).isLessThan(5);
        assertThat(rig.queue.failing("dead.example")).isPresent();
        assertThat(rig.queue.activity().failing())
                .extracting(QueueManager.FailingLane::lane)
                .containsExactly("dead.example");
        assertThat(rig.rows()).filteredOn(row -> row.attempts() == 0).hasSizeGreaterThan(50);
        rig.timers.advance(Duration.ofMinutes(6));
        QueueRig.await(() -> rig.couriers.tasks().size() > tried);
        rig.settled();
        rig.couriers.host("dead.example", rig.couriers::accept);
        for (int i = 0; i < 30 && rig.test.store().queue().size() > 0; i++) {
            rig.timers.advance(Duration.ofMinutes(30));
            rig.settled();
        }
        rig.empty();
        assertThat(rig.queue.activity().failing()).isEmpty();
    }

    @Test
    void failuresOfHostsAreForgottenOnDemand() {
        rig.couriers.host("dead.example", rig.couriers.absent());
        rig.sendMany(30, "dead.example");
        rig.settled();
        rig.couriers.host("dead.example", rig.couriers::accept);
        rig.test.store().queue().retryNow(QueueFilter.ALL);
        rig.queue.forgive();
        rig.empty();
    }

    @Test
    void whatAnAdministratorWantsTriedIsTriedAlthoughTheHostWasNotThere() {
        rig.couriers.host("dead.example", rig.couriers.absent());
        rig.sendMany(30, "dead.example");
        rig.settled();
        rig.couriers.host("dead.example", rig.couriers::accept);
        rig.test.store().queue().retryNow(QueueFilter.ALL);
        rig.empty();
    }

    @Test
    void busyHostKeepsTheConnectionsItAllows() {
        AtomicInteger open = new AtomicInteger();
        Set<Courier> welcome = ConcurrentHashMap.newKeySet();
        rig.couriers.host("busy.example", (courier, task) -> {
            boolean in = welcome.contains(courier) || open.incrementAndGet() <= 3 && welcome.add(courier);
            if (!in) {
                open.decrementAndGet();
                courier.isOpen = false;
                return rig.couriers.all(
                        task, Verdict.DEFERRED, 421, "4.7.0", "Too many connections", Signal.REFUSED_FOR_NOW);
            }
            return rig.couriers.accept(courier, task);
        });
        rig.sendMany(200, "busy.example");
        QueueRig.await(() -> rig.couriers.taken("busy.example") >= 190);
        rig.settled();
        assertThat(rig.queue.failing("busy.example")).isEmpty();
    }

    @Test
    void moreUrgentMailGoesFirst() {
        rig.couriers.host("one.example", gated());
        rig.send("first@one.example");
        QueueRig.await(() -> rig.couriers.tasks().size() == 1);
        TestStore.await(rig.submit("low", -2, "low@one.example"));
        TestStore.await(rig.submit("high", 3, "high@one.example"));
        gate.countDown();
        rig.empty();
        assertThat(rig.couriers.tasks())
                .extracting(task -> task.recipients().get(0).address().localPart())
                .startsWith("first", "high");
    }

    @Test
    void suppressedAddressFailsAtOnceWithoutAConnection() {
        rig.couriers.host("one.example", rig.couriers.refusing("No such user"));
        rig.send("x@one.example");
        rig.empty();
        QueueRig.await(() -> rig.test
                .store()
                .queue()
                .suppressions()
                .find(QueueRig.address("x@one.example"))
                .isPresent());
        int tasks = rig.couriers.tasks().size();
        rig.send("x@one.example");
        rig.empty();
        assertThat(rig.couriers.tasks()).hasSize(tasks);
        List<QueueRig.Report> failed = rig.reports.of("failed");
        assertThat(failed).hasSize(2);
        assertThat(failed.get(1).recipients().get(0).reply().text())
                .contains("suppressed")
                .contains("No such user");
        rig.test.clock().advance(Duration.ofDays(2));
        rig.send("x@one.example");
        rig.empty();
        assertThat(rig.couriers.tasks()).hasSize(tasks + 1);
    }

    @Test
    void heldMailWaitsForItsRelease() {
        Outgoing.Recipient held =
                new Outgoing.Recipient(QueueRig.address("x@one.example"), Map.of(), Optional.empty(), true);
        TestStore.await(rig.submit(new Outgoing("held", "alice@example.org", Map.of(), 0, 0, List.of(held))));
        rig.timers.advance(Duration.ofDays(1));
        assertThat(rig.couriers.tasks()).isEmpty();
        rig.test.store().queue().release(QueueFilter.ALL);
        rig.empty();
    }

    @Test
    void removedMailIsNotSent() {
        rig.couriers.host("one.example", gated());
        rig.sendMany(60, "one.example");
        QueueRig.await(() -> rig.couriers.tasks().size() == 1);
        rig.test.store().queue().remove(QueueFilter.ALL);
        gate.countDown();
        rig.empty();
        assertThat(rig.couriers.taken("one.example")).isLessThanOrEqualTo(20);
    }

    @Test
    void endOfTheServerGivesBackWhatWasNotTried() {
        rig.couriers.host("slow.example", (courier, task) -> {
            while (!courier.aborted) {
                Thread.onSpinWait();
            }
            return rig.couriers.all(task, Verdict.DEFERRED, 451, "4.4.2", "Broken off", Signal.TIMED_OUT);
        });
        rig.sendMany(10, "slow.example");
        QueueRig.await(() -> rig.couriers.tasks().size() == 1);
        rig.queue.close(Duration.ZERO);
        List<QueuedRecipient> rows = rig.rows();
        assertThat(rows).hasSize(10);
        assertThat(rows).filteredOn(row -> row.attempts() == 0).hasSize(9);
        assertThat(rows).noneMatch(row -> rig.test.store().queue().isClaimed(row.id()));
    }
}
