package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.DeliveryReceipt;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.UidSet;

/** What was promised of UIDs (RFC 9051 §2.3.1.1) holds also when the process is killed; that messages are there is for {@link CrashIT}. */
class KilledStoreTest {
    private TestStore test = TestStores.open();

    @AfterEach
    void end() {
        assertThat(test.store().verify().damages()).isEmpty();
        test.close();
    }

    private void kill() {
        TestStore left = TestStores.killed(test, config -> config);
        test.close();
        test = left;
    }

    private int deliver() {
        DeliveryReceipt.Filed filed =
                test.deliver(TestStore.message("a"), test.alice()).filed().get(0);
        return ((DeliveryReceipt.Filed.Stored) filed).uid();
    }

    @Test
    void uidOfTheLastMessageIsNotGivenAgainWhenItWasExpunged() {
        assertThat(deliver()).isEqualTo(1);
        assertThat(deliver()).isEqualTo(2);
        TestStore.await(test.inbox().remove(UidSet.of(2)));
        long modSeq = test.inbox().status().highestModSeq();
        kill();
        assertThat(test.inbox().status().uidNext()).isEqualTo(3);
        assertThat(test.inbox().status().highestModSeq()).isEqualTo(modSeq);
        assertThat(deliver()).isEqualTo(3);
        kill();
        assertThat(deliver()).isEqualTo(4);
    }

    @Test
    void uidsAreNotGivenAgainWhenNothingIsLeftOfTheMailbox() {
        deliver();
        deliver();
        TestStore.await(test.inbox().remove(UidSet.range(1, 2)));
        test.clock().advance(Duration.ofDays(15));
        ((JdbcMailStore) test.store()).housekeeper().purge();
        // Forgetting is not flushed for itself; the next delivery takes it along.
        assertThat(deliver()).isEqualTo(3);
        TestStore.await(test.inbox().remove(UidSet.of(3)));
        kill();
        assertThat(test.inbox().snapshot().count()).isZero();
        assertThat(deliver()).isEqualTo(4);
    }

    @Test
    void mailboxMadeAgainHasAnotherUidValidity() {
        MailboxName name = new MailboxName("Work");
        TestStore.await(test.store().account(test.alice()).create(name, Set.of()));
        Mailbox before = test.mailbox(test.alice(), "Work");
        int validity = before.status().uidValidity();
        test.append(before, TestStore.message("a"));
        TestStore.await(test.store().account(test.alice()).delete(name));
        kill();
        TestStore.await(test.store().account(test.alice()).create(name, Set.of()));
        assertThat(test.mailbox(test.alice(), "Work").status().uidValidity()).isGreaterThan(validity);
    }
}
