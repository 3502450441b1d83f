package org.posthaste.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.mailstore.Mailbox.FlagUpdate;

/** What a mailbox does, whatever keeps it. Each fact is looked at before and after the store was closed and opened. */
public abstract class MailboxContract {
    private TestStore test = open();

    /** A fresh store. */
    protected abstract TestStore open();

    /** Closes the store and opens it again. */
    protected abstract TestStore reopen(TestStore store);

    @BeforeEach
    void begin() {
        assertThat(test.inbox().status().messages()).isZero();
    }

    @AfterEach
    void end() {
        assertThat(test.store().verify().damages()).isEmpty();
        test.close();
    }

    private void reopen() {
        test = reopen(test);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Runnable action, StoreFailure failure) {
        return assertThatThrownBy(action::run).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.failure())
                .isEqualTo(failure));
    }

    private static FlagUpdate add(String... flags) {
        return new FlagUpdate(FlagUpdate.Mode.ADD, Flags.of(flags));
    }

    private static Mailbox.StoreResult store(Mailbox mailbox, UidSet uids, FlagUpdate update) {
        return TestStore.await(mailbox.storeFlags(uids, update, OptionalLong.empty()));
    }

    private static List<Integer> uids(MailboxSnapshot snapshot) {
        return IntStream.range(0, snapshot.count()).map(snapshot::uid).boxed().toList();
    }

    private static List<String> flags(MailboxSnapshot snapshot, int uid) {
        return snapshot.flagNames(snapshot.flags(snapshot.indexOf(uid)));
    }

    @Test
    void appendedMessageIsThereWithEverythingGiven() throws IOException {
        Mailbox inbox = test.inbox();
        InternalDate date = new InternalDate(1_000_000_000L, -330);
        UidSet uids = TestStore.await(inbox.append(List.of(new Mailbox.NewMessage(
                        test.incoming(TestStore.message("one")), Flags.of("\\Seen", "Work"), Optional.of(date)))))
                .uids();
        assertThat(uids).isEqualTo(UidSet.of(1));
        for (int round = 0; round < 2; round++) {
            MailboxSnapshot snapshot = test.inbox().snapshot();
            assertThat(snapshot.count()).isOne();
            assertThat(snapshot.internalDate(0)).isEqualTo(date);
            assertThat(snapshot.saveDate(0)).isEqualTo(TestStores.START.getEpochSecond());
            assertThat(snapshot.size(0)).isEqualTo(TestStore.message("one").length());
            assertThat(flags(snapshot, 1)).containsExactly("\\Seen", "Work");
            assertThat(TestStore.text(inbox, snapshot, 0)).isEqualTo(TestStore.message("one"));
            RenderedMessage rendered = test.inbox().reader().rendered(snapshot, 0);
            assertThat(new String(rendered.envelope(), StandardCharsets.ISO_8859_1))
                    .contains("\"one\"");
            assertThat(rendered.size()).isEqualTo(snapshot.size(0));
            reopen();
        }
    }

    @Test
    void countersFollowEveryChange() {
        Mailbox inbox = test.inbox();
        test.append(inbox, TestStore.message("a"));
        test.append(inbox, TestStore.message("b"), "\\Seen");
        test.append(inbox, TestStore.message("c"), "\\Deleted");
        store(inbox, UidSet.of(1), add("\\Seen", "\\Deleted"));
        TestStore.await(inbox.expunge(Optional.of(UidSet.of(3))));
        for (int round = 0; round < 2; round++) {
            MailboxStatus status = test.inbox().status();
            assertThat(status.messages()).isEqualTo(2);
            assertThat(status.unseen()).isZero();
            assertThat(status.deleted()).isOne();
            assertThat(status.uidNext()).isEqualTo(4);
            assertThat(status.octets()).isEqualTo(2 * TestStore.message("a").length());
            assertThat(status.highestModSeq()).isEqualTo(test.inbox().snapshot().highestModSeq());
            assertThat(test.store().account(test.alice()).quota().usedMessages())
                    .isEqualTo(2);
            reopen();
        }
    }

    @Test
    void multiAppendGivesConsecutiveUidsAndOneModSeq() {
        UidSet uids = test.appendMany(test.inbox(), 3);
        assertThat(uids).isEqualTo(UidSet.range(1, 3));
        MailboxSnapshot snapshot = test.inbox().snapshot();
        assertThat(snapshot.modSeq(0)).isEqualTo(snapshot.modSeq(2)).isEqualTo(snapshot.highestModSeq());
    }

    @Test
    void appendOverQuotaAppendsNothing() {
        test.store()
                .directory()
                .updateUser(
                        TestStore.ALICE,
                        Optional.empty(),
                        Optional.of(2L * TestStore.message("1").length()),
                        Optional.empty());
        assertRefused(() -> test.appendMany(test.inbox(), 3), StoreFailure.OVER_QUOTA);
        assertThat(test.inbox().status().messages()).isZero();
        assertThat(test.appendMany(test.inbox(), 2)).isEqualTo(UidSet.range(1, 2));
    }

    @Test
    void storeChangesOnlyWhatDiffersAndRaisesItsModSeq() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 4);
        store(inbox, UidSet.of(2), add("\\Flagged"));
        MailboxSnapshot before = inbox.snapshot();
        Mailbox.StoreResult result = store(inbox, UidSet.range(1, Integer.MAX_VALUE), add("\\Flagged"));
        assertThat(result.changed()).isEqualTo(UidSet.of(1, 3, 4));
        MailboxSnapshot.Difference difference = result.snapshot().since(before);
        assertThat(difference.changedIndexes()).containsExactly(0, 2, 3);
        assertThat(difference.firstNewIndex()).isEqualTo(4);
        assertThat(result.snapshot().modSeq(1)).isLessThan(result.snapshot().modSeq(0));
        store(inbox, UidSet.of(1), new FlagUpdate(FlagUpdate.Mode.REMOVE, Flags.of("\\flagged", "Unknown")));
        store(inbox, UidSet.of(3), new FlagUpdate(FlagUpdate.Mode.REPLACE, Flags.of("$Junk")));
        for (int round = 0; round < 2; round++) {
            MailboxSnapshot snapshot = test.inbox().snapshot();
            assertThat(flags(snapshot, 1)).isEmpty();
            assertThat(flags(snapshot, 2)).containsExactly("\\Flagged");
            assertThat(flags(snapshot, 3)).containsExactly("$Junk");
            assertThat(snapshot.keywords()).containsExactly("$Junk");
            assertThat(snapshot.modSeq(2)).isEqualTo(snapshot.highestModSeq());
            reopen();
        }
    }

    @Test
    void storeLeavesAloneWhatChangedSince() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 3);
        long known = inbox.snapshot().highestModSeq();
        store(inbox, UidSet.of(2), add("\\Seen"));
        Mailbox.StoreResult result =
                TestStore.await(inbox.storeFlags(UidSet.range(1, 3), add("\\Answered"), OptionalLong.of(known)));
        assertThat(result.modified()).isEqualTo(UidSet.of(2));
        assertThat(result.changed()).isEqualTo(UidSet.of(1, 3));
        assertThat(flags(result.snapshot(), 2)).containsExactly("\\Seen");
    }

    @Test
    void keywordsCompareWithoutCaseAndKeepTheFirst() {
        Mailbox inbox = test.inbox();
        test.append(inbox, TestStore.message("a"), "Work");
        store(inbox, UidSet.of(1), add("WORK", "home"));
        assertThat(flags(inbox.snapshot(), 1)).containsExactly("Work", "home");
    }

    @Test
    void tooManyKeywordsAreRefusedAndChangeNothing() {
        Mailbox inbox = test.inbox();
        List<String> many =
                IntStream.range(0, FlagBits.MAX_KEYWORDS).mapToObj(i -> "k" + i).toList();
        test.append(inbox, TestStore.message("a"), many.toArray(new String[0]));
        assertRefused(() -> store(inbox, UidSet.of(1), add("more")), StoreFailure.LIMIT);
        assertRefused(() -> test.append(inbox, TestStore.message("b"), "more"), StoreFailure.LIMIT);
        assertThat(flags(inbox.snapshot(), 1)).hasSize(FlagBits.MAX_KEYWORDS);
        reopen();
        assertThat(flags(test.inbox().snapshot(), 1)).containsExactlyInAnyOrderElementsOf(many);
    }

    @Test
    void expungeTakesMarkedMessagesOnly() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 5);
        store(inbox, UidSet.of(1, 3, 5), add("\\Deleted"));
        MailboxSnapshot before = inbox.snapshot();
        long known = before.highestModSeq();
        Mailbox.ExpungeResult some = TestStore.await(inbox.expunge(Optional.of(UidSet.range(1, 4))));
        assertThat(some.expunged()).isEqualTo(UidSet.of(1, 3));
        Mailbox.ExpungeResult rest = TestStore.await(inbox.expunge(Optional.empty()));
        assertThat(rest.expunged()).isEqualTo(UidSet.of(5));
        assertThat(rest.snapshot().since(before).expungedIndexes()).containsExactly(0, 2, 4);
        for (int round = 0; round < 2; round++) {
            assertThat(uids(test.inbox().snapshot())).containsExactly(2, 4);
            assertThat(test.inbox().expungedSince(known)).isEqualTo(UidSet.of(1, 3, 5));
            assertThat(test.inbox().expungedSince(known + 1)).isEqualTo(UidSet.of(5));
            assertThat(test.inbox().status().uidNext()).isEqualTo(6);
            reopen();
        }
        assertThat(test.append(test.inbox(), TestStore.message("new"))).isEqualTo(6);
    }

    @Test
    void removeTakesMessagesMarkedOrNot() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 3);
        Mailbox.ExpungeResult result = TestStore.await(inbox.remove(UidSet.of(2, 9)));
        assertThat(result.expunged()).isEqualTo(UidSet.of(2));
        assertThat(uids(inbox.snapshot())).containsExactly(1, 3);
    }

    @Test
    void expungedMessageCanStillBeReadByWhoSawIt() {
        Mailbox inbox = test.inbox();
        test.append(inbox, TestStore.message("gone"));
        MailboxSnapshot seen = inbox.snapshot();
        TestStore.await(inbox.remove(UidSet.of(1)));
        assertThat(TestStore.text(inbox, seen, 0)).isEqualTo(TestStore.message("gone"));
    }

    @Test
    void copyKeepsFlagsAndDateAndGivesConsecutiveUids() {
        Mailbox inbox = test.inbox();
        Mailbox trash = test.mailbox(test.alice(), "Trash");
        test.append(trash, TestStore.message("first"), "Other");
        test.append(inbox, TestStore.message("a"), "\\Seen", "Work");
        test.append(inbox, TestStore.message("b"));
        test.append(inbox, TestStore.message("c"), "\\Draft");
        test.clock().advance(java.time.Duration.ofHours(1));
        Mailbox.CopyResult result = TestStore.await(inbox.copy(UidSet.of(1, 3, 7), trash.name()));
        assertThat(result.source()).isEqualTo(UidSet.of(1, 3));
        assertThat(result.target()).isEqualTo(UidSet.of(2, 3));
        assertThat(result.targetUidValidity()).isEqualTo(trash.status().uidValidity());
        for (int round = 0; round < 2; round++) {
            MailboxSnapshot snapshot = test.mailbox(test.alice(), "Trash").snapshot();
            assertThat(flags(snapshot, 2)).containsExactly("\\Seen", "Work");
            assertThat(flags(snapshot, 3)).containsExactly("\\Draft");
            assertThat(snapshot.internalDate(1)).isEqualTo(inboxDate());
            assertThat(snapshot.saveDate(1))
                    .isEqualTo(TestStores.START.plusSeconds(3600).getEpochSecond());
            assertThat(TestStore.text(trash, snapshot, 2)).isEqualTo(TestStore.message("c"));
            reopen();
        }
    }

    private InternalDate inboxDate() {
        return test.inbox().snapshot().internalDate(0);
    }

    @Test
    void copyToMissingMailboxOrOverQuotaIsRefused() {
        Mailbox inbox = test.inbox();
        test.append(inbox, TestStore.message("a"));
        assertRefused(
                () -> TestStore.await(inbox.copy(UidSet.of(1), new MailboxName("Nowhere"))), StoreFailure.NOT_FOUND);
        test.store().directory().updateUser(TestStore.ALICE, Optional.empty(), Optional.of(200L), Optional.empty());
        assertRefused(
                () -> TestStore.await(inbox.copy(UidSet.of(1), new MailboxName("Trash"))), StoreFailure.OVER_QUOTA);
    }

    @Test
    void moveNeedsNoRoomAndLeavesNothingBehind() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 3);
        long used = test.store().account(test.alice()).quota().usedOctets();
        test.store().directory().updateUser(TestStore.ALICE, Optional.empty(), Optional.of(used), Optional.empty());
        Mailbox.CopyResult result = TestStore.await(inbox.move(UidSet.of(1, 3), new MailboxName("Archive")));
        assertThat(result.source()).isEqualTo(UidSet.of(1, 3));
        assertThat(result.target()).isEqualTo(UidSet.of(1, 2));
        for (int round = 0; round < 2; round++) {
            assertThat(uids(test.inbox().snapshot())).containsExactly(2);
            assertThat(test.mailbox(test.alice(), "Archive").snapshot().count()).isEqualTo(2);
            assertThat(test.store().account(test.alice()).quota().usedOctets()).isEqualTo(used);
            reopen();
        }
    }

    @Test
    void replaceNeedsRoomForTheDifferenceOnly() {
        Mailbox inbox = test.inbox();
        test.append(inbox, TestStore.message("old"));
        long used = test.store().account(test.alice()).quota().usedOctets();
        test.store().directory().updateUser(TestStore.ALICE, Optional.empty(), Optional.of(used), Optional.empty());
        Mailbox.AppendResult result =
                TestStore.await(inbox.replace(1, MailboxName.INBOX, newMessage(TestStore.message("new"))));
        assertThat(result.uids()).isEqualTo(UidSet.of(2));
        for (int round = 0; round < 2; round++) {
            assertThat(uids(test.inbox().snapshot())).containsExactly(2);
            assertThat(test.inbox().status().messages()).isOne();
            assertThat(test.store().account(test.alice()).quota().usedOctets()).isEqualTo(used);
            assertThat(TestStore.text(test.inbox(), test.inbox().snapshot(), 0)).isEqualTo(TestStore.message("new"));
            reopen();
        }
        var refused =
                test.inbox().replace(2, new MailboxName("Sent"), newMessage(TestStore.message("too long by some")));
        assertThatThrownBy(() -> TestStore.await(refused)).hasMessageContaining("quota");
        assertThat(uids(test.inbox().snapshot())).containsExactly(2);
    }

    @Test
    void replaceOfAMessageThatIsGoneStoresNothing() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 2);
        TestStore.await(inbox.remove(UidSet.of(1)));
        var refused = inbox.replace(1, new MailboxName("Sent"), newMessage(TestStore.message("new")));
        assertThatThrownBy(() -> TestStore.await(refused)).hasMessageContaining("gone");
        assertThat(test.mailbox(test.alice(), "Sent").snapshot().count()).isZero();
        assertThat(uids(inbox.snapshot())).containsExactly(2);
    }

    @Test
    void copiesHaveTheSameContentId() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 2);
        TestStore.await(inbox.copy(UidSet.of(2), new MailboxName("Archive")));
        long id = inbox.snapshot().contentId(1);
        assertThat(inbox.snapshot().contentId(0)).isNotEqualTo(id);
        assertThat(test.mailbox(test.alice(), "Archive").snapshot().contentId(0))
                .isEqualTo(id);
        reopen();
        assertThat(test.inbox().snapshot().contentId(1)).isEqualTo(id);
    }

    private Mailbox.NewMessage newMessage(String message) {
        return new Mailbox.NewMessage(test.incoming(message), Flags.NONE, Optional.empty());
    }

    @Test
    void moveWithinOneMailboxGivesNewUids() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 3);
        Mailbox.CopyResult result = TestStore.await(inbox.move(UidSet.of(2), MailboxName.INBOX));
        assertThat(result.target()).isEqualTo(UidSet.of(4));
        assertThat(uids(inbox.snapshot())).containsExactly(1, 3, 4);
    }

    @Test
    void emptyCopyReportsNothing() {
        Mailbox.CopyResult result = TestStore.await(test.inbox().copy(UidSet.of(4), new MailboxName("Trash")));
        assertThat(result.source().isEmpty()).isTrue();
        assertThat(result.target().isEmpty()).isTrue();
    }

    @Test
    void recentMessagesAreClaimedOnce() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 2);
        assertThat(inbox.status().recent()).isEqualTo(2);
        assertThat(inbox.recent(false)).isOne();
        assertThat(inbox.recent(true)).isOne();
        assertThat(inbox.recent(true)).isEqualTo(3);
        test.appendMany(inbox, 1);
        assertThat(inbox.status().recent()).isOne();
        reopen();
        assertThat(test.inbox().recent(false)).isEqualTo(3);
    }

    @Test
    void thousandsOfMessagesBehaveAsFewDo() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 3000);
        test.appendMany(inbox, 10);
        store(inbox, UidSet.range(1, Integer.MAX_VALUE), add("\\Seen"));
        store(inbox, UidSet.range(1000, 2100), add("\\Deleted"));
        TestStore.await(inbox.expunge(Optional.empty()));
        TestStore.await(inbox.copy(UidSet.range(1, 2500), new MailboxName("Archive")));
        test.append(inbox, TestStore.message("last"));
        List<Integer> expected = new ArrayList<>();
        IntStream.rangeClosed(1, 3011).filter(uid -> uid < 1000 || uid > 2100).forEach(expected::add);
        for (int round = 0; round < 2; round++) {
            MailboxSnapshot snapshot = test.inbox().snapshot();
            assertThat(uids(snapshot)).isEqualTo(expected);
            assertThat(snapshot.unseen()).isOne();
            assertThat(snapshot.firstUnseen()).isEqualTo(snapshot.count() - 1);
            assertThat(snapshot.indexOf(2101)).isEqualTo(999);
            assertThat(snapshot.indexOf(1500)).isEqualTo(-1000);
            assertThat(TestStore.text(inbox, snapshot, 1000)).isEqualTo(TestStore.message("2102"));
            MailboxSnapshot archive = test.mailbox(test.alice(), "Archive").snapshot();
            assertThat(archive.count()).isEqualTo(1399);
            assertThat(TestStore.text(inbox, archive, 1398)).isEqualTo(TestStore.message("2500"));
            reopen();
        }
    }

    @Test
    void messageWithLargeBodyAndPrefixComesBackOctetForOctet() throws IOException {
        String body = "0123456789abcdef".repeat(40_000);
        String message = TestStore.message("large") + body + "\r\n";
        byte[] prefix = "Return-Path: <a@example.net>\r\n".getBytes(StandardCharsets.US_ASCII);
        Delivery delivery = new Delivery(
                test.incoming(message),
                prefix,
                List.of(
                        new Delivery.Target(test.alice(), MailboxName.INBOX, Flags.NONE),
                        new Delivery.Target(test.bob(), MailboxName.INBOX, Flags.NONE)),
                List.of());
        TestStore.await(test.store().deliver(delivery));
        for (int round = 0; round < 2; round++) {
            for (AccountId account : List.of(test.alice(), test.bob())) {
                Mailbox inbox = test.mailbox(account, "INBOX");
                MailboxSnapshot snapshot = inbox.snapshot();
                assertThat(TestStore.text(inbox, snapshot, 0))
                        .isEqualTo(new String(prefix, StandardCharsets.US_ASCII) + message);
                assertThat(inbox.reader().rendered(snapshot, 0).size()).isEqualTo(prefix.length + message.length());
            }
            reopen();
        }
    }
}
