package org.posthaste.mailstore.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.InternalDate;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.search.ListedMessages;

class SortEngineTest {
    private final HeaderColumnsCache cache = new HeaderColumnsCache(64 << 20);

    private int[] sort(ListedMessages messages, SortCriterion... criteria) throws IOException {
        int[] all = IntStream.range(0, messages.count()).toArray();
        return SortEngine.sort(messages, all, List.of(criteria), messages, cache.of(messages));
    }

    private static SortCriterion by(SortKey key) {
        return new SortCriterion(key, false);
    }

    @Test
    void headersAreReadOnce() throws IOException {
        ListedMessages messages = new ListedMessages().add("Subject: b\r\n\r\n").add("Subject: a\r\n\r\n");
        assertThat(sort(messages, by(SortKey.SUBJECT))).containsExactly(1, 0);
        assertThat(sort(messages, by(SortKey.DISPLAYTO), by(SortKey.DATE))).containsExactly(0, 1);
        messages.add("Subject: aa\r\n\r\n");
        assertThat(sort(messages, by(SortKey.SUBJECT))).containsExactly(1, 2, 0);
        assertThat(messages.renderedReads).isEqualTo(3);
        assertThat(messages.octetReads).isZero();
    }

    @Test
    void sizeAndArrivalReadNothing() throws IOException {
        ListedMessages messages = new ListedMessages()
                .add(new byte[9], 0, new InternalDate(5, 600), 0)
                .add(new byte[7], 0, new InternalDate(7, -600), 0)
                .add(new byte[7], 0, new InternalDate(6, 0), 0);
        assertThat(sort(messages, by(SortKey.SIZE))).containsExactly(1, 2, 0);
        assertThat(sort(messages, by(SortKey.SIZE), by(SortKey.ARRIVAL))).containsExactly(2, 1, 0);
        assertThat(messages.renderedReads).isZero();
    }

    @Test
    void textsCompareWithoutCaseByCodePoint() throws IOException {
        ListedMessages messages = new ListedMessages();
        for (String subject : List.of(
                "\ufb00x", "zebra", "\u00c4pfel", "\ud83d\ude00", "Zebra", "apfel", "\uffe6", "\u00e4pfel", "AEPFEL")) {
            messages.add(
                    ("Subject: " + subject + "\r\n\r\n").getBytes(StandardCharsets.UTF_8),
                    0,
                    new InternalDate(0, 0),
                    0);
        }
        // Decomposed: A with its dots comes behind AP, the ligature as ff behind all capitals, the emoji last.
        assertThat(sort(messages, by(SortKey.SUBJECT))).containsExactly(8, 5, 2, 7, 1, 4, 0, 6, 3);
    }

    @Test
    void missingAndUnreadableDatesFallBackToTheInternalDate() throws IOException {
        ListedMessages messages = new ListedMessages();
        for (String date : List.of("Thu, 1 Jan 1970 00:01:40 +0000", "nonsense", "Thu, 1 Jan 1970 02:01:30 +0200")) {
            messages.add(
                    ("Date: " + date + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII), 0, new InternalDate(95, 0), 0);
        }
        assertThat(sort(messages, by(SortKey.DATE))).containsExactly(2, 1, 0);
    }

    @Test
    void randomCriteriaAgreeWithAPlainStableSort() throws IOException {
        Random random = new Random(41);
        ListedMessages messages = new ListedMessages();
        List<String[]> values = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            String[] value = {
                "S" + random.nextInt(4), "f" + random.nextInt(4), "t" + random.nextInt(4), "" + random.nextInt(9)
            };
            values.add(value);
            messages.add("Subject: Re: " + value[0] + "\r\nFrom: " + value[1] + "@x\r\nTo: " + value[2]
                    + "@y\r\nDate: Thu, 1 Jan 1970 00:00:0" + value[3] + " +0000\r\n\r\n");
        }
        SortKey[] keys = {SortKey.SUBJECT, SortKey.FROM, SortKey.TO, SortKey.DATE};
        for (int round = 0; round < 100; round++) {
            List<SortCriterion> criteria = new ArrayList<>();
            Comparator<Integer> plain = (a, b) -> 0;
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int column = random.nextInt(4);
                boolean reverse = random.nextBoolean();
                criteria.add(new SortCriterion(keys[column], reverse));
                Comparator<Integer> next = Comparator.comparing(i -> values.get(i)[column]);
                plain = plain.thenComparing(reverse ? next.reversed() : next);
            }
            int[] some = random.ints(200, 0, 300).sorted().distinct().toArray();
            Integer[] expected = Arrays.stream(some).boxed().toArray(Integer[]::new);
            Arrays.sort(expected, plain);
            assertThat(SortEngine.sort(messages, some, criteria, messages, cache.of(messages)))
                    .as(criteria.toString())
                    .containsExactly(Arrays.stream(expected).mapToInt(i -> i).toArray());
        }
    }

    @Test
    void tooManyHeadersAreALimitNotAnOutOfMemoryError() {
        ListedMessages messages = new ListedMessages();
        for (int i = 0; i < 600; i++) {
            messages.add("Subject: " + i + "x".repeat(2000) + "\r\n\r\n");
        }
        int[] all = IntStream.range(0, messages.count()).toArray();
        HeaderColumnsCache small = new HeaderColumnsCache(200_000);
        assertThatThrownBy(() ->
                        SortEngine.sort(messages, all, List.of(by(SortKey.SUBJECT)), messages, small.of(messages)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.failure()).isEqualTo(StoreFailure.LIMIT));
    }
}
