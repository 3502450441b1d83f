package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
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
        assertThat(text(message.bodyStructure()))
                .isEqualTo("((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 12 1 NIL NIL NIL NIL)"
                        + "((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 5 0 NIL NIL NIL NIL)"
                        + "(\"TEXT\" \"HTML\" NIL NIL NIL \"BASE64\" 6 1 NIL NIL NIL NIL)"
                        + " \"ALTERNATIVE\" (\"BOUNDARY\" \"outer-inner\") NIL NIL NIL)"
                        + "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 81 8"
                                .replace(
                                        "81 8", body(NESTED, message.parts(), 3).length() + " ")
                        + "(NIL \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) ((\"TEXT\" \"PLAIN\" (\"CHARSET\""
                        + " \"US-ASCII\") NIL NIL \"7BIT\" 4 0 NIL NIL NIL NIL) \"MIXED\" (\"BOUNDARY\" \"x\") NIL NIL"
                        + " NIL) 7 NIL NIL NIL NIL) \"MIXED\" (\"BOUNDARY\" \"outer\") NIL NIL NIL)");
        assertThat(text(message.body()))
                .isEqualTo("((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 12 1)"
                        + "((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 5 0)"
                        + "(\"TEXT\" \"HTML\" NIL NIL NIL \"BASE64\" 6 1)"
                        + " \"ALTERNATIVE\")"
                        + "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" "
                        + body(NESTED, message.parts(), 3).length()
                        + " (NIL \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) "
                        + "((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 4 0) \"MIXED\") 7)"
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
