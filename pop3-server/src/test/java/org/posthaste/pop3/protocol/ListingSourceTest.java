package org.posthaste.pop3.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListingSourceTest {
    private static ListingSource listing(int count) {
        return new ListingSource(Pop3Reply.ok("list"), count, (index, line) -> {
            line.decimal(index + 1)
                    .space()
                    .decimal(index * 1_000_000_007L)
                    .space()
                    .hex(-index);
            return index % 3 != 1;
        });
    }

    @Test
    void skippedRowsLeaveNoLine() {
        assertThat(MessageSourceTest.drain(listing(3), 4096))
                .isEqualTo("+OK list\r\n1 0 00000000\r\n3 2000000014 fffffffe\r\n.\r\n");
    }

    @Test
    void nothingToListIsAnEmptyList() {
        assertThat(MessageSourceTest.drain(listing(0), 4096)).isEqualTo("+OK list\r\n.\r\n");
    }

    @Test
    void chunksOfAnySizeMakeTheSameList() {
        String whole = MessageSourceTest.drain(listing(5_000), 1 << 20);
        assertThat(whole.lines().count()).isEqualTo(2 + 3333);
        for (int chunk : new int[] {1, 7, 64, 100, 4096}) {
            assertThat(MessageSourceTest.drain(listing(5_000), chunk)).isEqualTo(whole);
        }
    }
}
