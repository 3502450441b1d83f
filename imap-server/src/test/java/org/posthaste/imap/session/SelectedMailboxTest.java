package org.posthaste.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.jdbc.Housekeeping;

class SelectedMailboxTest {
    private final TestStore test = TestStores.open();
    private final Mailbox inbox = test.inbox();

    @AfterEach
    void close() {
        test.close();
    }

    private SelectedMailbox selected() {
        return new SelectedMailbox(inbox, inbox.account(), true, new EnabledFeatures());
    }

    private void remove(int first, int last) {
        TestStore.await(inbox.remove(UidSet.range(first, last)));
    }

    @Test
    void onlyWhatWasExpungedSinceIsTold() {
        test.appendMany(inbox, 10);
        remove(2, 3);
        long between = inbox.status().highestModSeq();
        remove(7, 8);

        assertThat(selected().expungedEarlier(UidSet.range(1, 10), between)).isEqualTo(UidSet.range(7, 8));
        assertThat(selected().expungedEarlier(UidSet.of(3, 8, 9), 1)).isEqualTo(UidSet.of(3, 8));
    }

    @Test
    void whereTheExpungeLogDoesNotReachEveryMissingUidIsTold() {
        test.appendMany(inbox, 10);
        remove(2, 3);
        long before = inbox.status().highestModSeq() - 1;
        test.clock().advance(Duration.ofDays(60));
        remove(7, 8);
        long after = inbox.status().highestModSeq() - 1;
        Housekeeping.purge(test);

        assertThat(inbox.oldestExpungeModSeq()).isGreaterThan(before);
        assertThat(inbox.expungedSince(before)).isEqualTo(UidSet.range(7, 8));
        assertThat(selected().expungedEarlier(UidSet.range(1, 10), before)).isEqualTo(UidSet.of(2, 3, 7, 8));
        assertThat(selected().expungedEarlier(UidSet.of(1, 3, 4), before)).isEqualTo(UidSet.of(3));
        assertThat(selected().expungedEarlier(UidSet.range(1, 10), after)).isEqualTo(UidSet.range(7, 8));
    }

    @Test
    void whatIsExpungedButNotToldYetIsNotToldAsEarlier() {
        test.appendMany(inbox, 5);
        long before = inbox.status().highestModSeq();
        SelectedMailbox selected = selected();
        remove(4, 4);

        assertThat(selected.expungedEarlier(UidSet.range(1, 5), before)).isEqualTo(UidSet.EMPTY);
    }
}
