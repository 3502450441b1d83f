package org.posthaste.mailstore.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.MessageParser;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.InternalDate;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.search.SearchQuery.And;
import org.posthaste.mailstore.search.SearchQuery.Body;
import org.posthaste.mailstore.search.SearchQuery.Comparison;
import org.posthaste.mailstore.search.SearchQuery.HasFlag;
import org.posthaste.mailstore.search.SearchQuery.Header;
import org.posthaste.mailstore.search.SearchQuery.Not;
import org.posthaste.mailstore.search.SearchQuery.Or;
import org.posthaste.mailstore.search.SearchQuery.Text;
import org.posthaste.mailstore.search.SearchQuery.Uids;

class SearchEngineTest {
    @Test
    void flagsAndKeywordsMatchInAnyCase() throws IOException {
        ListedMessages messages = new ListedMessages("$Label1", "Important");
        messages.add("", FlagBits.SEEN)
                .add("", 1L << FlagBits.FIRST_KEYWORD)
                .add("", FlagBits.DRAFT | 2L << FlagBits.FIRST_KEYWORD);
        assertFinds(messages, new HasFlag("\\sEEN"), 0);
        assertFinds(messages, new HasFlag("$label1"), 1);
        assertFinds(messages, new HasFlag("IMPORTANT"), 2);
        assertFinds(messages, new HasFlag("unheard-of"));
        assertFinds(messages, new Not(new HasFlag("unheard-of")), 0, 1, 2);
        assertFinds(messages, new Or(new HasFlag("\\Seen"), new HasFlag("\\Draft")), 0, 2);
        assertThat(messages.renderedReads).isZero();
    }

    @Test
    void numbersMatchWithoutReading() throws IOException {
        ListedMessages messages = new ListedMessages().add("1").add("22").add("333");
        assertFinds(messages, new Uids(UidSet.ofRanges(List.of(new int[] {5, 10}, new int[] {25, 300}))), 0, 2);
        assertFinds(messages, new And(List.of(new Uids(UidSet.range(15, 25)), new SearchQuery.All())), 1);
        assertFinds(messages, new Not(new Uids(UidSet.of(20))), 0, 2);
        assertFinds(messages, new SearchQuery.Larger(2), 2);
        assertFinds(messages, new SearchQuery.Smaller(2), 0);
        assertFinds(messages, new SearchQuery.ModSeq(2), 1, 2);
        assertFinds(messages, new And(List.of()), 0, 1, 2);
        assertThat(messages.renderedReads).isZero();
    }

    @Test
    void datesCompareAsDaysInTheirOwnZone() throws IOException {
        ListedMessages messages = new ListedMessages();
        for (String time : List.of(
                "2024-03-01T23:30:00-10:00",
                "2024-03-01T00:30:00+10:00",
                "2024-03-02T00:00:00Z",
                "1969-12-31T23:59:59Z")) {
            OffsetDateTime at = OffsetDateTime.parse(time);
            InternalDate date =
                    new InternalDate(at.toEpochSecond(), at.getOffset().getTotalSeconds() / 60);
            messages.add(new byte[0], 0, date, at.toEpochSecond());
        }
        LocalDate first = LocalDate.of(2024, 3, 1);
        assertFinds(messages, new SearchQuery.Arrived(Comparison.ON, first), 0, 1);
        assertFinds(messages, new SearchQuery.Arrived(Comparison.SINCE, first), 0, 1, 2);
        assertFinds(messages, new SearchQuery.Arrived(Comparison.BEFORE, first), 3);
        assertFinds(messages, new SearchQuery.Arrived(Comparison.ON, LocalDate.of(1969, 12, 31)), 3);
        assertFinds(messages, new SearchQuery.Saved(Comparison.ON, LocalDate.of(2024, 3, 2)), 0, 2);
        assertFinds(
                messages,
                new SearchQuery.ArrivedSince(
                        OffsetDateTime.parse("2024-03-02T00:00:00Z").toEpochSecond()),
                0,
                2);
    }

