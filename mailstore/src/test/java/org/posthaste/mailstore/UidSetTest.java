package org.posthaste.mailstore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UidSetTest {
    @Test
    void andKeepsWhatIsInBoth() {
        UidSet a = UidSet.of(1, 2, 3, 7, 9, 10);
        UidSet b = UidSet.of(3, 4, 5, 6, 7, 8, 9);

        assertThat(a.and(b)).isEqualTo(UidSet.of(3, 7, 9)).isEqualTo(b.and(a));
        assertThat(a.and(UidSet.EMPTY)).isEqualTo(UidSet.EMPTY);
        assertThat(a.and(UidSet.range(1, Integer.MAX_VALUE))).isEqualTo(a);
    }
}
