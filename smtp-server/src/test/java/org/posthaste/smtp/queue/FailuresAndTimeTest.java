package org.posthaste.smtp.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** What becomes of mail that cannot be delivered, and when its sender hears of it. */
class FailuresAndTimeTest {
    private final QueueRig rig = new QueueRig();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void end() {
        gate.countDown();
        rig.close();
    }

    /** Moves time to what is due next and waits until it was dealt with. */
    private void toNext() {
        List<QueuedRecipient> before = rig.rows();
        Instant next = rig.nextDue();
        Duration wait = Duration.between(rig.test.clock().instant(), next);
        rig.timers.advance(wait.isNegative() ? Duration.ZERO : wait);
        QueueRig.await(() -> {
            rig.timers.ring();
            return !rig.rows().equals(before);
        });
        rig.settled();
    }

    @Test
    void recipientIsTriedAgainWithGrowingPauses() {
        rig.couriers.host("one.example", rig.couriers.deferring("Greylisted"));
        rig.send("x@one.example");
        rig.settled();
        Duration pause = Duration.ZERO;
        for (int attempt = 1; attempt < 8; attempt++) {
            int count = attempt;
            QueueRig.await(() -> rig.rows().get(0).attempts() == count);
            QueuedRecipient row = rig.rows().get(0);
            assertThat(row.lastReply()).isEqualTo("450 4.2.0 Greylisted");
            Duration next = Duration.between(rig.test.clock().instant(), row.due());
            Duration least = Duration.ofMinutes(5).multipliedBy(1L << attempt - 1);
            least = least.compareTo(Duration.ofHours(4)) > 0 ? Duration.ofHours(4) : least;
            assertThat(next).isBetween(least, least.multipliedBy(11).dividedBy(10));
            assertThat(next).isGreaterThanOrEqualTo(pause);
            pause = least;
            toNext();
        }
        assertThat(rig.journal(JournalEntry.Kind.ATTEMPTED)).hasSizeGreaterThanOrEqualTo(7);
    }

    @Test
    void afterFiveDaysTheSenderGetsTheLastReplyAndOneDelayNoticeBefore() {
        rig.couriers.host("one.example", rig.couriers.deferring("Mailbox busy"));
        rig.send("x@one.example");
        rig.settled();
        QueueRig.await(() -> rig.rows().get(0).attempts() == 1);
        for (int i = 0; i < 80 && !rig.rows().isEmpty(); i++) {
            toNext();
        }
        rig.timers.advance(Duration.ofMinutes(3));
        rig.empty();
        assertThat(rig.reports.of("delayed")).hasSize(1);
        assertThat(rig.reports.of("failed")).hasSize(1);
        ReportedRecipient failed = rig.reports.of("failed").get(0).recipients().get(0);
        assertThat(failed.expired()).isTrue();
        assertThat(failed.reply().text()).isEqualTo("Mailbox busy");
        assertThat(Duration.between(TestStores.START, failed.lastAttempt()))
                .isBetween(Duration.ofDays(5), Duration.ofDays(5).plusMinutes(1));
        assertThat(rig.inbox()).isEqualTo(2);
        assertThat(rig.journal(JournalEntry.Kind.DELAYED)).hasSize(1);
        assertThat(rig.journal(JournalEntry.Kind.BOUNCED).get(0).details()).containsEntry("reason", "expired");
    }

    @Test
    void queueForADeadHostExpiresWithoutBeingTriedOneByOne() {
        rig.couriers.host("dead.example", rig.couriers.absent());
        rig.sendMany(70, "dead.example");
        rig.settled();
        for (int i = 0; i < 400 && !rig.rows().isEmpty(); i++) {
            rig.timers.advance(Duration.ofMinutes(30));
            rig.settled();
        }
        rig.empty();
        assertThat(rig.reports.of("failed").stream()
                        .mapToInt(report -> report.recipients().size())
                        .sum())
                .isEqualTo(70);
        assertThat(rig.reports.of("delayed").stream()
                        .mapToInt(report -> report.recipients().size())
                        .sum())
                .isEqualTo(70);
        assertThat(rig.couriers.tasks().size()).isLessThan(600);
    }

    @Test
    void failuresAtSeveralHostsBecomeOneReport() {
        rig.couriers.host("slow.example", (courier, task) -> {
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
            return rig.couriers.refusing("Go away").receive(courier, task);
        });
        rig.couriers.host("one.example", rig.couriers.refusing("No such user"));
        rig.send("a@one.example", "b@slow.example", "c@good.example");
        QueueRig.await(() -> rig.rows().stream().anyMatch(row -> row.state() == QueuedRecipient.State.FAILED));
        QueueRig.await(() -> rig.couriers.taken("good.example") == 1);
        assertThat(rig.reports.of("failed")).isEmpty();
        gate.countDown();
        rig.empty();
        assertThat(rig.reports.of("failed")).singleElement().satisfies(report -> assertThat(report.addresses())
                .containsExactly("a@one.example", "b@slow.example"));
    }

