package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyStructureTest {
    @Test
    void exampleOfTheStandard() {
        // RFC 9051 §7.5.2: a text part and a base64 text attachment
        String message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\n"
                + "Content-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\n\r\n"
                + "Hello\r\n\r\n"
                + "--b\r\n"
                + "Content-Type: text/plain; charset=us-ascii; name=\"cc.diff\"\r\n"
                + "Content-ID: <960723163407.20117h@cac.washington.edu>\r\n"
                + "Content-Description: Compiler diff\r\n"
                + "Content-Transfer-Encoding: BASE64\r\n\r\n"
                + "YQ==\r\n"
                + "Yg==\r\n"
                + "--b--\r\n";
        assertThat(body(message))
                .isEqualTo("((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 7 1)(\"TEXT\" \"PLAIN\""
                        + " (\"CHARSET\" \"us-ascii\" \"NAME\" \"cc.diff\")"
                        + " \"<960723163407.20117h@cac.washington.edu>\" \"Compiler diff\" \"BASE64\" 10 1)"
                        + " \"MIXED\")");
    }

    @Test
    void extensionDataOfAPart() {
        assertThat(structure("Content-Type: application/pdf\r\n"
                        + "Content-MD5: Q2hlY2s=\r\n"
                        + "Content-Disposition: attachment; filename=\"a.pdf\"; size=3\r\n"
                        + "Content-Language: en, de (German)\r\n"
                        + "Content-Location: http://example.org/\r\n\r\n"
                        + "abc"))
                .isEqualTo("(\"APPLICATION\" \"PDF\" NIL NIL NIL \"7BIT\" 3 \"Q2hlY2s=\" (\"ATTACHMENT\" (\"FILENAME\""
                        + " \"a.pdf\" \"SIZE\" \"3\")) (\"en\" \"de\") \"http://example.org/\")");
    }

    @Test
    void extensionDataOfAMultipart() {
        assertThat(structure("Content-Type: multipart/mixed; boundary=b; x=y\r\n"
                        + "Content-Disposition: inline\r\n"
                        + "Content-Language: en\r\n"
                        + "Content-Location: l\r\n\r\n"
                        + "--b\r\n"
                        + "Content-Type: a/b\r\n\r\n"
                        + "x\r\n"
                        + "--b--"))
                .isEqualTo("((\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL NIL) \"MIXED\" (\"BOUNDARY\" \"b\" \"X\""
                        + " \"y\") (\"INLINE\" NIL) (\"en\") \"l\")");
    }

    @Test
    void whatCannotBeMissingIsSupplied() {
        String nothing = "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 0 0 NIL NIL NIL NIL)";
        assertThat(structure("")).isEqualTo(nothing);
        assertThat(structure("Content-Type: multipart/mixed; boundary=b\r\n\r\nx"))
                .isEqualTo("(" + nothing + " \"MIXED\" (\"BOUNDARY\" \"b\") NIL NIL NIL)");
        assertThat(structure(
                        "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA=="))
                .isEqualTo(
                        "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"BASE64\" 16 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) "
                                + nothing + " 0 NIL NIL NIL NIL)");
    }

    @Test
    void globalMessagesAreBasicToClientsAndLookedIntoByUs() {
        String message = "Content-Type: message/global\r\n\r\nSubject: x\r\n\r\ny";
        assertThat(structure(message)).isEqualTo("(\"MESSAGE\" \"GLOBAL\" NIL NIL NIL \"7BIT\" 15 NIL NIL NIL NIL)");
        assertThat(body(message)).isEqualTo("(\"MESSAGE\" \"GLOBAL\" NIL NIL NIL \"7BIT\" 15)");
        assertThat(rendered(message).parts().root().isMessage()).isTrue();
    }

    @Test
    void bodyKeepsWhatLooksLikeExtensions() {
        assertThat(body("Content-Type: text/x; a=\"(\\\"){3}\"; b=\"\u00fc)\"\r\n"
                        + "Content-Description: ) NIL (\r\n\r\n"
                        + "x"))
                .isEqualTo("(\"TEXT\" \"X\" (\"A\" \"(\\\"){3}\" \"B\" {2}\r\n\u00fc)) NIL \") NIL (\" \"7BIT\" 1 0)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "text/plain|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\")",
                "text/html|\"TEXT\" \"HTML\" NIL",
                "TEXT/Plain; Charset=UTF-8|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"UTF-8\")",
                "text/plain;charset=utf-8;format=flowed|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\" \"FORMAT\""
                        + " \"flowed\")",
                "text/plain; charset = \"utf-8\"|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\")",
                "text/plain charset=utf-8|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\")",
                "text/plain; charset=utf-8; charset=latin1|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\" \"CHARSET\""
                        + " \"latin1\")",
                "text/plain; charset=us-ascii (Plain text)|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"us-ascii\")",
                "text (a) / (b) plain (c); (d) charset (e) = (f) utf-8 (g)|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\")",
                "text/plain; charset=|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"\")",
                "text/plain; charset|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\")",
                "text/plain; charset=\"utf-8|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\")",
                "text/plain; charset*=us-ascii'en'utf-8|\"TEXT\" \"PLAIN\" (\"CHARSET*\" \"us-ascii'en'utf-8\")",
                "text|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\")",
                "junk; name=x|\"TEXT\" \"PLAIN\" (\"NAME\" \"x\" \"CHARSET\" \"US-ASCII\")",
                "a/b/c|\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\")",
                "application/x; name=a b.txt; y=z|\"APPLICATION\" \"X\" (\"NAME\" \"a b.txt\" \"Y\" \"z\")",
                "application/x; name=\"a;b\\\"c\\\\\"|\"APPLICATION\" \"X\" (\"NAME\" \"a;b\\\"c\\\\\")",
                "application/x; name==?utf-8?Q?x?=|\"APPLICATION\" \"X\" (\"NAME\" \"=?utf-8?Q?x?=\")",
                "application/x; ; =y; na me=z; ok=1|\"APPLICATION\" \"X\" (\"ME\" \"z\" \"OK\" \"1\")",
                "application/x;|\"APPLICATION\" \"X\" NIL",
                "application/octet-stream; name=\"x\" junk; a=b|\"APPLICATION\" \"OCTET-STREAM\" (\"NAME\" \"x\" \"A\""
                        + " \"b\")",
            })
    void contentTypesAreReadTolerantly(String contentType, String expected) {
        String structure = structure("Content-Type: " + contentType + "\r\n\r\n");
        assertThat(structure).startsWith("(" + expected + " NIL NIL \"7BIT\" 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "attachment; filename=a.txt|a.txt",
                "attachment; filename=\"a b.txt\"|a b.txt",
                "attachment; filename*=utf-8''%c3%a4.txt|\u00e4.txt",
                "attachment; filename*=iso-8859-1'de'%e4.txt|\u00e4.txt",
                "attachment; filename=plain; filename*=utf-8''%c3%a4|\u00e4",
                "attachment; filename*0=a; filename*1=b; filename*2=c|abc",
                "attachment; filename*1=b; filename*0=a; filename*3=d|ab",
                "attachment; filename*0*=utf-8''%c3; filename*1*=%a4; filename*2=%41|\u00e4%41",
                "attachment; filename*0*=utf-8''%e2%82; filename*1*=%ac|\u20ac",
                "attachment; filename=\"=?utf-8?Q?=C3=A4.txt?=\"|\u00e4.txt",
                "attachment; filename=\"=?utf-8?Q?=C3=A4?= =?utf-8?Q?.txt?=\"|\u00e4.txt",
                "attachment; filename*0=\"=?utf-8?Q?=C3\"; filename*1=\"=A4?=\"|\u00e4",
                "attachment; filename*=%zz%4|%zz%4",
                "attachment; filename*=x-unknown''%c3%a4|\u00e4",
                "attachment; FILENAME=X|X",
            })
    void filenamesAreDecoded(String disposition, String expected) {
        assertThat(filename("Content-Disposition: " + disposition + "\r\n")).isEqualTo(expected);
    }

    @Test
    void typesNameIsUsedWhereTheDispositionHasNone() {
        assertThat(filename("Content-Type: a/b; name*=utf-8''%c3%a4\r\nContent-Disposition: inline\r\n"))
                .isEqualTo("\u00e4");
        assertThat(filename("Content-Type: a/b; name=x\r\nContent-Disposition: inline; filename=y\r\n"))
                .isEqualTo("y");
        assertThat(filename("Content-Type: a/b; name=\u00c3\u00a4\r\n")).isEqualTo("\u00e4");
        assertThat(filename("Content-Type: a/b; name=\u00e4\r\n")).isEqualTo("\u00e4");
    }

    private static String filename(String header) {
        return rendered(header + "\r\n").parts().root().filename();
    }

    private static String structure(String message) {
        byte[] structure = rendered(message).bodyStructure();
        ImapGrammar.body(structure, true);
        return new String(structure, StandardCharsets.ISO_8859_1);
    }

    private static String body(String message) {
        byte[] body = rendered(message).body();
        ImapGrammar.body(body, false);
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    private static RenderedMessage rendered(String message) {
        MessageParser parser = new MessageParser();
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        parser.accept(octets, 0, octets.length);
        return RenderedMessage.decode(parser.finish().render(new byte[0]));
    }
}
