package org.posthaste.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Destination;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.mailstore.queue.RouteTable;
import org.posthaste.mailstore.queue.Suppression;
import org.posthaste.mailstore.queue.Suppressions;

/** What a queue does: nothing is lost, nothing is given out twice. */
public abstract class QueueStoreContract {
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final String ELSEWHERE = "elsewhere.example";

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
        return enqueue(subject, 0, local, recipients);
    }

    private static Outgoing.Recipient recipient(String name) {
        MailAddress address = name.contains("@") ? TestStores.addresses(name).get(0) : new MailAddress(name, ELSEWHERE);
        return new Outgoing.Recipient(address, Map.of("notify", "NEVER", "odd", "a=\nb"));
    }

    private DeliveryReceipt enqueue(String subject, int priority, List<Delivery.Target> local, String... recipients) {
        return enqueue(
                subject,
                priority,
                local,
                Stream.of(recipients).map(QueueStoreContract::recipient).toList());
    }

    private DeliveryReceipt enqueue(
            String subject, int priority, List<Delivery.Target> local, List<Outgoing.Recipient> to) {
        byte[] prefix = "Return-Path: <a@example.org>\r\nReceived: x\r\n".getBytes(StandardCharsets.US_ASCII);
        Outgoing outgoing =
                new Outgoing("id-" + subject, "alice@example.org", Map.of("envid", "E 1"), priority, 30, to);
        return TestStore.await(test.store()
                .deliver(new Delivery(
                        test.incoming(TestStore.message(subject)), prefix, local, List.of(), Optional.of(outgoing))));
    }

    private List<QueuedRecipient> claim(int limit) {
        return TestStore.await(queue().claim(ELSEWHERE, limit, LEASE));
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
        assertThat(queue().nextDue(ELSEWHERE)).isEmpty();
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
        assertThat(queue().nextDue(ELSEWHERE)).contains(due);
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

    /** Keeps what it is told. */
    private static final class Desk implements QueueStore.ArrivalDesk {
        private final Set<String> takes;
        private final List<QueuedRecipient> arrived = new CopyOnWriteArrayList<>();
        private final Map<String, Instant> waiting = new ConcurrentHashMap<>();
        private final List<String> wanted = new CopyOnWriteArrayList<>();

        Desk(String... takes) {
            this.takes = Set.of(takes);
        }

        @Override
        public boolean takes(String destination) {
            return takes.contains(destination);
        }

        @Override
        public void arrived(List<QueuedRecipient> claimed) {
            arrived.addAll(claimed);
        }

        @Override
        public void waiting(String destination, Instant due) {
            waiting.put(destination, due);
        }

        @Override
        public void wanted(String destination) {
            wanted.add(destination);
        }
    }

    private Desk desk(String... takes) {
        Desk desk = new Desk(takes);
        queue().arrivals(desk);
        return desk;
    }

    private static QueueFilter filter(String key, String value) {
        Map<String, String> given = Map.of(key, value);
        return new QueueFilter(
                Optional.ofNullable(given.get("to")),
                Optional.ofNullable(given.get("from")),
                Optional.ofNullable(given.get("domain")),
                Optional.ofNullable(given.get("before")).map(Instant::parse),
                Optional.ofNullable(given.get("reason")),
                Optional.ofNullable(given.get("state")).map(QueuedRecipient.State::valueOf),
                Optional.ofNullable(given.get("message")));
    }

    private List<String> found(String key, String value) {
        return names(queue().list(filter(key, value), 0, 99));
    }

    @Test
    void arrivalsAreHandedOverClaimedToWhoeverTakesThem() throws IOException {
        Desk desk = desk(ELSEWHERE);
        enqueue("a", 3, List.of(), "x", "y", "z@other.example");
        assertThat(names(desk.arrived)).containsExactly("x", "y");
        assertThat(desk.waiting).isEqualTo(Map.of("other.example", TestStores.START));
        assertThat(claim(9)).isEmpty();
        assertThat(queue().nextDue(ELSEWHERE)).isEmpty();
        assertThat(queue().isClaimed(desk.arrived.get(0).id())).isTrue();
        assertThat(desk.arrived).isEqualTo(queue().list(filter("domain", ELSEWHERE), 0, 9));
        assertThat(queue().octets(desk.arrived.get(0).message()).size())
                .isEqualTo(desk.arrived.get(0).message().size());
        settle(new Outcome.Finished(desk.arrived.get(0).id()));
        assertThat(queue().isClaimed(desk.arrived.get(0).id())).isFalse();
        test = reopen(test);
        assertThat(names(claim(9))).containsExactly("y");
    }

    @Test
    void mailForHereDoesNotDisturbTheDesk() {
        Desk desk = desk(ELSEWHERE);
        test.deliver(TestStore.message("local"), test.alice());
        assertThat(desk.arrived).isEmpty();
        assertThat(desk.waiting).isEmpty();
    }

    @Test
    void claimsAreOfOneDestinationAndTheHighestPriorityFirst() {
        enqueue("a", -4, List.of(), "low", "other@other.example");
        enqueue("b", 0, List.of(), "first");
        enqueue("c", 6, List.of(), "urgent");
        enqueue("d", 0, List.of(), "second");
        test = reopen(test);
        assertThat(names(claim(2))).containsExactly("urgent", "first");
        assertThat(claim(9)).extracting(each -> each.message().priority()).containsExactly(0, -4);
    }

    @Test
    void recipientThatIsToWaitIsNotDueBefore() {
        Desk desk = desk(ELSEWHERE);
        Instant later = TestStores.START.plus(Duration.ofHours(1));
        enqueue(
                "a",
                0,
                List.of(),
                List.of(new Outgoing.Recipient(new MailAddress("x", ELSEWHERE), Map.of(), Optional.of(later), false)));
        assertThat(desk.arrived).isEmpty();
        assertThat(desk.waiting).isEqualTo(Map.of(ELSEWHERE, later));
        assertThat(claim(9)).isEmpty();
        assertThat(queue().nextDue(ELSEWHERE)).contains(later);
        test.clock().advance(Duration.ofHours(1));
        assertThat(names(claim(9))).containsExactly("x");
    }

    @Test
    void heldRecipientIsNotDueUntilItIsReleased() {
        Desk desk = desk(ELSEWHERE);
        enqueue(
                "a",
                0,
                List.of(),
                List.of(new Outgoing.Recipient(new MailAddress("x", ELSEWHERE), Map.of(), Optional.empty(), true)));
        test.clock().advance(Duration.ofDays(4000));
        assertThat(desk.arrived).isEmpty();
        assertThat(desk.waiting).isEmpty();
        assertThat(claim(9)).isEmpty();
        assertThat(queue().nextDue(ELSEWHERE)).isEmpty();
        assertThat(queue().retryNow(QueueFilter.ALL).changed()).isZero();
        assertThat(queue().release(filter("state", "HELD")).changed()).isOne();
        assertThat(desk.waiting).isEqualTo(Map.of(ELSEWHERE, test.clock().instant()));
        assertThat(names(claim(9))).containsExactly("x");
    }

    @Test
    void failedRecipientComesBackToBeReported() {
        enqueue("a", List.of(), "x");
        Instant due = TestStores.START.plus(Duration.ofMinutes(2));
        Desk desk = desk();
        settle(new Outcome.Failed(claim(1).get(0).id(), due, "550 no", Map.of("k", "v")));
        assertThat(desk.waiting).isEqualTo(Map.of(ELSEWHERE, due));
        assertThat(claim(9)).isEmpty();
        test = reopen(test);
        test.clock().advance(Duration.ofMinutes(2));
        QueuedRecipient failed = claim(1).get(0);
        assertThat(failed.state()).isEqualTo(QueuedRecipient.State.FAILED);
        assertThat(failed.attempts()).isOne();
        assertThat(failed.lastReply()).isEqualTo("550 no");
        assertThat(failed.options()).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void returnedRecipientWasNotTried() {
        Desk desk = desk(ELSEWHERE);
        enqueue("a", List.of(), "x");
        settle(new Outcome.Returned(desk.arrived.get(0).id(), TestStores.START));
        assertThat(desk.waiting).isEqualTo(Map.of(ELSEWHERE, TestStores.START));
        QueuedRecipient again = claim(1).get(0);
        assertThat(again).isEqualTo(desk.arrived.get(0));
    }

    @Test
    void destinationsAreCounted() {
        enqueue("a", List.of(), "x", "y", "z@other.example");
        test.clock().advance(Duration.ofHours(1));
        enqueue("b", 5, List.of(), "q", "r@other.example");
        queue().hold(filter("to", "r@*"));
        Instant due = TestStores.START.plus(Duration.ofHours(9));
        List<QueuedRecipient> claimed = claim(2);
        settle(new Outcome.Failed(claimed.get(1).id(), due, "550", Map.of()));
        Map<String, Destination> all = new HashMap<>();
        queue().destinations(each -> all.put(each.name(), each));
        assertThat(all)
                .isEqualTo(Map.of(
                        ELSEWHERE,
                        new Destination(ELSEWHERE, 2, 0, 1, TestStores.START, TestStores.START),
                        "other.example",
                        new Destination("other.example", 1, 1, 0, TestStores.START, TestStores.START)));
    }

    @Test
    void healthTellsOfTheQueue() {
        enqueue("a", List.of(), "x", "y", "z@other.example");
        test.clock().advance(Duration.ofHours(1));
        enqueue("b", List.of(), "q");
        queue().hold(filter("to", "z@*"));
        settle(new Outcome.Failed(claim(1).get(0).id(), TestStores.START, "550", Map.of()));
        assertThat(test.store().health().queue())
                .isEqualTo(new StoreHealth.Queue(4, 1, 1, Optional.of(TestStores.START)));
    }

    @Test
    void recipientsCanBeTriedAtOnceButNotThoseInDelivery() {
        enqueue("a", List.of(), "x", "y");
        List<QueuedRecipient> claimed = claim(2);
        settle(new Outcome.Deferred(claimed.get(0).id(), TestStores.START.plus(Duration.ofHours(1)), "451", Map.of()));
        Desk desk = desk();
        assertThat(queue().retryNow(QueueFilter.ALL)).isEqualTo(new QueueStore.Changed(1, 1));
        assertThat(desk.wanted).containsExactly(ELSEWHERE);
        assertThat(desk.waiting).isEqualTo(Map.of(ELSEWHERE, TestStores.START));
        assertThat(names(claim(9))).containsExactly("x");
    }

    @Test
    void recipientsCanBeHeld() {
        enqueue("a", List.of(), "x", "y", "z");
        queue().hold(filter("to", "?@elsewhere.example"));
        assertThat(claim(9)).isEmpty();
        queue().release(filter("to", "Y@ELSEWHERE.EXAMPLE"));
        assertThat(names(claim(9))).containsExactly("y");
        assertThat(queue().list(filter("state", "HELD"), 0, 9))
                .extracting(each -> each.address().localPart())
                .containsExactly("x", "z");
    }

    @Test
    void removedRecipientsGoButNotThoseInDelivery() {
        enqueue("a", List.of(), "x", "y");
        enqueue("b", List.of(), "z");
        QueuedRecipient taken = claim(1).get(0);
        assertThat(queue().remove(QueueFilter.ALL)).isEqualTo(new QueueStore.Changed(2, 1));
        assertThat(queue().list(QueueFilter.ALL, 0, 9))
                .extracting(QueuedRecipient::id)
                .containsExactly(taken.id());
        assertThat(test.store().journal().ofMessage("id-b", 9))
                .extracting(each -> each.entry().kind())
                .containsExactly(JournalEntry.Kind.REMOVED);
        settle(new Outcome.Finished(taken.id()));
        assertThatThrownBy(() -> queue().octets(taken.message())).isInstanceOf(StoreException.class);
    }

    @Test
    void wishesReachMoreThanOneSlice() {
        List<Outgoing.Recipient> many =
                IntStream.range(0, 2500).mapToObj(i -> recipient("r" + i)).toList();
        enqueue("a", 0, List.of(), many);
        assertThat(queue().hold(QueueFilter.ALL).changed()).isEqualTo(2500);
        assertThat(queue().remove(filter("state", "HELD")).changed()).isEqualTo(2500);
        assertThat(queue().size()).isZero();
    }

    @Test
    void listIsFiltered() {
        enqueue("a", List.of(), "x", "50%_off");
        test.clock().advance(Duration.ofHours(3));
        enqueue("b", List.of(), "z@other.example");
        settle(new Outcome.Deferred(claim(1).get(0).id(), TestStores.START, "451 Try LATER, please", Map.of()));
        assertThat(found("to", "X@elsewhere.example")).containsExactly("x");
        assertThat(queue().count(filter("domain", ELSEWHERE))).isEqualTo(2);
        assertThat(queue().lastReply(ELSEWHERE)).contains("451 Try LATER, please");
        assertThat(queue().lastReply("other.example")).isEmpty();
        assertThat(found("to", "x")).isEmpty();
        assertThat(found("to", "*%_*")).containsExactly("50%_off");
        assertThat(found("from", "alice@*")).hasSize(3);
        assertThat(found("from", "")).isEmpty();
        assertThat(found("domain", "other.example")).containsExactly("z");
        assertThat(found("domain", "*.example")).hasSize(3);
        assertThat(found("before", TestStores.START.plusSeconds(1).toString())).containsExactly("x", "50%_off");
        assertThat(found("reason", "try later")).containsExactly("x");
        assertThat(found("state", "WAITING")).hasSize(3);
        assertThat(found("state", "FAILED")).isEmpty();
        assertThat(found("message", "id-b")).containsExactly("z");
        assertThat(found("message", "id-?")).hasSize(3);
    }

    @Test
    void listIsInOrderOfArrivalAndContinues() {
        enqueue("a", List.of(), "x", "y");
        enqueue("b", List.of(), "z");
        List<QueuedRecipient> first = queue().list(QueueFilter.ALL, 0, 2);
        assertThat(names(first)).containsExactly("x", "y");
        assertThat(names(queue().list(QueueFilter.ALL, first.get(1).id(), 9))).containsExactly("z");
    }

    @Test
    void idsAreNeverGivenAgain() {
        enqueue("a", List.of(), "x");
        QueuedRecipient first = claim(1).get(0);
        settle(new Outcome.Finished(first.id()));
        test = reopen(test);
        enqueue("b", List.of(), "x");
        assertThat(claim(1).get(0).id()).isGreaterThan(first.id());
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsKept() {
        List<Outgoing.Recipient> tooMany = Collections.nCopies(Outgoing.MOST_RECIPIENTS + 1, recipient("x"));
        assertThatThrownBy(() -> enqueue("a", 0, List.of(), tooMany))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.failure()).isEqualTo(StoreFailure.LIMIT));
        assertThat(queue().size()).isZero();
    }

    @Test
    void suppressedAddressesAreFoundAsLongAsTheyAre() {
        Suppressions suppressions = queue().suppressions();
        MailAddress gone = new MailAddress("Gone", ELSEWHERE);
        Instant until = TestStores.START.plus(Duration.ofDays(1));
        Suppression first = new Suppression(gone, TestStores.START, Optional.of(until), "550 no such user");
        Suppression second =
                new Suppression(new MailAddress("all", ELSEWHERE), TestStores.START, Optional.empty(), "asked for");
        assertThat(suppressions.find(gone)).isEmpty();
        TestStore.await(suppressions.add(first));
        TestStore.await(suppressions.add(second));
        assertThat(suppressions.find(new MailAddress("gone", ELSEWHERE))).contains(first);
        assertThat(suppressions.list("", 9)).containsExactly(second, first);
        assertThat(suppressions.list(second.address().key(), 9)).containsExactly(first);
        test = reopen(test);
        test.clock().advance(Duration.ofDays(2));
        assertThat(queue().suppressions().find(gone)).isEmpty();
        assertThat(queue().suppressions().find(second.address())).contains(second);
        TestStore.await(queue().suppressions().add(first));
        assertThat(TestStore.await(queue().suppressions().remove(gone))).isTrue();
        assertThat(TestStore.await(queue().suppressions().remove(gone))).isFalse();
    }

    @Test
    void routesAreKeptAndReplaced() {
        RouteTable.Rule all = new RouteTable.Rule("*", Map.of("via", "smtp.isp.example:587", "password", "a=b\\n"));
        RouteTable.Rule one = new RouteTable.Rule("example.com", Map.of("tls", "verify"));
        TestStore.await(queue().routes().put(one));
        TestStore.await(queue().routes().put(new RouteTable.Rule("*", Map.of("tls", "plain"))));
        TestStore.await(queue().routes().put(all));
        assertThat(queue().routes().all()).containsExactly(all, one);
        test = reopen(test);
        assertThat(queue().routes().all()).containsExactly(all, one);
        assertThat(TestStore.await(queue().routes().remove("*"))).isTrue();
        assertThat(TestStore.await(queue().routes().remove("*"))).isFalse();
        assertThat(queue().routes().all()).containsExactly(one);
        assertThat(all.toString()).doesNotContain("a=b");
    }
}
