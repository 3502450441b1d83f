package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** What is done in the background shows nowhere but in tables and files. */
class HousekeepingTest {
    private static final Duration PAST_RETENTION = Duration.ofDays(15);

    private TestStore test = TestStores.open(config -> config.withPackLimit(64 * 1024));

    @AfterEach
    void end() {
        assertThat(test.store().verify().damages()).isEmpty();
        test.close();
    }

    private void reopen() {
        test.store().close();
        test = TestStores.reopen(test, config -> config.withPackLimit(64 * 1024));
    }

    private Housekeeper housekeeper() {
        return ((JdbcMailStore) test.store()).housekeeper();
    }

    private long count(String sql) {
        return ((JdbcMailStore) test.store()).database().read(tx -> tx.number(-1, sql));
    }

    private void appendOneByOne(Mailbox mailbox, int count) {
        for (int done = 0; done < count; done += 100) {
            test.appendMany(mailbox, 100);
        }
    }

    private static void flag(Mailbox mailbox, UidSet uids, String flag) {
        TestStore.await(mailbox.storeFlags(
                uids, new Mailbox.FlagUpdate(Mailbox.FlagUpdate.Mode.ADD, Flags.of(flag)), OptionalLong.empty()));
    }

    @Test
    void foldingChangesNothingThatShows() {
        Mailbox inbox = test.inbox();
        appendOneByOne(inbox, 1500);
        test.appendMany(inbox, 300);
        appendOneByOne(inbox, 1200);
        flag(inbox, UidSet.range(1000, 1400), "\\Flagged");
        TestStore.await(inbox.remove(UidSet.range(5, 20)));
        MailboxSnapshot before = inbox.snapshot();
        housekeeper().fold();
        long rows = count("SELECT COUNT(*) FROM message");
        assertThat(rows).isLessThan(Housekeeper.FOLD_FROM);
        assertThat(count("SELECT unfolded FROM mailbox WHERE name = 'INBOX' AND messages > 0"))
                .isEqualTo(rows);
        reopen();
        MailboxSnapshot after = test.inbox().snapshot();
        assertThat(after.count()).isEqualTo(before.count());
        for (int index = 0; index < after.count(); index++) {
            assertThat(after.uid(index)).isEqualTo(before.uid(index));
            assertThat(after.flags(index)).isEqualTo(before.flags(index));
            assertThat(after.modSeq(index)).isEqualTo(before.modSeq(index));
            assertThat(after.size(index)).isEqualTo(before.size(index));
            assertThat(after.internalDate(index)).isEqualTo(before.internalDate(index));
        }
        assertThat(TestStore.text(inbox, after, 2000)).isEqualTo(TestStore.text(inbox, before, 2000));
    }

    @Test
    void expungedMessagesAreForgottenAfterTheRetention() {
        Mailbox inbox = test.inbox();
        appendOneByOne(inbox, 2100);
        housekeeper().fold();
        test.appendMany(inbox, 50);
        TestStore.await(inbox.remove(UidSet.range(10, 1100)));
        long first = inbox.status().highestModSeq();
        test.clock().advance(Duration.ofDays(10));
        TestStore.await(inbox.remove(UidSet.range(2100, 2140)));
        housekeeper().purge();
        assertThat(inbox.expungedSince(1).size()).isEqualTo(1091 + 41);
        assertThat(inbox.oldestExpungeModSeq()).isZero();
        test.clock().advance(Duration.ofDays(5));
        housekeeper().purge();
        assertThat(inbox.expungedSince(1)).isEqualTo(UidSet.range(2100, 2140));
        assertThat(inbox.oldestExpungeModSeq()).isEqualTo(first);
        reopen();
        assertThat(test.inbox().snapshot().count()).isEqualTo(2150 - 1091 - 41);
        assertThat(test.inbox().expungedSince(1)).isEqualTo(UidSet.range(2100, 2140));
        test.clock().advance(PAST_RETENTION);
        housekeeper().purge();
        assertThat(count("SELECT COUNT(*) FROM expunge_log")).isZero();
        assertThat(count("SELECT COUNT(*) FROM flag_page")).isZero();
    }

    @Test
    void packsNobodyRefersToAreDeleted() {
        Mailbox inbox = test.inbox();
        String text = TestStore.message("big") + "x".repeat(20_000) + "\r\n";
        for (int i = 0; i < 20; i++) {
            test.append(inbox, text);
        }
        test.append(inbox, TestStore.message("own") + "y".repeat(300_000));
        TestStore.await(inbox.copy(UidSet.of(1), new MailboxName("Archive")));
        long packs = count("SELECT COUNT(*) FROM pack");
        long octets = test.store().health().packBytes();
        assertThat(packs).isGreaterThan(7);
        TestStore.await(inbox.remove(UidSet.range(1, Integer.MAX_VALUE)));
        housekeeper().sweep();
        assertThat(count("SELECT COUNT(*) FROM pack")).isEqualTo(packs);
        test.clock().advance(PAST_RETENTION);
        housekeeper().purge();
        housekeeper().sweep();
        assertThat(count("SELECT COUNT(*) FROM pack")).isEqualTo(2);
        assertThat(test.store().health().packBytes()).isLessThan(octets / 3);
        Mailbox archive = test.mailbox(test.alice(), "Archive");
        assertThat(TestStore.text(archive, archive.snapshot(), 0)).isEqualTo(text);
        reopen();
    }

