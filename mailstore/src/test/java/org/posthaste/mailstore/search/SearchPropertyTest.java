package org.posthaste.mailstore.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.InternalDate;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.search.SearchQuery.Comparison;
import org.posthaste.mailstore.search.WrittenMessages.Written;

/** Random queries over random messages find what a plain look at what was written finds (RFC 9051 §6.4.4). */
class SearchPropertyTest {
    private static final int MESSAGES = 40;
    private static final int QUERIES = 250;
    private static final String[] FIELDS = {"Subject", "From", "To", "Cc", "X-Note", "Date"};

    private Random random = new Random(0);
    private final List<Written> written = new ArrayList<>();
    private final ListedMessages messages = new ListedMessages("One", "Two");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void searchesAgreeWithAPlainScan(long seed) throws IOException {
        random = new Random(seed);
        WrittenMessages writer = new WrittenMessages(random);
        for (int i = 0; i < MESSAGES; i++) {
            Written message = writer.message(false);
            written.add(message);
            messages.add(
                    message.octets(),
                    random.nextInt(32) | (long) random.nextInt(4) << FlagBits.FIRST_KEYWORD,
                    new InternalDate(random.nextInt(10) * 86_400L, 0),
                    random.nextInt(10) * 86_400L);
        }
        int found = 0;
        for (int i = 0; i < QUERIES; i++) {
            SearchQuery query = query(3);
            BitSet expected = new BitSet();
            for (int message = 0; message < MESSAGES; message++) {
                expected.set(message, matches(query, message));
            }
            BitSet hits = SearchEngine.search(messages, query, messages);
            assertThat(hits).as(() -> describe(query, hits, expected)).isEqualTo(expected);
            found += expected.isEmpty() ? 0 : 1;
        }
        assertThat(found).as("queries that find anything").isGreaterThan(QUERIES / 3);
    }

    private String describe(SearchQuery query, BitSet hits, BitSet expected) {
        BitSet difference = (BitSet) hits.clone();
        difference.xor(expected);
        int first = difference.nextSetBit(0);
        return query
                + (first < 0
                        ? ""
                        : "\n" + written.get(first).header()
                                + written.get(first).body() + "\n"
                                + new String(written.get(first).octets(), StandardCharsets.ISO_8859_1));
    }

    private SearchQuery query(int depth) {
        int kind = random.nextInt(depth > 0 ? 16 : 12);
        return switch (kind) {
            case 0, 1, 2 -> new SearchQuery.Header(FIELDS[random.nextInt(FIELDS.length)], needle());
            case 3, 4 -> new SearchQuery.Body(needle());
            case 5, 6 -> new SearchQuery.Text(needle());
            case 7 -> new SearchQuery.HasFlag(
                    List.of("\\Seen", "\\Deleted", "ONE", "two", "three").get(random.nextInt(5)));
            case 8 -> random.nextBoolean()
                    ? new SearchQuery.Larger(random.nextInt(3000))
                    : new SearchQuery.Smaller(random.nextInt(3000));
            case 9 -> new SearchQuery.Sent(comparison(), LocalDate.of(2024, 3, 1 + random.nextInt(28)));
            case 10 -> new SearchQuery.Arrived(comparison(), LocalDate.of(1970, 1, 1 + random.nextInt(10)));
            case 11 -> new SearchQuery.Uids(
                    UidSet.of(random.ints(10, 1, 12 * MESSAGES).toArray()));
            case 12 -> new SearchQuery.Not(query(depth - 1));
            case 13 -> new SearchQuery.Or(query(depth - 1), query(depth - 1));
            default -> new SearchQuery.And(List.of(query(depth - 1), query(depth - 1)));
        };
    }

    private Comparison comparison() {
        return Comparison.values()[random.nextInt(3)];
    }

    /** A piece of what some message says, mostly in another case. */
    private String needle() {
        Written message = written.get(random.nextInt(MESSAGES));
        List<String> texts = random.nextBoolean() ? message.header() : message.body();
        String text = texts.isEmpty() ? "x" : texts.get(random.nextInt(texts.size()));
        int[] points = text.codePoints().toArray();
        int from = random.nextInt(points.length);
        int to = Math.min(points.length, from + 1 + random.nextInt(8));
        String piece = new String(points, from, to - from).strip();
        if (random.nextInt(20) == 0 || piece.isEmpty()) {
            return "hidden";
        }
        return switch (random.nextInt(3)) {
            case 0 -> piece;
            case 1 -> piece.toUpperCase(Locale.ROOT).replace("SS", "\u00df");
            default -> Normalizer.normalize(piece, Normalizer.Form.NFD);
        };
    }

    // ---- the plain scan

    private boolean matches(SearchQuery query, int message) {
        Written text = written.get(message);
        if (query instanceof SearchQuery.And and) {
            return and.queries().stream().allMatch(part -> matches(part, message));
        } else if (query instanceof SearchQuery.Or or) {
            return matches(or.left(), message) || matches(or.right(), message);
        } else if (query instanceof SearchQuery.Not not) {
            return !matches(not.query(), message);
        } else if (query instanceof SearchQuery.Header header) {
            String prefix = header.field() + ": ";
            return text.header().stream()
                    .filter(field -> field.startsWith(prefix))
                    .anyMatch(field -> holds(field.substring(prefix.length()), header.text()));
        } else if (query instanceof SearchQuery.Body body) {
            return text.body().stream().anyMatch(each -> holds(each, body.text()));
        } else if (query instanceof SearchQuery.Text all) {
            return text.header().stream().anyMatch(each -> holds(each, all.text()))
                    || text.body().stream().anyMatch(each -> holds(each, all.text()));
        } else if (query instanceof SearchQuery.HasFlag flag) {
            return messages.flagNames(messages.flags(message)).stream().anyMatch(flag.name()::equalsIgnoreCase);
        } else if (query instanceof SearchQuery.Larger larger) {
            return text.octets().length > larger.octets();
        } else if (query instanceof SearchQuery.Smaller smaller) {
            return text.octets().length < smaller.octets();
        } else if (query instanceof SearchQuery.Sent sent) {
            String date = text.header().stream()
                    .filter(field -> field.startsWith("Date: "))
                    .findFirst()
                    .orElseThrow();
            int day = Integer.parseInt(date.substring(6, date.indexOf(' ', 6)));
            return compares(sent.comparison(), LocalDate.of(2024, 3, day), sent.date());
        } else if (query instanceof SearchQuery.Arrived arrived) {
            long day = messages.internalDate(message).epochSecond() / 86_400;
            return compares(arrived.comparison(), LocalDate.ofEpochDay(day), arrived.date());
        } else if (query instanceof SearchQuery.Uids uids) {
            return uids.uids().contains(messages.uid(message));
        }
        throw new AssertionError(query);
    }

    private static boolean compares(Comparison comparison, LocalDate date, LocalDate with) {
        return switch (comparison) {
            case BEFORE -> date.isBefore(with);
            case ON -> date.equals(with);
            case SINCE -> !date.isBefore(with);
        };
    }

    /** RFC 5051 §2 in a few words. */
    private static boolean holds(String text, String wanted) {
        return plain(text).contains(plain(wanted));
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .toUpperCase(Locale.ROOT)
                .replaceAll("\\s+", " ");
    }
}
