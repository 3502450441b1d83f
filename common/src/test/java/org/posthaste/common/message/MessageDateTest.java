package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.common.message.RenderedMessage.SentDate;

class MessageDateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "Fri, 21 Nov 1997 09:55:06 -0600|1997-11-21T09:55:06-06:00", // RFC 5322 §A.1.1
                "Thu,\t13\tFeb 1969 23:32 -0330 (Newfoundland Time)|1969-02-13T23:32:00-03:30", // RFC 5322 §A.5
                "21 Nov 97 09:55:06 GMT|1997-11-21T09:55:06Z", // RFC 5322 §A.6.2
                "Fri, 21 Nov 1997 09(comment):   55  :  06 -0600|1997-11-21T09:55:06-06:00", // RFC 5322 §A.6.3
                "14 May 2024 09:31:07 +0200|2024-05-14T09:31:07+02:00",
                "Tue, 14 May 2024 09:31 +0200|2024-05-14T09:31:00+02:00",
                "tue, 14 MAY 2024 09:31:07 +0200|2024-05-14T09:31:07+02:00",
                "Tuesday, 14 August 2024 09:31:07 +0200|2024-08-14T09:31:07+02:00",
                "14-May-2024 09:31:07 +0200|2024-05-14T09:31:07+02:00",
                "14 May 124 09:31:07 +0000|2024-05-14T09:31:07Z",
                "14 May 24 09:31:07 +0000|2024-05-14T09:31:07Z",
                "14 May 49 09:31:07 +0000|2049-05-14T09:31:07Z",
                "14 May 50 09:31:07 +0000|1950-05-14T09:31:07Z",
                "Tue, 14 May 2024 09:31:07 EST|2024-05-14T09:31:07-05:00",
                "Tue, 14 May 2024 09:31:07 pdt|2024-05-14T09:31:07-07:00",
                "Tue, 14 May 2024 09:31:07 UT|2024-05-14T09:31:07Z",
                "Tue, 14 May 2024 09:31:07 Z|2024-05-14T09:31:07Z",
                "Tue, 14 May 2024 09:31:07 CEST|2024-05-14T09:31:07Z",
                "Tue, 14 May 2024 09:31:07 GMT+0200|2024-05-14T09:31:07+02:00",
                "Tue, 14 May 2024 09:31:07 +02:00|2024-05-14T09:31:07+02:00",
                "Tue, 14 May 2024 09:31:07 +2|2024-05-14T09:31:07+02:00",
                "Tue, 14 May 2024 09:31:07.123 +0200|2024-05-14T09:31:07+02:00",
                "Tue, 14 May 2024 09:31:07|2024-05-14T09:31:07Z",
                "Tue May 14 09:31:07 2024|2024-05-14T09:31:07Z",
                "Tue May 14 09:31:07 CET 2024|2024-05-14T09:31:07Z",
                "Tue May 14 09:31:07 2024 +0200|2024-05-14T09:31:07+02:00",
                "May 14, 2024 9:31:07 PM|2024-05-14T21:31:07Z",
                "May 14, 2024 12:31:07 AM|2024-05-14T00:31:07Z",
                "May 14, 2024 12:31:07 PM|2024-05-14T12:31:07Z",
                "2024-05-14T09:31:07Z|2024-05-14T09:31:07Z",
                "2024-05-14 09:31:07 +0200|2024-05-14T09:31:07+02:00",
                "2024-05-14T09:31:07.5+02:00|2024-05-14T09:31:07+02:00",
                "Sat, 31 Dec 2016 23:59:60 +0000|2016-12-31T23:59:59Z",
                "Thu, 29 Feb 2024 00:00:00 +0000|2024-02-29T00:00:00Z",
                "Mon, 1 Jan 2024 00:00:00 -1200|2024-01-01T00:00:00-12:00",
            })
    void datesAreRead(String text, String expected) {
        OffsetDateTime date = OffsetDateTime.parse(expected);
        SentDate sent =
                new SentDate(date.toInstant().toEpochMilli(), date.getOffset().getTotalSeconds() / 60);
        assertThat(MessageDate.parse(text)).contains(sent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "Tue, 31 Feb 2024 09:31:07 +0000",
                "32 May 2024",
                "14 Foo 2024 00:00",
                "09:31:07 +0200",
                "(14 May 2024)",
                "14 May",
                "\u0000",
                "+",
                "-1",
                ":::",
                "999999999999999999999"
            })
    void whatHoldsNoDateGivesNone(String text) {
        assertThat(MessageDate.parse(text)).isEmpty();
    }

    @Test
    void everyStandardDateIsReadBack() {
        Random random = new Random(2);
        for (int i = 0; i < 5000; i++) {
            int offset = random.nextInt(48) * 30 - 12 * 60;
            OffsetDateTime date = OffsetDateTime.ofInstant(
                    java.time.Instant.ofEpochSecond(random.nextInt() * 2L),
                    java.time.ZoneOffset.ofTotalSeconds(offset * 60));
            String text =
                    date.format(DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", java.util.Locale.ENGLISH));
            assertThat(MessageDate.parse(text))
                    .as(text)
                    .contains(new SentDate(date.toInstant().toEpochMilli(), offset));
        }
    }

    @Test
    void noiseNeverFails() {
        Random random = new Random(3);
        String characters = "0123456789 :+-/.,()JanMayTZ\\";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder noise = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                noise.append(characters.charAt(random.nextInt(characters.length())));
            }
            assertThat(MessageDate.parse(noise.toString())).isNotNull();
        }
    }
}
