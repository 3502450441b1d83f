package org.posthaste.smtp.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** A queue over a real store, with hosts and time that do as they are told. */
final class QueueRig implements AutoCloseable {
    /** Retries as in production, little room in memory. */
    static final QueueSettings SMALL = new QueueSettings(
            QueueSettings.Retry.STANDARD,
            Duration.ofDays(1),
            new QueueSettings.Limits(20, 20, 8, 100, 100, Duration.ofSeconds(5), 60, 20));

    final TestStore test;
    final ManualTimers timers;
    final ScriptedCouriers couriers;
    final Reports reports;
    final QueueManager queue;

    /** A report that was asked for. */
    record Report(String kind, QueuedMessage message, List<ReportedRecipient> recipients) {
        List<String> addresses() {
            return recipients.stream()
                    .map(one -> one.recipient().address().toString())
                    .sorted()
                    .toList();
        }
    }

    /** Remembers what was asked of it, and files a small message with Alice for each failure and delay. */
    static final class Reports implements FailureReporter {
        private final TestStore test;
        final List<Report> all = new CopyOnWriteArrayList<>();

        Reports(TestStore test) {
            this.test = test;
        }

        private Optional<Delivery> write(String kind, QueuedMessage message, List<ReportedRecipient> recipients) {
            all.add(new Report(kind, message, recipients));
            Delivery.Target alice = new Delivery.Target(test.alice(), MailboxName.INBOX, Flags.NONE);
            return Optional.of(
                    new Delivery(test.incoming(TestStore.message(kind)), new byte[0], List.of(alice), List.of()));
        }

        @Override
        public Optional<Delivery> failed(QueuedMessage message, List<ReportedRecipient> recipients) {
            return write("failed", message, recipients);
        }

        @Override
        public Optional<Delivery> delayed(QueuedMessage message, List<ReportedRecipient> recipients) {
            return write("delayed", message, recipients);
        }

        @Override
        public Optional<Delivery> relayed(QueuedMessage message, List<ReportedRecipient> recipients) {
            all.add(new Report("relayed", message, recipients));
            return Optional.empty();
        }

        @Override
        public Optional<Delivery> delivered(
                QueuedMessage message, ByteSource header, List<ReportedRecipient> recipients) {
            throw new UnsupportedOperationException();
        }

        List<Report> of(String kind) {
            return all.stream().filter(each -> each.kind.equals(kind)).toList();
        }
    }

    private record DomainRoute(String name, String lane) implements Route {}

    QueueRig() {
        this(SMALL);
    }

    QueueRig(QueueSettings settings) {
        this(settings, TestStores.open());
    }

    QueueRig(QueueSettings settings, TestStore test) {
        this(settings, test, new ScriptedCouriers(test.clock()));
    }

    QueueRig(QueueSettings settings, TestStore test, ScriptedCouriers couriers) {
        this.test = test;
        this.timers = new ManualTimers(test.clock());
        this.couriers = couriers;
        this.reports = new Reports(test);
        this.queue = QueueManager.start(
                settings,
                new QueueManager.Foundation(
                        test.store().queue(), QueueRig::route, couriers, reports, test.clock(), timers, new Random(1)));
    }

    /** Everything to hosts below {@code smart.example} goes over one lane. */
    private static Route route(QueuedRecipient recipient) {
        String domain = recipient.destination();
        return domain.endsWith("smart.example") ? new DomainRoute("smart", "via:smart") : new DomainRoute("mx", domain);
    }

    /** Queues a message and waits for its commit. */
    void send(String... to) {
        TestStore.await(submit("m" + System.nanoTime(), 0, to));
    }

    /** Queues a message. */
    CompletionStage<?> submit(String id, int priority, String... to) {
        List<Outgoing.Recipient> recipients = Arrays.stream(to)
                .map(QueueRig::address)
                .map(address -> new Outgoing.Recipient(address, Map.of()))
                .toList();
        return submit(new Outgoing(id, "alice@example.org", Map.of(), priority, 0, recipients));
    }

    CompletionStage<?> submit(Outgoing outgoing) {
        return test.store()
                .deliver(new Delivery(
                        test.incoming(TestStore.message(outgoing.messageId())),
                        new byte[0],
                        List.of(),
                        List.of(),
                        Optional.of(outgoing)));
    }

    static MailAddress address(String text) {
        int at = text.lastIndexOf('@');
        return new MailAddress(text.substring(0, at), text.substring(at + 1));
    }

    /** Queues many messages with one recipient each, {@code u0@domain} and on. */
    void sendMany(int count, String domain) {
        List<CompletionStage<?>> stages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stages.add(submit(domain + i, 0, "u" + i + "@" + domain));
        }
        stages.forEach(TestStore::await);
    }

    /** What is in the queue. */
    List<QueuedRecipient> rows() {
        return test.store().queue().list(QueueFilter.ALL, 0, 100_000);
    }

    /** Waits until something is so. */
    static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }

    /** Waits until nothing is in memory any more. */
    void settled() {
        await(() -> queue.activity().inMemory() == 0 && queue.activity().delivering() == 0);
    }

    /** Waits until the queue is empty. */
    void empty() {
        await(() -> test.store().queue().size() == 0);
    }

    /** When the next recipient is due. */
    Instant nextDue() {
        return rows().stream().map(QueuedRecipient::due).min(Instant::compareTo).orElseThrow();
    }

    List<JournalEntry> journal(JournalEntry.Kind kind) {
        return test.store().journal().latest(Instant.EPOCH, 100_000).stream()
                .map(each -> each.entry())
                .filter(entry -> entry.kind() == kind)
                .toList();
    }

    int inbox() {
        return test.inbox().snapshot().count();
    }

    @Override
    public void close() {
        queue.close(Duration.ofSeconds(5));
        test.close();
    }
}