    @Test
    void sentDateIsTheHeadersAndAMissingOneMatchesNothing() throws IOException {
        ListedMessages messages = new ListedMessages()
                .add("Date: Fri, 1 Mar 2024 23:30:00 -1000\r\n\r\n")
                .add("Date: 2 Mar 24 00:10 GMT\r\n\r\n")
                .add("Subject: no date\r\n\r\n");
        assertFinds(messages, new SearchQuery.Sent(Comparison.ON, LocalDate.of(2024, 3, 1)), 0);
        assertFinds(messages, new SearchQuery.Sent(Comparison.SINCE, LocalDate.of(2024, 3, 1)), 0, 1);
        assertFinds(messages, new SearchQuery.Sent(Comparison.BEFORE, LocalDate.of(2024, 3, 2)), 0);
        assertThat(messages.octetReads).isZero();
    }

    @Test
    void headerFieldsAreDecodedUnfoldedAndFolded() throws IOException {
        ListedMessages messages = new ListedMessages()
                .add("Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?= =?utf-8?B?IEvDtmxu?=\r\n\r\n")
                .add("Subject: two\r\n words\r\n\r\n")
                .add("Subject: \u00c3\u0084rger\r\n\r\n")
                .add("Subject: \u00c4rger\r\n\r\n")
                .add("X-Other: two words\r\nX-Empty:\r\n\r\nSubject: two words\r\n");
        assertFinds(messages, new Header("subject", "GR\u00dc\u00dfE AUS K\u00d6LN"), 0);
        assertFinds(messages, new Header("SUBJECT", "two WORDS"), 1);
        assertFinds(messages, new Header("Subject", "\u00e4rger"), 2, 3);
        assertFinds(messages, new Header("Subject", Normalizer.normalize("\u00e4rger", Normalizer.Form.NFD)), 2, 3);
        assertFinds(messages, new Header("X-Other", "WORDS"), 4);
        assertThat(messages.octetReads).isEqualTo(5);
        assertFinds(messages, new Header("X-Empty", ""), 4);
        assertFinds(messages, new Header("Subject", ""), 0, 1, 2, 3);
        assertFinds(messages, new Header("Bcc", ""));
    }

