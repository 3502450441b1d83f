package org.posthaste.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.Mailbox.CopyTarget;
import org.posthaste.mailstore.Mailbox.FlagUpdate;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.rights.Grantee;
import org.posthaste.mailstore.rights.Right;
import org.posthaste.mailstore.rights.Rights;

/** Rights to mailboxes of others, and what crosses from one account to another. */
public abstract class SharingContract {
    private static final MailboxName PROJECTS = new MailboxName("Projects");

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

    private Account alice() {
        return test.store().account(test.alice());
    }

    private Account bob() {
        return test.store().account(test.bob());
    }

    private void create(Account account, String name) {
        TestStore.await(account.create(new MailboxName(name), Set.of()));
    }

    private static Rights rights(String letters) {
        return Rights.parse(letters).orElseThrow();
    }

    /** Bob grants rights to one of his mailboxes. */
    private void grant(String mailbox, Grantee who, AccessList.Mode mode, String letters) {
        TestStore.await(bob().grant(new MailboxName(mailbox), who, false, mode, rights(letters)));
    }

    private void grantAlice(String mailbox, String letters) {
        grant(mailbox, Grantee.of(test.alice()), AccessList.Mode.REPLACE, letters);
    }

    private Rights ofAlice(String mailbox) {
        return bob().rights(new MailboxName(mailbox), test.alice());
    }

