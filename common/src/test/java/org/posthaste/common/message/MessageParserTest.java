package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthaste.common.message.PartIndex.Part;

class MessageParserTest {
    private static final String NESTED = lines(
            "From: a@b",
            "Subject: outer",
            "MIME-Version: 1.0",
            "Content-Type: multipart/mixed; boundary=outer",
            "",
            "preamble",
            "--outer",
            "",
            "first part",
            "",
            "--outer",
            "Content-Type: multipart/alternative; boundary=\"outer-inner\"",
            "",
            "--outer-inner",
            "Content-Type: text/plain; charset=utf-8",
            "",
            "plain",
            "--outer-inner",
            "Content-Type: text/html",
            "Content-Transfer-Encoding: base64",
            "",
            "PGI+",
            "",
            "--outer-inner--",
            "inner epilogue",
            "--outer",
            "Content-Type: message/rfc822",
            "",
            "Subject: inner",
            "Content-Type: multipart/mixed; boundary=x",
            "",
            "--x",
            "",
            "deep",
            "--x--",
            "",
            "--outer--",
            "epilogue");

    @Test
    void multipartWithoutPartsHasAnEmptyOne() {
        ParsedMessage message = parse(lines("Content-Type: multipart/mixed; boundary=b", "", "nothing", ""));
        assertThat(message.parts().find(new int[] {1}).orElseThrow().bodySize()).isZero();
        assertThat(message.parts().find(new int[] {2})).isEmpty();
        assertThat(message.parts().find(new int[] {1, 1})).isEmpty();
    }

    @Test
    void plainMessageIsOnePart() {
        String text = lines("Subject: x", "", "one", "two", "");
        Part root = parse(text).parts().root();
        assertThat(body(text, root)).isEqualTo("one\r\ntwo\r\n");
        assertThat(root.lines()).isEqualTo(2);
        assertThat(root.type() + "/" + root.subtype() + " " + root.encoding()).isEqualTo("text/plain 7bit");
    }

    @Test
    void partsAreSlicesOfTheMessage() {
        PartIndex parts = parse(NESTED).parts();
        assertThat(parts.root().children()).hasSize(3);
        assertThat(body(NESTED, parts, 1)).isEqualTo("first part\r\n");
        assertThat(body(NESTED, parts, 2, 1)).isEqualTo("plain");
        assertThat(body(NESTED, parts, 2, 2)).isEqualTo("PGI+\r\n");
        assertThat(body(NESTED, parts, 2))
                .startsWith("--outer-inner\r\n")
                .endsWith("--outer-inner--\r\ninner epilogue");
        assertThat(body(NESTED, parts, 3)).startsWith("Subject: inner").endsWith("--x--\r\n");
        assertThat(body(NESTED, parts, 3, 1)).isEqualTo("deep");
        assertThat(header(NESTED, parts, 2, 1)).isEqualTo("Content-Type: text/plain; charset=utf-8\r\n\r\n");
        assertThat(header(NESTED, parts, 1)).isEqualTo("\r\n");
        assertThat(parts.find(new int[] {3, 2})).isEmpty();
        assertThat(parts.find(new int[] {4})).isEmpty();
    }

    @Test
    void structureIsRendered() {
        RenderedMessage message = RenderedMessage.decode(parse(NESTED).render(new byte[0]));
        String plain = "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" ";
        assertThat(text(message.bodyStructure()))
                .isEqualTo("(" + plain + "12 1 NIL NIL NIL NIL)((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL"
                        + " \"7BIT\" 5 0 NIL NIL NIL NIL)(\"TEXT\" \"HTML\" NIL NIL NIL \"BASE64\" 6 1"
                        + " NIL NIL NIL NIL) \"ALTERNATIVE\" (\"BOUNDARY\" \"outer-inner\") NIL NIL"
                        + " NIL)(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 81 (NIL \"inner\" NIL NIL"
                        + " NIL NIL NIL NIL NIL NIL) ("
                        + plain + "4 0 NIL NIL NIL NIL) \"MIXED\" (\"BOUNDARY\" \"x\") NIL NIL NIL) 7 NIL NIL NIL NIL)"
                        + " \"MIXED\" (\"BOUNDARY\" \"outer\") NIL NIL NIL)");
        assertThat(text(message.body()))
                .isEqualTo("(" + plain + "12 1)((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 5"
                        + " 0)(\"TEXT\" \"HTML\" NIL NIL NIL \"BASE64\" 6 1)"
                        + " \"ALTERNATIVE\")(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 81 (NIL"
                        + " \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) ("
                        + plain + "4 0) \"MIXED\") 7)"
                        + " \"MIXED\")");
    }

    @Test
    void everyFragmentationGivesTheSame() {
        byte[] whole = parse(NESTED).render(new byte[0]);
        byte[] octets = octets(NESTED);
        for (int size = 1; size < octets.length; size++) {
            MessageParser parser = new MessageParser();
            for (int at = 0; at < octets.length; at += size) {
                parser.accept(octets, at, Math.min(size, octets.length - at));
            }
            assertThat(parser.finish().render(new byte[0]))
                    .as("pieces of " + size)
                    .isEqualTo(whole);
        }
    }