    @Test
    void bodyIsDecodedTextWithoutHeader() throws IOException {
        ListedMessages messages = new ListedMessages()
                .add("Subject: needle\r\n\r\nnothing\r\n")
                .add("Subject: x\r\n\r\nhay needLE hay\r\n")
                .add("Content-Transfer-Encoding: base64\r\n\r\n"
                        + base64("a very long line before the NEEDLE is found", "utf-8") + "\r\n")
                .add("Content-Transfer-Encoding: quoted-printable\r\n\r\nnee=\r\ndle n=65=65dle\r\n")
                .add("Content-Type: text/html\r\n\r\n<p>n<b>ee</b>dle</p>\r\n")
                .add("Content-Type: application/pdf\r\n\r\nneedle\r\n")
                .add("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "needle in preamble\r\n"
                        + "--b\r\n\r\n"
                        + "x\r\n"
                        + "--b\r\n"
                        + "Content-Type: text/plain; name=\"needle.txt\"\r\n\r\n"
                        + "needle\r\n"
                        + "--b--\r\n")
                .add("Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\n"
                        + "Content-Type: application/x; name=\"needle.txt\"\r\n\r\n"
                        + "x\r\n"
                        + "--b--\r\n")
                .add("Content-Type: message/rfc822\r\n\r\nSubject: needle\r\n\r\nx\r\n")
                .add("Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nneedle\r\n");
        assertFinds(messages, new Body("needle"), 1, 2, 3, 4, 6, 8, 9);
        assertFinds(messages, new Text("needle"), 0, 1, 2, 3, 4, 6, 7, 8, 9);
        assertFinds(messages, new Body("x-mailer"));
        assertFinds(messages, new Text("SUBJECT: NEEDLE"), 0, 8);
        assertFinds(messages, new Body(""), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void charsetsAreDecoded() throws IOException {
        String russian = "\u041f\u0440\u0438\u0432\u0435\u0442";
        ListedMessages messages = new ListedMessages();
        for (String charset : List.of(
                "utf-8",
                "koi8-r",
                "windows-1251",
                "iso-8859-5",
                "utf-16",
                "gb18030",
                "iso-2022-jp",
                "x-unknown-utf-8")) {
            Charset known = Charset.forName(charset.replace("x-unknown-", ""));
            messages.add(
                    "Content-Type: text/plain; charset=" + charset + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                            + Base64.getMimeEncoder().encodeToString(("xx " + russian + " yy").getBytes(known)));
            messages.add("Content-Type: text/plain; charset=" + charset + "\r\n\r\n"
                    + new String(("xx " + russian + " yy").getBytes(known), StandardCharsets.ISO_8859_1));
        }
        assertFinds(
                messages,
                new Body(russian.toUpperCase(java.util.Locale.ROOT)),
                0,
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                9,
                10,
                11,
                12,
                13,
                14,
                15);
        assertFinds(
                messages,
                new Body("\u043f\u0440\u0438\u0432\u0435\u0442 Y"),
                0,
                1,
                2,
                3,
                4,
                5,
                6,
                7,
                8,
                9,
                10,
                11,
                12,
                13,
                14,
                15);
        assertFinds(messages, new Body("\u043f\u0440\u0438\u0432\u0435\u0442z"));
    }

    @Test
    void caseAndNormalisationDoNotMatter() throws IOException {
        ListedMessages messages = new ListedMessages()
                .add(utf8("\u03a3\u0391\u039f\u03a3 stra\u00dfe \uff21\uff22\uff23 \u1112\u1161\u11ab"
                        + " \ud801\udc00 co\u00adop  a\r\n"
                        + " b"));
        for (String text : List.of(
                "\u03c3\u03b1\u03bf\u03c2", "STRA\u00dfE", "abc", "\ud55c", "\ud801\udc28", "coop", "a b", "A\tB")) {
            assertFinds(messages, new Body(text), 0);
        }
        assertFinds(messages, new Body("ab"), 0);
        assertFinds(messages, new Body("a  c"));
    }

    /** RFC 5051 §2 decomposes, so that I18NLEVEL=1 finds a letter without its accent. */
    @Test
    void lettersAreFoundWithoutTheirAccents() throws IOException {
        ListedMessages messages =
                new ListedMessages().add(utf8("caf\u00e9 \uff76\uff9e")).add(utf8("cafe \u30ab"));
        assertFinds(messages, new Body("cafe"), 0, 1);
        assertFinds(messages, new Body("CAF\u00c9"), 0);
        assertFinds(messages, new Body("\u30ab"), 0, 1);
        assertFinds(messages, new Body("\u30ac"), 0);
    }

    @Test
    void matchesAreFoundAcrossWindows() throws IOException {
        Random random = new Random(11);
        for (int length : new int[] {8180, 8185, 8189, 8190, 8191, 8192, 8193, 16380, 16383, 16384, 16385}) {
            for (String filler : List.of("a", "\u00e9", "\u4e2d", "e\u0301")) {
                String text = filler.repeat(length / filler.length()) + "ne\u0301edle" + "x".repeat(random.nextInt(20));
                assertFinds(new ListedMessages().add(utf8(text)), new Body("N\u00c9EDLE"), 0);
                String ascii = "a".repeat(length) + "needle";
                assertFinds(new ListedMessages().add("\r\n" + ascii), new Body("aneedle"), 0);
            }
        }
    }

    @Test
    void substringsAgreeWithAPlainSearch() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 3000; i++) {
            String text = random(random, 40);
            String wanted = random(random, 5);
            boolean expected = text.contains(wanted);
            assertThat(new SubstringMatcher(wanted).isIn(text))
                    .as(wanted + " in " + text)
                    .isEqualTo(expected);
        }
    }

