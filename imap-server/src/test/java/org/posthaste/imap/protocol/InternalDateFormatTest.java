package org.posthaste.imap.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InternalDateFormatTest {
    @Test
    void everyMomentIsWrittenAsTheLibraryWouldAndReadBack() {
        DateTimeFormatter reference = DateTimeFormatter.ofPattern("\"dd-MMM-yyyy HH:mm:ss xx\"", Locale.ENGLISH);
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            long second = random.nextLong(-50_000_000_000L, 200_000_000_000L);
            int offset = random.nextInt(-14 * 60, 14 * 60);
            ImapWriter out = new ImapWriter();
            InternalDateFormat.write(second, offset, out);
            String written = new String(out.take(), StandardCharsets.US_ASCII);
            assertThat(written)
                    .isEqualTo(reference.format(
                            Instant.ofEpochSecond(second).atOffset(ZoneOffset.ofTotalSeconds(offset * 60))));
            assertThat(ImapParser.of(written).dateTime()).isEqualTo(new ImapParser.DateTime(second, offset));
        }
    }
}
