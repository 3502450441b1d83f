package org.posthaste.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentMessagesTest {
    @Test
    void rangesJoinAndGapsStay() {
        RecentMessages recent = new RecentMessages();
        assertThat(recent.isEmpty()).isTrue();
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
}
