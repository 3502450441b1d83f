package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.search.SearchEngine;
import org.posthaste.mailstore.search.SearchQuery;
import org.posthaste.mailstore.search.SearchQuery.Comparison;

class SentDaysTest {
    @Test
    void sentDatesAreFoundTheSameWhenAskedAgainAndAfterExpunges() throws IOException {
        try (TestStore store = TestStores.open()) {
            Mailbox inbox = store.inbox();
            store.append(inbox, "Date: Fri, 1 Mar 2024 23:30:00 -1000\r\n\r\n", "\\Deleted");
            store.append(inbox, "Subject: no date\r\n\r\n");
            store.append(inbox, "Date: Sat, 2 Mar 2024 00:10:00 +0000\r\n\r\n");
            assertThat(sentOn(inbox, 1)).isEqualTo("1");
            assertThat(sentOn(inbox, 2)).isEqualTo("3");
            assertThat(sentOn(inbox, 1)).isEqualTo("1");
            TestStore.await(inbox.expunge(Optional.empty()));
            store.append(inbox, "Date: 1 Mar 2024 01:00:00 +0000\r\n\r\n");
            assertThat(sentOn(inbox, 1)).isEqualTo("4");
            assertThat(sentOn(inbox, 2)).isEqualTo("3");
        }
    }

    /** UIDs of messages sent on a day of March 2024. */
    private static String sentOn(Mailbox mailbox, int day) throws IOException {
        SearchQuery query = new SearchQuery.Sent(Comparison.ON, LocalDate.of(2024, 3, day));
        return SearchEngine.search(mailbox.snapshot(), query, mailbox.reader()).stream()
                .mapToObj(index -> Integer.toString(mailbox.snapshot().uid(index)))
                .collect(Collectors.joining(" "));
    }
}
