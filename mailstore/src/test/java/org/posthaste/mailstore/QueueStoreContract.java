package org.posthaste.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** What a queue does: nothing is lost, nothing is given out twice. */
public abstract class QueueStoreContract {
    private static final Duration LEASE = Duration.ofMinutes(10);

    private TestStore test = open();

    /** A fresh store. */
    protected abstract TestStore open();

    /** Closes the store and opens it again. */
    protected abstract TestStore reopen(TestStore store);

    @AfterEach
    void end() {
        assertThat(test.store().verify().damages()).isEmpty();
        test.close();
    }

    private QueueStore queue() {
        return test.store().queue();
    }

    private DeliveryReceipt enqueue(String subject, List<Delivery.Target> local, String... recipients) {
        byte[] prefix = "Return-Path: <a@example.org>\r\nReceived: x\r\n".getBytes(StandardCharsets.US_ASCII);
        List<Outgoing.Recipient> to = Stream.of(recipients)
                .map(name -> new Outgoing.Recipient(
                        new MailAddress(name, "elsewhere.example"), Map.of("notify", "NEVER", "odd", "a=\nb")))
                .toList();
        Outgoing outgoing = new Outgoing("id-" + subject, "alice@example.org", Map.of("envid", "E 1"), 30, to);
        return TestStore.await(test.store()
                .deliver(new Delivery(
                        test.incoming(TestStore.message(subject)), prefix, local, List.of(), Optional.of(outgoing))));
    }

    private List<QueuedRecipient> claim(int limit) {
        return TestStore.await(queue().claim(limit, LEASE));
    }

    private void settle(Outcome... outcomes) {
        TestStore.await(queue().settle(List.of(outcomes), List.of(), List.of()));
    }

    private static List<String> names(List<QueuedRecipient> recipients) {
        return recipients.stream()
                .map(recipient -> recipient.address().localPart())
                .toList();
    }

    @Test
    void queuedMessageIsGivenOutWithAllThatWasSaidOfIt() throws IOException {
        enqueue("one", List.of(), "x", "y");
        QueuedRecipient recipient = claim(10).get(0);
        assertThat(recipient.address()).isEqualTo(new MailAddress("x", "elsewhere.example"));
        assertThat(recipient.options()).isEqualTo(Map.of("notify", "NEVER", "odd", "a=\nb"));
        assertThat(recipient.attempts()).isZero();
        assertThat(recipient.due()).isEqualTo(TestStores.START);
        assertThat(recipient.message().messageId()).isEqualTo("id-one");
        assertThat(recipient.message().reversePath()).isEqualTo("alice@example.org");
        assertThat(recipient.message().options()).isEqualTo(Map.of("envid", "E 1"));
        String sent = "Received: x\r\n" + TestStore.message("one");
        assertThat(new String(queue().octets(recipient.message()).toByteArray(), StandardCharsets.ISO_8859_1))
                .isEqualTo(sent);
        assertThat(recipient.message().size()).isEqualTo(sent.length());
    }

    @Test
    void localAndOtherRecipientsAreServedTogether() {
        DeliveryReceipt receipt =
                enqueue("both", List.of(new Delivery.Target(test.alice(), MailboxName.INBOX, Flags.NONE)), "x");
        assertThat(receipt.filed()).hasSize(1);
        assertThat(test.inbox().snapshot().size(0))
                .isEqualTo(43 + TestStore.message("both").length());
        assertThat(queue().size()).isOne();
    }

    @Test
    void claimedRecipientsAreNotGivenOutAgainUntilTheLeaseIsOver() {
        enqueue("a", List.of(), "x", "y");
        enqueue("b", List.of(), "z");
        assertThat(names(claim(2))).containsExactly("x", "y");
        assertThat(names(claim(2))).containsExactly("z");
        assertThat(claim(2)).isEmpty();
        assertThat(queue().nextDue()).isEmpty();
        test.clock().advance(LEASE);
        assertThat(names(claim(9))).containsExactly("x", "y", "z");
    }

