package org.posthaste.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.index.IndexEntry;
import org.posthaste.mailstore.index.IndexPage;
import org.posthaste.mailstore.index.PagedSnapshot;

class RecentMessagesTest {
    @Test
    void rangesJoinAndGapsStay() {
        RecentMessages recent = new RecentMessages();
        assertThat(recent.uids().isEmpty()).isTrue();
        recent.add(5, 4);
        assertThat(recent.contains(5)).isFalse();
        recent.add(5, 7);
        recent.add(8, 9);
        recent.add(9, 10);
        recent.add(20, 20);
        assertThat(recent.uids()).hasToString("5:10,20");
        assertThat(recent.contains(4)).isFalse();
        assertThat(recent.contains(5)).isTrue();
        assertThat(recent.contains(8)).isTrue();
        assertThat(recent.contains(10)).isTrue();
        assertThat(recent.contains(11)).isFalse();
        assertThat(recent.contains(20)).isTrue();
        assertThat(recent.contains(21)).isFalse();
    }

    @Test
    void countsTheMessagesOfASnapshotThatExist() {
        List<IndexEntry> entries = IntStream.of(2, 5, 6, 9, 20, 21)
                .mapToObj(uid -> new IndexEntry(uid, 0, 1, 0, 0, 0, 100, 1, 0, 0, 0))
                .toList();
        var state = new PagedSnapshot.State(new MailboxId(1), 7, 22, 1, List.of());
        MailboxSnapshot view = PagedSnapshot.of(state, List.of(IndexPage.of(entries)), Map.of());
        RecentMessages recent = new RecentMessages();
        assertThat(recent.countIn(view)).isZero();
        recent.add(5, 9);
        recent.add(21, 30);
        assertThat(recent.countIn(view)).isEqualTo(4);
    }
}
