package org.posthaste.mailstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Annotations of mailboxes and of the server. */
public abstract class AnnotationsContract {
    private static final String SHARED = "/shared/comment";
    private static final String PRIVATE = "/private/comment";

    private TestStore test = open();

    /** A fresh store. */
    protected abstract TestStore open();

    /** Closes the store and opens it again. */
    protected abstract TestStore reopen(TestStore store);

    @AfterEach
    void end() {
        test.close();
    }

    private Optional<MailboxId> inbox() {
        return Optional.of(test.inbox().id());
    }

    private static Optional<byte[]> value(String text) {
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private void set(AccountId author, Optional<MailboxId> mailbox, String entry, Optional<byte[]> value) {
        TestStore.await(test.store().annotations().set(author, mailbox, Map.of(entry, value)));
    }

    private String text(AccountId viewer, MailboxId mailbox, String entry) {
        Map<MailboxId, SortedMap<String, byte[]>> found =
                test.store().annotations().of(viewer, List.of(mailbox));
        byte[] value = found.containsKey(mailbox) ? found.get(mailbox).get(entry) : null;
        return value == null ? "none" : new String(value, StandardCharsets.UTF_8);
    }

    private void assertRefused(Runnable action, StoreFailure failure) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.failure())
                .isEqualTo(failure));
    }

    @Test
    void sharedOnesAreSeenByAllAndPrivateOnesByOne() {
        MailboxId inbox = test.inbox().id();
        set(test.alice(), inbox(), SHARED, value("for all"));
        set(test.alice(), inbox(), PRIVATE, value("Alice's"));
        set(test.bob(), inbox(), PRIVATE, value("Bob's"));
        test = reopen(test);
        assertThat(text(test.bob(), inbox, SHARED)).isEqualTo("for all");
        assertThat(text(test.alice(), inbox, PRIVATE)).isEqualTo("Alice's");
        assertThat(text(test.bob(), inbox, PRIVATE)).isEqualTo("Bob's");
    }

    @Test
    void namesCompareWithoutCase() {
        set(test.alice(), inbox(), "/shared/Comment", value("one"));
        set(test.alice(), inbox(), "/SHARED/COMMENT", value("two"));
        assertThat(text(test.bob(), test.inbox().id(), SHARED)).isEqualTo("two");
        set(test.bob(), inbox(), SHARED, Optional.empty());
        assertThat(text(test.bob(), test.inbox().id(), SHARED)).isEqualTo("none");
    }

    @Test
    void oneRefusedLeavesAllAsTheyWere() {
        Map<String, Optional<byte[]>> changes = new HashMap<>();
        changes.put(SHARED, value("fits"));
        changes.put(PRIVATE, Optional.of(new byte[Annotations.MAX_VALUE + 1]));
        assertRefused(
                () -> TestStore.await(test.store().annotations().set(test.alice(), inbox(), changes)),
                StoreFailure.TOO_BIG);
        assertThat(text(test.alice(), test.inbox().id(), SHARED)).isEqualTo("none");
    }

    @Test
    void theirNumberIsLimited() {
        Map<String, Optional<byte[]>> changes = new HashMap<>();
        for (int i = 0; i < Annotations.MAX_COUNT; i++) {
            changes.put("/private/vendor/example/" + i, value(""));
        }
        TestStore.await(test.store().annotations().set(test.alice(), inbox(), changes));
        assertRefused(() -> set(test.alice(), inbox(), PRIVATE, value("")), StoreFailure.LIMIT);
        set(test.alice(), inbox(), "/private/vendor/example/0", value("changed"));
        set(test.alice(), inbox(), SHARED, value("counted for itself"));
        set(test.bob(), inbox(), PRIVATE, value("counted for Bob"));
    }

    @Test
    void octetsOfAUserAreLimited() {
        byte[] large = new byte[Annotations.MAX_VALUE];
        long fit = Annotations.MAX_TOGETHER / large.length;
        for (int i = 0; i < fit; i++) {
            int mailbox = i / Annotations.MAX_COUNT;
            Optional<MailboxId> where = mailbox == 0
                    ? inbox()
                    : Optional.of(test.mailbox(test.alice(), "Sent").id());
            set(test.alice(), where, "/private/vendor/example/" + i, Optional.of(large));
        }
        assertRefused(() -> set(test.alice(), Optional.empty(), PRIVATE, value("x")), StoreFailure.LIMIT);
        set(test.bob(), Optional.empty(), PRIVATE, value("x"));
    }

    @Test
    void theyFollowTheirMailboxAndGoWithIt() {
        Account alice = test.store().account(test.alice());
        MailboxId work = TestStore.await(alice.create(new MailboxName("Work"), Set.of()))
                .id()
                .orElseThrow();
        set(test.alice(), Optional.of(work), SHARED, value("about work"));
        TestStore.await(alice.rename(new MailboxName("Work"), new MailboxName("Job")));
        assertThat(text(test.alice(), test.mailbox(test.alice(), "Job").id(), SHARED))
                .isEqualTo("about work");
        TestStore.await(alice.delete(new MailboxName("Job")));
        assertThat(text(test.alice(), work, SHARED)).isEqualTo("none");
        assertRefused(() -> set(test.alice(), Optional.of(work), SHARED, value("late")), StoreFailure.NOT_FOUND);
    }

    @Test
    void aRenamedInboxKeepsThemAndTakesThemAlong() {
        set(test.alice(), inbox(), PRIVATE, value("mine"));
        TestStore.await(test.store().account(test.alice()).rename(MailboxName.INBOX, new MailboxName("Old")));
        assertThat(text(test.alice(), test.inbox().id(), PRIVATE)).isEqualTo("mine");
        assertThat(text(test.alice(), test.mailbox(test.alice(), "Old").id(), PRIVATE))
                .isEqualTo("mine");
    }

    @Test
    void thoseOfTheServerAreEachUsersOwn() {
        set(test.alice(), Optional.empty(), "/private/vendor/example/x", value("Alice's"));
        assertThat(test.store().annotations().ofServer(test.alice())).containsOnlyKeys("/private/vendor/example/x");
        assertThat(test.store().annotations().ofServer(test.bob())).isEmpty();
        test.store().directory().removeUser(TestStore.ALICE);
        assertThat(test.store().annotations().ofServer(test.alice())).isEmpty();
    }

    @Test
    void manyMailboxesAreReadAtOnce() {
        MailboxId sent = test.mailbox(test.alice(), "Sent").id();
        MailboxId trash = test.mailbox(test.alice(), "Trash").id();
        set(test.alice(), Optional.of(sent), SHARED, value("sent"));
        set(test.alice(), Optional.of(trash), SHARED, value("trash"));
        MailboxId last = test.mailbox(test.alice(), "Archive").id();
        Map<MailboxId, SortedMap<String, byte[]>> found =
                test.store().annotations().of(test.alice(), List.of(test.inbox().id(), sent, last));
        assertThat(found).containsOnlyKeys(sent);
    }

    @Test
    void changesRaiseTheVersionAndAreTold() {
        AtomicInteger told = new AtomicInteger();
        long before = test.store().annotations().version();
        try (var subscription = test.store().changes().subscribe(test.alice(), told::incrementAndGet)) {
            assertThat(subscription).isNotNull();
            set(test.bob(), inbox(), SHARED, value("Bob's, of Alice's mailbox"));
            await().until(() -> told.get() == 1);
            set(test.alice(), Optional.empty(), PRIVATE, value("of the server"));
            await().until(() -> told.get() == 2);
        }
        assertThat(test.store().annotations().version()).isEqualTo(before + 2);
    }
}