    @Test
    void restartGivesBackWhatWasClaimed() {
        enqueue("a", List.of(), "x");
        claim(1);
        test = reopen(test);
        assertThat(names(claim(1))).containsExactly("x");
    }

    @Test
    void deferredRecipientComesBackWhenItIsDue() {
        enqueue("a", List.of(), "x", "y");
        List<QueuedRecipient> claimed = claim(2);
        Instant due = TestStores.START.plus(Duration.ofMinutes(5));
        settle(
                new Outcome.Deferred(claimed.get(0).id(), due, "451 later", Map.of("delayed", "yes")),
                new Outcome.Finished(claimed.get(1).id()));
        assertThat(claim(9)).isEmpty();
        assertThat(queue().nextDue()).contains(due);
        test = reopen(test);
        test.clock().advance(Duration.ofMinutes(5));
        QueuedRecipient again = claim(9).get(0);
        assertThat(again.attempts()).isOne();
        assertThat(again.lastReply()).isEqualTo("451 later");
        assertThat(again.options()).isEqualTo(Map.of("delayed", "yes"));
        assertThat(again.address().localPart()).isEqualTo("x");
    }

    @Test
    void messageLeavesWithItsLastRecipient() throws IOException {
        enqueue("a", List.of(), "x", "y");
        List<QueuedRecipient> claimed = claim(2);
        settle(new Outcome.Finished(claimed.get(0).id()));
        assertThat(queue().octets(claimed.get(1).message()).toByteArray()).isNotEmpty();
        settle(
                new Outcome.Finished(claimed.get(1).id()),
                new Outcome.Finished(claimed.get(1).id()),
                new Outcome.Deferred(claimed.get(0).id(), TestStores.START, "late", Map.of()));
        assertThat(queue().size()).isZero();
        assertThatThrownBy(() -> queue().octets(claimed.get(1).message()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.failure()).isEqualTo(StoreFailure.NOT_FOUND));
    }

    @Test
    void reportsAndJournalGoWithTheOutcome() {
        enqueue("a", List.of(), "x");
        QueuedRecipient claimed = claim(1).get(0);
        Delivery report = new Delivery(
                test.incoming(TestStore.message("Undelivered")),
                new byte[0],
                List.of(new Delivery.Target(test.alice(), MailboxName.INBOX, Flags.NONE)),
                List.of());
        JournalEntry entry =
                new JournalEntry(TestStores.START, JournalEntry.Kind.REJECTED, "id-a", "", Map.of("code", "550"));
        TestStore.await(queue().settle(List.of(new Outcome.Finished(claimed.id())), List.of(entry), List.of(report)));
        assertThat(test.inbox().status().messages()).isOne();
        assertThat(test.store().journal().after(0, 9))
                .extracting(e -> e.entry())
                .containsExactly(entry);
        assertThat(queue().size()).isZero();
    }

    @Test
    void recipientsCanBeTriedAtOnce() {
        enqueue("a", List.of(), "x", "y");
        List<QueuedRecipient> claimed = claim(2);
        settle(new Outcome.Deferred(claimed.get(0).id(), TestStores.START.plus(Duration.ofHours(1)), "451", Map.of()));
        List<Long> both = claimed.stream().map(QueuedRecipient::id).toList();
        assertThat(TestStore.await(queue().retryNow(both))).isOne();
        assertThat(names(claim(9))).containsExactly("x");
    }

    @Test
    void listIsInOrderOfArrivalAndContinues() {
        enqueue("a", List.of(), "x", "y");
        enqueue("b", List.of(), "z");
        List<QueuedRecipient> first = queue().list(0, 2);
        assertThat(names(first)).containsExactly("x", "y");
        assertThat(names(queue().list(first.get(1).id(), 9))).containsExactly("z");
    }

    @Test
    void listenersHearOfArrivals() {
        AtomicInteger heard = new AtomicInteger();
        queue().onArrival(heard::incrementAndGet);
        enqueue("a", List.of(), "x");
        test.deliver(TestStore.message("local"), test.alice());
        assertThat(heard).hasValue(1);
    }
}