    @Test
    void reportDoesNotWaitForASlowHostForEver() {
        rig.couriers.host("slow.example", (courier, task) -> {
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
            return rig.couriers.accept(courier, task);
        });
        rig.couriers.host("one.example", rig.couriers.refusing("No such user"));
        rig.send("a@one.example", "b@slow.example");
        QueueRig.await(() -> rig.rows().stream().anyMatch(row -> row.state() == QueuedRecipient.State.FAILED));
        assertThat(rig.reports.of("failed")).isEmpty();
        rig.timers.advance(Duration.ofMinutes(2));
        QueueRig.await(() -> rig.reports.of("failed").size() == 1);
        QueueRig.await(() -> rig.rows().size() == 1);
        rig.timers.advance(Duration.ofMinutes(5));
        gate.countDown();
        rig.empty();
        assertThat(rig.reports.of("failed")).hasSize(1);
    }

    private int toldOfDelay() {
        return rig.reports.of("delayed").stream()
                .mapToInt(report -> report.recipients().size())
                .sum();
    }

    @Test
    void everyLateRecipientIsToldOfOnce() {
        rig.couriers.others(rig.couriers.deferring("Later"));
        rig.send("a@one.example", "b@two.example", "c@three.example");
        rig.settled();
        for (int i = 0; i < 100 && toldOfDelay() < 3; i++) {
            rig.timers.advance(Duration.ofMinutes(10));
            rig.settled();
        }
        rig.timers.advance(Duration.ofHours(9));
        rig.settled();
        assertThat(toldOfDelay()).isEqualTo(3);
    }

    @Test
    void senderWithADeadlineGetsTheMessageBackThen() {
        rig.couriers.host("one.example", rig.couriers.deferring("Later"));
        Instant until = TestStores.START.plus(Duration.ofHours(1));
        MessageOptions options = MessageOptions.NONE.withDeliverBy(new MessageOptions.DeliverBy(until, true, false));
        TestStore.await(rig.submit(new Outgoing(
                "by",
                "alice@example.org",
                options.toMap(),
                0,
                0,
                List.of(new Outgoing.Recipient(QueueRig.address("x@one.example"), Map.of())))));
        rig.settled();
        for (int i = 0; i < 20 && !rig.rows().isEmpty(); i++) {
            toNext();
        }
        assertThat(rig.reports.of("failed").get(0).recipients().get(0).lastAttempt())
                .isBetween(until, until.plusSeconds(60));
    }

    @Test
    void mailForLaterHasItsWholeTimeFromThenOn() {
        rig.couriers.host("one.example", rig.couriers.deferring("Later"));
        Instant start = TestStores.START.plus(Duration.ofDays(10));
        TestStore.await(rig.submit(new Outgoing(
                "future",
                "alice@example.org",
                Map.of(),
                0,
                0,
                List.of(new Outgoing.Recipient(
                        QueueRig.address("x@one.example"), Map.of(), Optional.of(start), false)))));
        assertThat(rig.couriers.tasks()).isEmpty();
        toNext();
        QueueRig.await(() -> rig.rows().get(0).attempts() == 1);
        for (int i = 0; i < 80 && !rig.rows().isEmpty(); i++) {
            toNext();
        }
        assertThat(rig.reports.of("failed").get(0).recipients().get(0).lastAttempt())
                .isBetween(
                        start.plus(Duration.ofDays(5)),
                        start.plus(Duration.ofDays(5).plusMinutes(1)));
    }

    @Test
    void recipientHandedOverWithoutReportsIsToldOf() {
        rig.couriers.host("one.example", (courier, task) -> rig.couriers.accept(courier, task).stream()
                .map(result -> new RecipientResult(
                        result.recipient(), result.verdict(), result.reply(), withoutDsn(result.facts())))
                .toList());
        rig.send("x@one.example");
        rig.empty();
        assertThat(rig.reports.of("relayed")).hasSize(1);
    }

    private static AttemptFacts withoutDsn(AttemptFacts facts) {
        return new AttemptFacts(
                facts.host(),
                facts.address(),
                facts.port(),
                facts.tls(),
                facts.policy(),
                facts.begun(),
                facts.took(),
                facts.signal(),
                false);
    }
}