    @Test
    void prefixMovesEverythingButTheTop() {
        byte[] prefix = octets("Return-Path: <x@y>\r\nDate: Thu, 1 Jan 1970 00:00:01 +0000\r\n");
        RenderedMessage message = RenderedMessage.decode(parse(NESTED).render(prefix));
        String whole = text(prefix) + NESTED;
        assertThat(message.size()).isEqualTo(whole.length());
        assertThat(header(whole, message.parts())).startsWith("Return-Path").endsWith("boundary=outer\r\n\r\n");
        assertThat(message.headerSize())
                .isEqualTo(header(whole, message.parts()).length());
        assertThat(body(whole, message.parts(), 2, 1)).isEqualTo("plain");
        assertThat(body(whole, message.parts(), 3, 1)).isEqualTo("deep");
        assertThat(text(message.envelope())).startsWith("(\"Thu, 1 Jan 1970 00:00:01 +0000\" \"outer\" ");
        assertThat(message.sentDate()).contains(new RenderedMessage.SentDate(1000, 0));
        assertThat(message.headerFields(List.of("SUBJECT", "RETURN-PATH")).map(MessageParserTest::text))
                .contains("Return-Path: <x@y>\r\nSubject: outer\r\n");
        assertThat(message.headerFields(List.of("X-ODD"))).isEmpty();
        assertThat(message.headerFields(List.of("CC")).map(MessageParserTest::text))
                .contains("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "null",
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "no boundary at all|",
                "--b\\r\\n\\r\\nx\\r\\n--b--|x",
                "--b\\n\\nx\\n--b--|x",
                "--b\\r\\n\\r\\nx\\n--b\\n\\ny\\r\\n--b--|x,y",
                "--b\\r\\n\\r\\nx|x",
                "--b\\r\\n\\r\\nx\\r\\n--b|x,",
                "--b\\r\\n\\r\\nx\\r\\n|x\\r\\n",
                "--b\\r\\n\\r\\nx\\r\\n\\r\\n--b--|x\\r\\n",
                "--b\\r\\n\\r\\n--b--|",
                "--b\\r\\n\\r\\n\\r\\n--b--|``",
                "--b--|",
                "--b\\r\\nX: y\\r\\n--b\\r\\n\\r\\nx\\r\\n--b--|,x",
                "--b  \\r\\n\\r\\nx\\r\\n--b\\t\\r\\n\\r\\ny\\r\\n--b-- \\r\\nepilogue|x,y",
                "--b\\r"
                        + "\\n"
                        + "\\r"
                        + "\\n"
                        + "x\\r"
                        + "\\n"
                        + "--bb\\r"
                        + "\\n"
                        + "--b x\\r"
                        + "\\n"
                        + "--b-\\r"
                        + "\\n"
                        + "--b--x\\r"
                        + "\\n"
                        + " -- b\\r"
                        + "\\n"
                        + "--b--|x\\r"
                        + "\\n"
                        + "--bb\\r"
                        + "\\n"
                        + "--b x\\r"
                        + "\\n"
                        + "--b-\\r"
                        + "\\n"
                        + "--b--x\\r"
                        + "\\n"
                        + " -- b",
                "--b\\r\\n\\r\\nx\\r\\n--b--\\r\\n--b\\r\\n\\r\\ny|x",
                "x --b\\r\\n\\r\\nx\\r\\n--b--|",
                "--b\\r\\n\\r\\nx\\r--b--\\r\\n|x\\r--b--\\r\\n",
                "--b\\r\\n\\r\\nx\\r\\r\\n--b--\\r\\n|x\\r",
            })
    void boundariesAreLines(String body, String parts) {
        String text = lines("Content-Type: multipart/mixed; boundary=b", "", body.translateEscapes());
        for (int piece = 1; piece < 20; piece++) {
            List<String> bodies = new ArrayList<>();
            parse(text, piece).parts().root().children().forEach(child -> bodies.add(body(text, child)));
            String expected = parts == null ? "" : parts.translateEscapes();
            assertThat(String.join(",", bodies)).isEqualTo(expected);
        }
    }

    @Test
    void innerBoundaryWinsUntilItIsClosed() {
        String text = lines(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "",
                "x",
                "--b--",
                "between",
                "--b",
                "",
                "y",
                "--b--");
        PartIndex parts = parse(text).parts();
        assertThat(body(text, parts, 1, 1)).isEqualTo("x");
        assertThat(body(text, parts, 2)).isEqualTo("y");
    }

    @Test
    void outerBoundaryEndsInnerPartsThatWereNotClosed() {
        String text = lines(
                "Content-Type: multipart/mixed; boundary=o",
                "",
                "--o",
                "Content-Type: multipart/mixed; boundary=i",
                "",
                "--i",
                "Content-Type: message/rfc822",
                "",
                "X: y",
                "",
                "x",
                "--o",
                "",
                "z",
                "--i",
                "--o--");
        PartIndex parts = parse(text).parts();
        assertThat(body(text, parts, 1, 1, 1)).isEqualTo("x");
        assertThat(body(text, parts, 1, 1)).isEqualTo("X: y\r\n\r\nx");
        assertThat(body(text, parts, 2)).isEqualTo("z\r\n--i");
    }

