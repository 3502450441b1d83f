package org.posthaste.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.Account.MailboxInfo;
import org.posthaste.mailstore.change.ChangeBus;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.JournalEntry;

/** What a store does as a whole: deliveries, accounts, the journal, news of changes. */
public abstract class MailStoreContract {
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

    private void assertRefused(Runnable action, StoreFailure failure) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.failure())
                .isEqualTo(failure));
    }

    private JournalEntry entry(JournalEntry.Kind kind, String message) {
        return new JournalEntry(
                test.clock().instant(), kind, message, "sid", Map.of("peer", "192.0.2.1", "odd", "a=b\n\\c"));
    }

    private Account alice() {
        return test.store().account(test.alice());
    }

    private void create(String name) {
        TestStore.await(alice().create(new MailboxName(name), Set.of()));
    }

    private List<String> names() {
        return alice().mailboxes().stream().map(info -> info.name().value()).toList();
    }

    private MailboxInfo info(String name) {
        return alice().mailboxes().stream()
                .filter(info -> info.name().value().equals(name))
                .findAny()
                .orElseThrow();
    }

    @Test
    void deliveryFilesOneMessageForAllRecipientsWithItsPrefixAndJournal() {
        byte[] prefix = "Received: from test\r\n".getBytes(StandardCharsets.US_ASCII);
        Delivery delivery = new Delivery(
                test.incoming(TestStore.message("hello")),
                prefix,
                List.of(
                        new Delivery.Target(test.alice(), new MailboxName("Junk"), Flags.of("$Junk")),
                        new Delivery.Target(test.bob(), new MailboxName("Gone"), Flags.NONE),
                        new Delivery.Target(new AccountId(999), MailboxName.INBOX, Flags.NONE)),
                List.of(entry(JournalEntry.Kind.FILED, "m1")));
        DeliveryReceipt receipt = TestStore.await(test.store().deliver(delivery));
        Mailbox junk = test.mailbox(test.alice(), "Junk");
        Mailbox inbox = test.mailbox(test.bob(), "INBOX");
        assertThat(receipt.filed())
                .containsExactly(
                        new DeliveryReceipt.Filed.Stored(junk.id(), 1),
                        new DeliveryReceipt.Filed.Stored(inbox.id(), 1),
                        new DeliveryReceipt.Filed.Failed(StoreFailure.NOT_FOUND));
        String expected = "Received: from test\r\n" + TestStore.message("hello");
        for (Mailbox mailbox : List.of(junk, inbox)) {
            assertThat(TestStore.text(mailbox, mailbox.snapshot(), 0)).isEqualTo(expected);
            assertThat(mailbox.snapshot().size(0)).isEqualTo(expected.length());
        }
        assertThat(junk.snapshot().flagNames(junk.snapshot().flags(0))).containsExactly("$Junk");
        List<Journal.Positioned> journal = test.store().journal().after(0, 10);
        assertThat(journal).hasSize(1);
        assertThat(journal.get(0).entry()).isEqualTo(entry(JournalEntry.Kind.FILED, "m1"));
    }

    @Test
    void accountOverQuotaDoesNotKeepOthersFromTheirMail() {
        test.store().directory().updateUser(TestStore.ALICE, Optional.empty(), Optional.of(10L), Optional.empty());
        DeliveryReceipt receipt = test.deliver(TestStore.message("a"), test.alice(), test.bob());
        assertThat(receipt.filed().get(0)).isEqualTo(new DeliveryReceipt.Filed.Failed(StoreFailure.OVER_QUOTA));
        assertThat(receipt.filed().get(1)).isInstanceOf(DeliveryReceipt.Filed.Stored.class);
        assertThat(test.inbox().status().messages()).isZero();
    }

    @Test
    void messageOverItsLimitIsRefusedOnceAndTheRestDropped() {
        IncomingMessage incoming = test.store().incoming(10);
        incoming.write(new byte[8], 0, 8);
        assertRefused(() -> incoming.write(new byte[8], 0, 8), StoreFailure.TOO_BIG);
        incoming.write(new byte[8], 0, 8);
        assertThat(incoming.size()).isEqualTo(24);
        assertRefused(incoming::finish, StoreFailure.TOO_BIG);
        Delivery delivery = new Delivery(
                incoming,
                new byte[0],
                List.of(new Delivery.Target(test.alice(), MailboxName.INBOX, Flags.NONE)),
                List.of());
        assertRefused(() -> TestStore.await(test.store().deliver(delivery)), StoreFailure.TOO_BIG);
    }

    @Test
    void concurrentDeliveriesGetEachUidOnce() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<CompletableFuture<DeliveryReceipt>> receipts = new CopyOnWriteArrayList<>();
        AtomicBoolean reading = new AtomicBoolean(true);
        CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> {
            boolean ordered = true;
            int seen = 0;
            while (reading.get()) {
                MailboxSnapshot snapshot = test.inbox().snapshot();
                ordered &= snapshot.count() >= seen && snapshot.count() == snapshot.uidNext() - 1;
                seen = snapshot.count();
            }
            return ordered;
        });
        for (int i = 0; i < 8; i++) {
            int thread = i;
            pool.execute(() -> {
                for (int n = 0; n < 50; n++) {
                    Delivery delivery = new Delivery(
                            test.incoming(TestStore.message(thread + "." + n)),
                            new byte[0],
                            List.of(
                                    new Delivery.Target(test.alice(), MailboxName.INBOX, Flags.NONE),
                                    new Delivery.Target(test.bob(), MailboxName.INBOX, Flags.NONE)),
                            List.of());
                    receipts.add(test.store().deliver(delivery).toCompletableFuture());
                }
            });
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        Set<Integer> uids = new HashSet<>();
        for (CompletableFuture<DeliveryReceipt> receipt : receipts) {
            uids.add(((DeliveryReceipt.Filed.Stored)
                            TestStore.await(receipt).filed().get(0))
                    .uid());
        }
        reading.set(false);
        assertThat(reader.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(uids).hasSize(400);
        Set<String> texts = new HashSet<>();
        MailboxSnapshot snapshot = test.inbox().snapshot();
        for (int index = 0; index < snapshot.count(); index++) {
            texts.add(TestStore.text(test.inbox(), snapshot, index));
        }
        assertThat(texts).hasSize(400);
    }

    @Test
    void newUserHasTheUsualMailboxes() {
        assertThat(names()).containsExactly("Archive", "Drafts", "INBOX", "Junk", "Sent", "Trash");
        assertThat(info("Sent").uses()).containsExactly(SpecialUse.SENT);
        assertThat(alice().mailboxes()).allMatch(info -> info.subscribed() && info.selectable());
        assertThat(alice().mailboxes().stream()
                        .map(info -> test.mailbox(test.alice(), info.name().value())
                                .status()
                                .uidValidity())
                        .distinct())
                .hasSize(6);
    }

    @Test
    void createMakesMissingParents() {
        create("a/b/c");
        assertThat(names()).contains("a", "a/b", "a/b/c");
        assertThat(info("a").hasChildren()).isTrue();
        assertThat(info("a/b/c").hasChildren()).isFalse();
        assertThat(info("a").subscribed()).isFalse();
        assertRefused(() -> create("a/b"), StoreFailure.ALREADY_EXISTS);
        assertRefused(() -> create("inbox"), StoreFailure.ALREADY_EXISTS);
        assertRefused(() -> create("a//b"), StoreFailure.INVALID_NAME);
    }

    @Test
    void deletedParentStaysAsNameAndNewMailboxGetsAnotherUidValidity() {
        create("a/b");
        int before = test.mailbox(test.alice(), "a").status().uidValidity();
        MailboxId old = test.mailbox(test.alice(), "a").id();
        TestStore.await(alice().delete(new MailboxName("a")));
        assertThat(info("a").selectable()).isFalse();
        assertThat(info("a").id()).isEmpty();
        assertThat(alice().mailbox(new MailboxName("a"))).isEmpty();
        assertRefused(() -> TestStore.await(alice().delete(new MailboxName("a"))), StoreFailure.NOT_FOUND);
        test = reopen(test);
        assertThat(info("a").selectable()).isFalse();
        create("a");
        assertThat(test.mailbox(test.alice(), "a").id()).isNotEqualTo(old);
        assertThat(test.mailbox(test.alice(), "a").status().uidValidity()).isGreaterThan(before);
        assertRefused(() -> TestStore.await(alice().delete(MailboxName.INBOX)), StoreFailure.FORBIDDEN);
    }

    @Test
    void deletedMailboxFreesItsQuotaAndIsGoneForWhoHasItOpen() {
        create("a");
        Mailbox mailbox = test.mailbox(test.alice(), "a");
        test.append(mailbox, TestStore.message("x"));
        MailboxSnapshot seen = mailbox.snapshot();
        TestStore.await(alice().delete(mailbox.name()));
        assertThat(alice().quota().usedOctets()).isZero();
        assertRefused(mailbox::snapshot, StoreFailure.NOT_FOUND);
        assertRefused(() -> test.append(mailbox, TestStore.message("y")), StoreFailure.NOT_FOUND);
        assertRefused(
                () -> TestStore.await(mailbox.storeFlags(
                        UidSet.of(1),
                        new Mailbox.FlagUpdate(Mailbox.FlagUpdate.Mode.ADD, Flags.of("\\Seen")),
                        OptionalLong.empty())),
                StoreFailure.NOT_FOUND);
        assertThat(TestStore.text(mailbox, seen, 0)).isEqualTo(TestStore.message("x"));
        assertThat(test.store().mailbox(mailbox.id())).isEmpty();
    }

    @Test
    void renameTakesEverythingBelowAlong() {
        create("a/b/c");
        create("ab");
        Mailbox child = test.mailbox(test.alice(), "a/b");
        test.append(child, TestStore.message("x"));
        TestStore.await(alice().rename(new MailboxName("a"), new MailboxName("new/place")));
        assertThat(names())
                .contains("new", "new/place", "new/place/b", "new/place/b/c", "ab")
                .doesNotContain("a");
        assertThat(child.name().value()).isEqualTo("new/place/b");
        test = reopen(test);
        assertThat(test.mailbox(test.alice(), "new/place/b").id()).isEqualTo(child.id());
        assertThat(test.mailbox(test.alice(), "new/place/b").status().messages())
                .isOne();
        assertRefused(
                () -> TestStore.await(alice().rename(new MailboxName("new"), new MailboxName("ab"))),
                StoreFailure.ALREADY_EXISTS);
        assertRefused(
                () -> TestStore.await(alice().rename(new MailboxName("new"), new MailboxName("new/x"))),
                StoreFailure.INVALID_NAME);
        assertRefused(
                () -> TestStore.await(alice().rename(new MailboxName("zz"), new MailboxName("yy"))),
                StoreFailure.NOT_FOUND);
    }

    @Test
    void renameOfInboxMovesItsMessages() {
        create("INBOX/child");
        test.appendMany(test.inbox(), 3);
        TestStore.await(alice().rename(MailboxName.INBOX, new MailboxName("2026")));
        assertThat(test.inbox().status().messages()).isZero();
        assertThat(test.mailbox(test.alice(), "2026").status().messages()).isEqualTo(3);
        assertThat(names()).contains("INBOX", "INBOX/child", "2026");
        assertThat(test.append(test.inbox(), TestStore.message("next"))).isEqualTo(4);
    }

    @Test
    void subscriptionsNeedNoMailbox() {
        TestStore.await(alice().subscribe(new MailboxName("not/there")));
        TestStore.await(alice().subscribe(new MailboxName("not/there")));
        TestStore.await(alice().unsubscribe(new MailboxName("Junk")));
        for (int round = 0; round < 2; round++) {
            assertThat(alice().subscriptions())
                    .contains(new MailboxName("not/there"))
                    .doesNotContain(new MailboxName("Junk"));
            test = reopen(test);
        }
    }

    @Test
    void listenersHearOfEachChangeOfTheirMailboxAfterItShows() {
        Mailbox inbox = test.inbox();
        List<Integer> counts = new CopyOnWriteArrayList<>();
        ChangeBus.Subscription subscription = test.store()
                .changes()
                .subscribe(inbox.id(), () -> counts.add(inbox.status().messages()));
        test.deliver(TestStore.message("a"), test.alice(), test.bob());
        test.deliver(TestStore.message("b"), test.bob());
        TestStore.await(inbox.remove(UidSet.of(1)));
        Awaitility.await().until(() -> counts.size() == 2);
        subscription.close();
        test.deliver(TestStore.message("c"), test.alice());
        test.deliver(TestStore.message("d"), test.alice());
        assertThat(counts).containsExactly(1, 0);
    }

    @Test
    void listenersOfAnAccountHearOfMailNamesAndSubscriptionsOfItAlone() {
        List<Integer> heard = new CopyOnWriteArrayList<>();
        ChangeBus.Subscription subscription =
                test.store().changes().subscribe(test.alice(), () -> heard.add(heard.size()));
        test.deliver(TestStore.message("a"), test.bob());
        test.deliver(TestStore.message("b"), test.alice());
        Awaitility.await().until(() -> heard.size() == 1);
        TestStore.await(alice().create(new MailboxName("fresh"), Set.of()));
        Awaitility.await().until(() -> heard.size() == 2);
        TestStore.await(alice().subscribe(new MailboxName("fresh")));
        Awaitility.await().until(() -> heard.size() == 3);
        subscription.close();
        TestStore.await(alice().delete(new MailboxName("fresh")));
        assertThat(heard).hasSize(3);
    }

    @Test
    void journalIsReadForwardsAndByTime() {
        Journal journal = test.store().journal();
        for (int i = 0; i < 5; i++) {
            journal.append(entry(JournalEntry.Kind.CONNECTED, "m" + i));
            test.clock().advance(Duration.ofMinutes(1));
        }
        Awaitility.await().until(() -> journal.after(0, 10).size() == 5);
        test = reopen(test);
        List<Journal.Positioned> all = test.store().journal().after(0, 10);
        assertThat(test.store().journal().after(all.get(1).position(), 2)).isEqualTo(all.subList(2, 4));
        assertThat(test.store().journal().latest(TestStores.START.plus(Duration.ofMinutes(3)), 10))
                .isEqualTo(all.subList(3, 5));
        assertThat(test.store().journal().latest(TestStores.START, 2)).isEqualTo(all.subList(3, 5));
    }

    @Test
    void healthCountsWhatIsThere() {
        test.appendMany(test.inbox(), 3);
        TestStore.await(test.inbox().remove(UidSet.of(1)));
        StoreHealth health = test.store().health();
        assertThat(health.accounts()).isEqualTo(2);
        assertThat(health.messages()).isEqualTo(2);
        assertThat(health.packBytes()).isGreaterThan(300);
        assertThat(health.databaseBytes()).isPositive();
        assertThat(health.freeBytes()).isPositive();
        assertThat(health.queue()).isEqualTo(new StoreHealth.Queue(0, 0, 0, Optional.empty()));
    }

    @Test
    void secondStoreInTheSameFolderIsRefused() {
        assertRefused(() -> TestStores.reopen(test, config -> config), StoreFailure.BUSY);
    }

    @Test
    void manyLargeMessagesAtOnceFitLittleMemory() {
        List<IncomingMessage> incoming = new ArrayList<>();
        byte[] chunk = new byte[64 * 1024];
        for (int i = 0; i < 40; i++) {
            incoming.add(test.store().incoming(Long.MAX_VALUE));
        }
        for (int n = 0; n < 6; n++) {
            for (IncomingMessage message : incoming) {
                message.write(chunk, 0, chunk.length);
            }
        }
        incoming.remove(0).close();
        IncomingMessage small = test.incoming(TestStore.message("small"));
        List<Mailbox.NewMessage> all = new ArrayList<>();
        for (IncomingMessage message : incoming) {
            all.add(new Mailbox.NewMessage(message, Flags.NONE, Optional.empty()));
        }
        all.add(new Mailbox.NewMessage(small, Flags.NONE, Optional.empty()));
        TestStore.await(test.inbox().append(all));
        MailboxSnapshot snapshot = test.inbox().snapshot();
        assertThat(IntStream.range(0, 39).mapToLong(snapshot::size)).containsOnly(6 * 64 * 1024L);
        assertThat(TestStore.text(test.inbox(), snapshot, 39)).isEqualTo(TestStore.message("small"));
    }
}
