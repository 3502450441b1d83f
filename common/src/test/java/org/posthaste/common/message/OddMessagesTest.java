package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.posthaste.common.message.OddMessages.Odd;

class OddMessagesTest {
    @Test
    void thereAreEnoughAndTheirNamesAreUnique() {
        assertThat(OddMessages.all())
                .extracting(Odd::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(250)
                .allMatch(name -> name.matches("[A-Za-z0-9-]+"));
        assertThat(OddMessages.smtpLegal()).hasSizeGreaterThan(200);
        assertThat(OddMessages.all()).filteredOn(Odd::isEightBit).hasSizeGreaterThan(30);
    }

    @Test
    void onlyThoseMarkedOddHaveOddLineEnds() {
        assertThat(OddMessages.all())
                .filteredOn(Odd::hasOddLineEnds)
                .extracting(Odd::name)
                .allMatch(name -> name.startsWith("odd-"));
    }
}