    @Test
    void boundaryWithinAnEmbeddedHeaderEndsTheMessage() {
        String text = lines(
                "Content-Type: multipart/mixed; boundary=o",
                "",
                "--o",
                "Content-Type: message/rfc822",
                "",
                "X: y",
                "--o",
                "Content-Type: message/rfc822",
                "",
                "X: y",
                "",
                "--o--");
        PartIndex parts = parse(text).parts();
        assertThat(body(text, parts, 1)).isEqualTo("X: y");
        assertThat(parts.find(new int[] {1}).orElseThrow().children().get(0).headerSize())
                .isEqualTo(4);
        assertThat(body(text, parts, 2)).isEqualTo("X: y\r\n");
    }

    @Test
    void digestPartsAreMessagesUnlessTheySayOtherwise() {
        String text = lines(
                "Content-Type: multipart/digest; boundary=d",
                "",
                "--d",
                "",
                "Subject: 1",
                "",
                "x",
                "--d",
                "Content-Type: text/plain",
                "",
                "y",
                "--d--");
        PartIndex parts = parse(text).parts();
        assertThat(parts.find(new int[] {1}).orElseThrow().isMessage()).isTrue();
        assertThat(body(text, parts, 1, 1)).isEqualTo("x");
        assertThat(parts.find(new int[] {2}).orElseThrow().type()).isEqualTo("text");
    }

    @Test
    void encodedMessagesAreNotLookedInto() {
        PartIndex parts = parse(lines(
                        "Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", "U3ViamVjdDogeA=="))
                .parts();
        assertThat(parts.root().isMessage()).isFalse();
        assertThat(parts.find(new int[] {1})).contains(parts.root());
    }

    @Test
    void headerOfAMessageWithoutBodyIsTheMessage() {
        for (String text : List.of("", "Subject: x", "Subject: x\r\n", "no field at all")) {
            Part root = parse(text).parts().root();
            assertThat(root.bodyOffset()).isEqualTo(text.length());
            assertThat(root.bodySize()).isZero();
        }
        assertThat(parse("\r\nx").parts().root().bodyOffset()).isEqualTo(2);
        assertThat(parse("\nx").parts().root().bodyOffset()).isEqualTo(1);
        assertThat(parse("A: b\n\r\nx").parts().root().bodyOffset()).isEqualTo(7);
        assertThat(parse("A: b\r\n\nx").parts().root().bodyOffset()).isEqualTo(7);
        assertThat(parse("A: b\r\n\r\r\n\r\nx").parts().root().bodyOffset()).isEqualTo(11);
    }

    @Test
    void prefixBeforeAnOddBeginning() {
        byte[] prefix = octets("Return-Path: <>\r\n");
        for (String text :
                List.of("", "x", "\r\nbody", " folded\r\nSubject: x\r\n\r\nbody", "junk\r\nSubject: x\r\n\r\n")) {
            RenderedMessage message = RenderedMessage.decode(parse(text).render(prefix));
            assertThat(message.size()).isEqualTo(prefix.length + text.length());
            assertThat(message.headerFields(List.of("RETURN-PATH"))
                            .map(MessageParserTest::text)
                            .orElseThrow())
                    .isEqualTo(text.startsWith(" ") ? "Return-Path: <>\r\n folded\r\n" : "Return-Path: <>\r\n");
        }
    }

    @Test
    void damagedOrForeignStoredFormsAreRefused() {
        byte[] stored = parse(NESTED).render(new byte[0]);
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertThatThrownBy(() -> RenderedMessage.decode(cut))
                    .as("cut to " + length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        byte[] other = stored.clone();
        other[0]++;
        assertThatThrownBy(() -> RenderedMessage.decode(other)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ParsedMessage parse(String text, int piece) {
        MessageParser parser = new MessageParser();
        byte[] octets = octets(text);
        for (int at = 0; at < octets.length; at += piece) {
            parser.accept(octets, at, Math.min(piece, octets.length - at));
        }
        return parser.finish();
    }

    private static ParsedMessage parse(String text) {
        MessageParser parser = new MessageParser();
        byte[] octets = octets(text);
        parser.accept(octets, 0, octets.length);
        return parser.finish();
    }

    private static String body(String text, PartIndex parts, int... path) {
        return body(text, parts.find(path).orElseThrow());
    }

    private static String body(String text, Part part) {
        return text.substring((int) part.bodyOffset(), (int) (part.bodyOffset() + part.bodySize()));
    }

    private static String header(String text, PartIndex parts, int... path) {
        Part part = parts.find(path).orElseThrow();
        return text.substring((int) part.headerOffset(), (int) part.bodyOffset());
    }

    private static String lines(String... lines) {
        return String.join("\r\n", new ArrayList<>(Arrays.asList(lines)));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
