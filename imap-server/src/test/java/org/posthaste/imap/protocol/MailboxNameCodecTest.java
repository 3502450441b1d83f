package org.posthaste.imap.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxNameCodecTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INBOX | INBOX",
                "a&b | a&-b",
                "Prüfung | Pr&APw-fung",
                "日本語 | &ZeVnLIqe-",
                "~peter/mail/台北/日本語 | ~peter/mail/&U,BTFw-/&ZeVnLIqe-",
                "😀 | &2D3eAA-",
                "ä&ö | &AOQ-&-&APY-",
                "Entwürfe | Entw&APw-rfe"
            })
    void namesAreSpelledAsRfc3501Says(String name, String wire) {
        assertThat(MailboxNameCodec.encode(name)).isEqualTo(wire);
        assertThat(MailboxNameCodec.decode(wire)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a&b", // not a shift
                "&", // no end
                "&AGE-", // ASCII in base64
                "&APw", // no end
                "&APx-", // padding bits
                "&APwA-", // padding octets
                "&APw-&APw-", // two shifts in a row
                "&Jjo!", // not base64
                "&2D0-", // half a surrogate pair
                "&3gA-", // the other half
                "ü", // not ASCII
                "a\tb"
            })
    void otherSpellingsAreRefused(String wire) {
        assertThat(MailboxNameCodec.decode(wire)).isEmpty();
    }

    @Test
    void everyNameSurvivesTheWayThereAndBack() {
        Random random = new Random(11);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                int c = random.nextInt(4) == 0 ? random.nextInt(0x10ffff) : 0x20 + random.nextInt(0x5f);
                name.appendCodePoint(c >= 0xd800 && c <= 0xdfff || c < 0x20 || c == 0x7f ? '&' : c);
            }
            assertThat(MailboxNameCodec.decode(MailboxNameCodec.encode(name.toString())))
                    .contains(name.toString());
        }
    }
}