    @Test
    void deletedMailboxGoesForGoodAfterTheRetention() {
        TestStore.await(test.store().account(test.alice()).create(new MailboxName("Old"), java.util.Set.of()));
        appendOneByOne(test.mailbox(test.alice(), "Old"), 1500);
        flag(test.mailbox(test.alice(), "Old"), UidSet.of(7), "Keyword");
        TestStore.await(test.store().account(test.alice()).delete(new MailboxName("Old")));
        housekeeper().purge();
        assertThat(count("SELECT COUNT(*) FROM message")).isEqualTo(1500);
        test.clock().advance(PAST_RETENTION);
        housekeeper().purge();
        assertThat(count("SELECT COUNT(*) FROM message")).isZero();
        assertThat(count("SELECT COUNT(*) FROM keyword")).isZero();
        assertThat(count("SELECT COUNT(*) FROM mailbox WHERE name = 'Old'")).isZero();
    }

    @Test
    void removedUserGoesForGoodAfterTheRetentionAndItsIdIsNotGivenAgain() {
        AccountId bob = test.bob();
        test.deliver(TestStore.message("a"), bob);
        test.store().directory().removeUser(TestStore.BOB);
        test.clock().advance(PAST_RETENTION);
        housekeeper().purge();
        assertThat(count("SELECT COUNT(*) FROM account")).isOne();
        assertThat(count("SELECT COUNT(*) FROM message")).isZero();
        AccountId again = TestStores.addUser(test.store(), TestStore.BOB);
        assertThat(again).isNotEqualTo(bob);
        assertThat(test.store().account(again).mailbox(MailboxName.INBOX)).isPresent();
    }

    @Test
    void oldJournalEntriesAreForgottenButNotTheNewestPosition() {
        test.store()
                .journal()
                .append(new org.posthaste.mailstore.journal.JournalEntry(
                        test.clock().instant(),
                        org.posthaste.mailstore.journal.JournalEntry.Kind.CONNECTED,
                        "",
                        "s1",
                        java.util.Map.of()));
        test.deliver(TestStore.message("a"), test.alice());
        assertThat(test.store().journal().after(0, 10)).hasSize(1);
        test.clock().advance(Duration.ofDays(29));
        housekeeper().purge();
        assertThat(test.store().journal().after(0, 10)).hasSize(1);
        assertThat(test.store().journal().latest(test.clock().instant(), 10)).isEmpty();
    }

    private void enqueue(String id, String text) {
        Outgoing.Recipient recipient =
                new Outgoing.Recipient(TestStores.addresses("x@example.net").get(0), Map.of());
        Outgoing outgoing = new Outgoing(id, "alice@example.org", Map.of(), 0, 0, List.of(recipient));
        TestStore.await(test.store()
                .deliver(new Delivery(test.incoming(text), new byte[0], List.of(), List.of(), Optional.of(outgoing))));
    }

    @Test
    void packsOfQueuedMessagesStayUntilTheLastRecipientIsFinished() {
        String large = TestStore.message("own") + "y".repeat(300_000);
        enqueue("m1", large);
        for (int i = 0; i < 10; i++) {
            enqueue("m2", TestStore.message("big") + "x".repeat(20_000) + "\r\n");
        }
        long packs = count("SELECT COUNT(*) FROM pack");
        reopen();
        housekeeper().sweep();
        assertThat(count("SELECT COUNT(*) FROM pack")).isEqualTo(packs);
        assertThat(test.store().verify().damages()).isEmpty();
        for (QueuedRecipient each : test.store().queue().list(QueueFilter.ALL, 0, 99)) {
            TestStore.await(
                    test.store().queue().settle(List.of(new Outcome.Finished(each.id())), List.of(), List.of()));
        }
        test.append(test.inbox(), TestStore.message("new pack") + "x".repeat(60_000) + "\r\n");
        test.append(test.inbox(), TestStore.message("new pack") + "x".repeat(60_000) + "\r\n");
        housekeeper().sweep();
        assertThat(count("SELECT COUNT(*) FROM pack")).isLessThan(packs);
    }

    @Test
    void damageOfTheQueueIsNamed() {
        enqueue("m1", TestStore.message("one"));
        enqueue("m2", TestStore.message("two"));
        enqueue("m3", TestStore.message("three"));
        List<QueuedRecipient> all = test.store().queue().list(QueueFilter.ALL, 0, 9);
        change("UPDATE queue_message SET pack_offset = pack_offset + 1 WHERE message_id = 'm1'");
        change("DELETE FROM queue_recipient WHERE id = " + all.get(1).id());
        change("DELETE FROM queue_message WHERE message_id = 'm3'");
        assertThat(test.store().verify().damages())
                .hasSize(3)
                .anyMatch(text -> text.startsWith("queued message m1: no message of"))
                .contains(
                        "queued message m2: it has no recipients", "queue: the message to x@example.net is not there");
        change("DELETE FROM queue_message");
        change("DELETE FROM queue_recipient");
    }

    private void change(String sql) {
        ((JdbcMailStore) test.store()).committer().await(batch -> {
            batch.changed();
            return batch.tx().update(sql);
        });
    }
}