    @Test
    void wordsAreFoundInAsciiTextsOfAnyLength() throws IOException {
        Random random = new Random(17);
        for (int i = 0; i < 300; i++) {
            String wanted = random(random, 8);
            int at = i < 100 ? 32_768 - random.nextInt(16) : random.nextInt(200);
            String text = "c".repeat(at)
                    + (random.nextBoolean() ? wanted : wanted.toUpperCase(java.util.Locale.ROOT))
                    + random(random, 100);
            assertFinds(new ListedMessages().add("\r\n" + text), new Body(wanted), 0);
            assertFinds(new ListedMessages().add("\r\n" + text), new Body(wanted + "c"));
            assertFinds(new ListedMessages().add("\r\nx " + text), new Body("X  " + text.substring(0, 3)), 0);
            assertFinds(new ListedMessages().add("\r\n\u00fc" + text), new Body(wanted), 0);
        }
        assertFinds(new ListedMessages().add("\r\nfoo\r\n bar"), new Body("o b"), 0);
        assertFinds(new ListedMessages().add("\r\nfoo\r\n bar"), new Body(" "), 0);
    }

    @Test
    void hugeTextIsReadInWindows() throws IOException {
        byte[] head = "Content-Type: text/plain; charset=iso-8859-5\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        ByteSource huge = new ByteSource() {
            @Override
            public long size() {
                return 60_000_000;
            }

            @Override
            public int read(long position, ByteBuffer into) {
                int count = (int) Math.min(into.remaining(), size() - position);
                assertThat(count).isLessThanOrEqualTo(1 << 20);
                for (int i = 0; i < count; i++) {
                    long at = position + i;
                    into.put(at < head.length ? head[(int) at] : (byte) (at > size() - 10 ? 0xd0 : 'a'));
                }
                return count;
            }
        };
        MessageParser parser = new MessageParser();
        parser.accept(head, 0, head.length);
        byte[] filler = new byte[60_000];
        Arrays.fill(filler, (byte) 'a');
        for (long at = head.length; at < huge.size(); at += filler.length) {
            parser.accept(filler, 0, (int) Math.min(filler.length, huge.size() - at));
        }
        ListedMessages messages = new ListedMessages()
                .add(huge, RenderedMessage.decode(parser.finish().render(new byte[0])), 0, new InternalDate(0, 0), 0);
        assertFinds(messages, new Body("a\u0430\u0430"), 0);
    }

    @Test
    void cheapConditionsSpareReading() throws IOException {
        ListedMessages messages =
                new ListedMessages().add("\r\nx", FlagBits.SEEN).add("\r\nx").add("\r\nx");
        assertFinds(messages, new And(List.of(new Body("x"), new HasFlag("\\Seen"))), 0);
        assertThat(messages.octetReads).isEqualTo(1);
        assertFinds(messages, new Or(new Body("x"), new Not(new HasFlag("\\Seen"))), 0, 1, 2);
        assertThat(messages.octetReads).isEqualTo(2);
    }

    @Test
    void interruptionStopsTheSearch() {
        ListedMessages messages = new ListedMessages().add("\r\nx");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> SearchEngine.search(messages, new Body("y"), messages))
                    .isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void deepQueriesAreRefusedNotOverflown() throws IOException {
        SearchQuery deep = new SearchQuery.All();
        for (int i = 0; i < 200; i++) {
            deep = new Not(deep);
        }
        assertFinds(new ListedMessages().add("x"), deep, 0);
        for (int i = 0; i < 100_000; i++) {
            deep = new Not(deep);
        }
        SearchQuery tooDeep = deep;
        ListedMessages messages = new ListedMessages();
        assertThatThrownBy(() -> SearchEngine.search(messages, tooDeep, messages))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertFinds(ListedMessages messages, SearchQuery query, int... indexes) throws IOException {
        assertThat(SearchEngine.search(messages, query, messages).stream().toArray())
                .isEqualTo(indexes);
    }

    private static String random(Random random, int maxLength) {
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(maxLength); n > 0; n--) {
            text.append(random.nextBoolean() ? 'a' : 'b');
        }
        return text.toString();
    }

    private static String utf8(String body) {
        return "Content-Type: text/plain; charset=utf-8\r\n\r\n"
                + new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String base64(String text, String charset) {
        return Base64.getMimeEncoder().encodeToString(text.getBytes(Charset.forName(charset)));
    }
}