    private void assertRefused(Runnable action, StoreFailure failure) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.failure())
                .isEqualTo(failure));
    }

    @Test
    void nobodyButTheOwnerHasRightsAtFirst() {
        assertThat(ofAlice("INBOX")).isEqualTo(Rights.NONE);
        assertThat(bob().rights(MailboxName.INBOX, test.bob())).isEqualTo(Rights.ALL);
        assertThat(alice().sharers()).isEmpty();
    }

    @Test
    void grantedRightsAreKeptOverARestart() {
        create(bob(), "Projects");
        grantAlice("Projects", "lrs");
        grant("Projects", Grantee.of(test.alice()), AccessList.Mode.ADD, "w");
        grant("Projects", Grantee.of(test.alice()), AccessList.Mode.REMOVE, "s");
        assertThat(ofAlice("Projects").letters()).isEqualTo("lrw");
        test = reopen(test);
        assertThat(ofAlice("Projects").letters()).isEqualTo("lrw");
        assertThat(alice().sharers()).extracting(Account::address).containsExactly("bob@example.org");
        assertThat(bob().sharers()).isEmpty();
        assertThat(test.mailbox(test.bob(), "Projects").rights(test.alice()).letters())
                .isEqualTo("lrw");
    }

    @Test
    void whatIsGrantedToAnyoneAddsUpAndCanBeTakenFromOne() {
        create(bob(), "Projects");
        grant("Projects", new Grantee.Anyone(), AccessList.Mode.REPLACE, "lrw");
        grantAlice("Projects", "i");
        assertThat(ofAlice("Projects").letters()).isEqualTo("lrwi");
        TestStore.await(bob().grant(PROJECTS, Grantee.of(test.alice()), true, AccessList.Mode.REPLACE, rights("w")));
        assertThat(ofAlice("Projects").letters()).isEqualTo("lri");
        assertThat(alice().sharers()).hasSize(1);
    }

    @Test
    void theOwnerCannotLoseTheMailbox() {
        create(bob(), "Projects");
        grant("Projects", Grantee.of(test.bob()), AccessList.Mode.REPLACE, "");
        assertThat(bob().rights(PROJECTS, test.bob()).letters()).isEqualTo("la");
        grant("Projects", Grantee.of(test.bob()), AccessList.Mode.ADD, "r");
        assertThat(bob().rights(PROJECTS, test.bob()).letters()).isEqualTo("lra");
    }

    @Test
    void childrenInheritWhenTheyAreCreatedAndKeepTheirRightsWhenRenamed() {
        create(bob(), "Projects");
        grantAlice("Projects", "lr");
        create(bob(), "Projects/2026/May");
        assertThat(ofAlice("Projects/2026").letters()).isEqualTo("lr");
        assertThat(ofAlice("Projects/2026/May").letters()).isEqualTo("lr");
        TestStore.await(bob().rename(new MailboxName("Projects/2026"), new MailboxName("Old")));
        assertThat(ofAlice("Old/May").letters()).isEqualTo("lr");
        test = reopen(test);
        assertThat(ofAlice("Old/May").letters()).isEqualTo("lr");
        create(bob(), "Private");
        assertThat(ofAlice("Private")).isEqualTo(Rights.NONE);
    }

    @Test
    void aMailboxCreatedAgainHasNoRightsOfTheOldOne() {
        create(bob(), "Projects");
        grantAlice("Projects", "lr");
        TestStore.await(bob().delete(PROJECTS));
        assertThat(ofAlice("Projects")).isEqualTo(Rights.NONE);
        create(bob(), "Projects");
        assertThat(ofAlice("Projects")).isEqualTo(Rights.NONE);
    }

    @Test
    void aRemovedUserLosesWhatWasGranted() {
        create(bob(), "Projects");
        grantAlice("Projects", "lr");
        test.store().directory().removeUser(TestStore.ALICE);
        assertThat(bob().accessList(PROJECTS)).isEqualTo(AccessList.NONE);
        test = reopen(test);
        assertThat(bob().accessList(PROJECTS)).isEqualTo(AccessList.NONE);
    }

    @Test
    void mailboxesOfARemovedUserAreNotSharedAnyMore() {
        create(bob(), "Projects");
        grantAlice("Projects", "lr");
        assertThat(alice().sharers()).hasSize(1);
        test.store().directory().removeUser(TestStore.BOB);
        assertThat(alice().sharers()).isEmpty();
    }

    @Test
    void changesOfRightsAreTold() {
        Mailbox inbox = test.mailbox(test.bob(), "INBOX");
        AtomicInteger told = new AtomicInteger();
        try (var subscription = test.store().changes().subscribe(inbox.id(), told::incrementAndGet)) {
            grantAlice("INBOX", "lr");
            Awaitility.await().until(() -> told.get() == 1);
        }
    }

    @Test
    void namesOfOthersMailboxesCannotBeTaken() {
        assertRefused(() -> create(alice(), "Other Users"), StoreFailure.INVALID_NAME);
        assertRefused(() -> create(alice(), "Other Users/bob@example.org"), StoreFailure.INVALID_NAME);
        create(alice(), "Work");
        assertRefused(
                () -> TestStore.await(alice().rename(new MailboxName("Work"), new MailboxName("Other Users/x"))),
                StoreFailure.INVALID_NAME);
    }

    @Test
    void grantsOnNothingAreRefused() {
        assertRefused(() -> grantAlice("Nowhere", "lr"), StoreFailure.NOT_FOUND);
        assertRefused(() -> bob().accessList(new MailboxName("Nowhere")), StoreFailure.NOT_FOUND);
    }

    @Test
    void copiesToAnotherAccountCountForItsOwner() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 3);
        long octets = alice().quota().usedOctets();
        CopyTarget target = new CopyTarget(test.bob(), MailboxName.INBOX, Rights.ALL);
        Mailbox.CopyResult copied = TestStore.await(inbox.copy(UidSet.range(1, 2), target));
        assertThat(copied.target()).isEqualTo(UidSet.range(1, 2));
        assertThat(bob().quota().usedMessages()).isEqualTo(2);
        Mailbox.CopyResult moved = TestStore.await(inbox.move(UidSet.of(3), target));
        assertThat(moved.target()).isEqualTo(UidSet.of(3));
        assertThat(alice().quota().usedMessages()).isEqualTo(2);
        assertThat(bob().quota().usedOctets()).isEqualTo(octets);
        Mailbox bobs = test.mailbox(test.bob(), "INBOX");
        assertThat(TestStore.text(bobs, bobs.snapshot(), 2)).contains("Text of 3");
        test = reopen(test);
        assertThat(bob().quota().usedMessages()).isEqualTo(3);
        assertThat(alice().quota().usedMessages()).isEqualTo(2);
    }

    @Test
    void movesToAFullAccountAreRefused() {
        Mailbox inbox = test.inbox();
        test.appendMany(inbox, 1);
        TestStore.await(bob().limit(10, 0));
        CopyTarget target = new CopyTarget(test.bob(), MailboxName.INBOX, Rights.ALL);
        assertRefused(() -> TestStore.await(inbox.move(UidSet.of(1), target)), StoreFailure.OVER_QUOTA);
        assertThat(inbox.snapshot().count()).isEqualTo(1);
    }

    @Test
    void flagsWithoutTheirRightAreNotCopied() {
        Mailbox inbox = test.inbox();
        test.append(inbox, TestStore.message("one"), "\\Seen", "\\Deleted", "\\Flagged", "$Forwarded");
        copy(inbox, "is");
        copy(inbox, "it");
        copy(inbox, "iw");
        MailboxSnapshot copies = test.mailbox(test.bob(), "INBOX").snapshot();
        assertThat(copies.flagNames(copies.flags(0))).containsExactly("\\Seen");
        assertThat(copies.flagNames(copies.flags(1))).containsExactly("\\Deleted");
        assertThat(copies.flagNames(copies.flags(2))).containsExactly("\\Flagged", "$Forwarded");
    }

    private void copy(Mailbox from, String rights) {
        TestStore.await(from.copy(UidSet.of(1), new CopyTarget(test.bob(), MailboxName.INBOX, rights(rights))));
    }

    @Test
    void flagsThatMayNotChangeStay() {
        Mailbox inbox = test.inbox();
        test.append(inbox, TestStore.message("one"), "\\Flagged", "\\Deleted");
        FlagUpdate update = new FlagUpdate(
                FlagUpdate.Mode.REPLACE,
                Flags.of("\\Seen", "\\Answered"),
                Rights.of(Right.SEEN).changeableFlags());
        MailboxSnapshot after = TestStore.await(inbox.storeFlags(UidSet.of(1), update, OptionalLong.empty()))
                .snapshot();
        assertThat(after.flagNames(after.flags(0))).containsExactly("\\Seen", "\\Flagged", "\\Deleted");
    }

    @Test
    void theNumberOfMessagesCanBeLimited() {
        TestStore.await(alice().limit(0, 2));
        test.appendMany(test.inbox(), 2);
        assertThat(alice().quota().limitMessages()).isEqualTo(2);
        assertRefused(() -> test.append(test.inbox(), TestStore.message("three")), StoreFailure.OVER_QUOTA);
        assertRefused(
                () -> TestStore.await(test.inbox().copy(UidSet.of(1), new MailboxName("Archive"))),
                StoreFailure.OVER_QUOTA);
        TestStore.await(test.inbox().move(UidSet.of(1), new MailboxName("Archive")));
        assertThat(test.deliver(TestStore.message("four"), test.alice()).filed())
                .containsExactly(new DeliveryReceipt.Filed.Failed(StoreFailure.OVER_QUOTA));
        test = reopen(test);
        assertThat(alice().quota().limitMessages()).isEqualTo(2);
        assertThat(test.store().directory().user(TestStore.ALICE).orElseThrow().quotaMessages())
                .isEqualTo(2);
    }

    @Test
    void administratorsAreNamedByTheDirectory() {
        assertThat(alice().administrator()).isFalse();
        test.store().directory().setAdministrator(TestStore.ALICE, true);
        assertThat(alice().administrator()).isTrue();
        test = reopen(test);
        assertThat(alice().administrator()).isTrue();
        assertThat(test.store().directory().user(TestStore.ALICE).orElseThrow().administrator())
                .isTrue();
        assertThat(bob().administrator()).isFalse();
    }

    @Test
    void aSubscriptionMadeEndedAndMadeAgainAtOnceIsKept() {
        MailboxName name = new MailboxName("Other Users/bob@example.org/Projects");
        var stages = List.of(alice().subscribe(name), alice().unsubscribe(name), alice().subscribe(name));
        stages.forEach(TestStore::await);
        test = reopen(test);
        assertThat(alice().subscriptions()).contains(name);
    }
}
