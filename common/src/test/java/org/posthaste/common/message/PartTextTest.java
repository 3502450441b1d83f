package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.OddMessages.Odd;

class PartTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '\0',
            value = {
                "quoted-printable|a=3Db=3d|a=b=",
                "quoted-printable|soft=\\r\\nbreak|softbreak",
                "quoted-printable|soft= \\t\\r\\nbreak|softbreak",
                "quoted-printable|soft=\\nbreak|softbreak",
                "quoted-printable|trailing \\t\\r\\nx|trailing\\r\\nx",
                "quoted-printable|trailing  \\nx|trailing\\nx",
                "quoted-printable|in  the middle|in  the middle",
                "quoted-printable|=ZZ =4 =|=ZZ =4 =",
                "quoted-printable|==41|=A",
                "quoted-printable|=4=41|=4A",
                "quoted-printable|a\\rb|a\\rb",
                "quoted-printable|a\\r\\r\\nb|a\\r\\r\\nb",
                "quoted-printable|end=|end=",
                "quoted-printable|end   |end   ",
                "quoted-printable|= x|= x",
                "Quoted-Printable|=41=\\r\\n=42|AB",
                "base64|SGVsbG8=|Hello",
                "base64|SGVsbG8|Hello",
                "base64|SGVs\\r\\nbG8=\\r\\n|Hello",
                "base64|SG Vs*bG-8=|Hello",
                "base64|SGk=SGk=|HiHi",
                "base64|=|",
                "base64|S|",
                "8bit|a=3Db|a=3Db",
                "x-other|a=3Db|a=3Db",
            })
    void transferEncodingsAreDecodedTolerantly(String encoding, String encoded, String expected) throws IOException {
        byte[] octets = encoded.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
        for (int piece = 1; piece <= octets.length; piece++) {
            InputStream decoded = TransferDecoding.decode(new Trickling(octets, piece), encoding);
            assertThat(new String(decoded.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(expected == null ? "" : expected.translateEscapes());
        }
    }

    @Test
    void base64AgreesWithTheEncoder() throws IOException {
        Random random = new Random(8);
        for (int i = 0; i < 300; i++) {
            byte[] octets = new byte[random.nextInt(30_000)];
            random.nextBytes(octets);
            byte[] encoded = Base64.getMimeEncoder().encode(octets);
            InputStream decoded = TransferDecoding.decode(new Trickling(encoded, 1 + random.nextInt(9000)), "base64");
            assertThat(decoded.readAllBytes()).isEqualTo(octets);
        }
    }

    @Test
    void longRunsOfBlanksAreKeptInBounds() throws IOException {
        byte[] blanks = new byte[100_000];
        Arrays.fill(blanks, (byte) ' ');
        blanks[99_999] = 'x';
        InputStream decoded = TransferDecoding.decode(new ByteArrayInputStream(blanks), "quoted-printable");
        assertThat(decoded.readAllBytes()).isEqualTo(blanks);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '\0',
            value = {
                "plain|plain",
                "<p>one</p><p>two</p>| one  two ",
                "H<b>ell</b>o <A HREF='x'>y</A>|Hello y",
                "x<br>y<br/>z|x y z",
                "a&amp;b &lt;c&gt; &eacute; &#228;&#xE4; &euro;|a&b <c> \u00e9 \u00e4\u00e4 \u20ac",
                "&unknown; &; & &#; &#x; &#1114112; &#xD800;|&unknown; &; & &#; &#x; &#1114112; &#xD800;",
                "AT&T &ampx &amp|AT&T &ampx &",
                "a < b <3 <|a < b <3 ",
                "x<!-- <p>no --> -->y|x -->y",
                "x<!---->y<!-- a -- b -->z|xyz",
                "<!DOCTYPE html>x<?php y ?>z|x z",
                "<style>p{color:red}</style>x<script>if(a</b)</script>y|  x  y",
                "<SCRIPT src='a>b'>no</ScRiPt >y|  y",
                "<p title='it>s' alt=\"a>b\">x| x",
                "<p title=it's>x</p>| x ",
                "<img alt=\"a\"x> <unclosed|  ",
                "</span>x</div>y|x y",
            })
    void htmlIsReadWithoutTags(String html, String expected) throws IOException {
        for (int piece = 1; piece <= html.length(); piece++) {
            StringWriter out = new StringWriter();
            int size = piece;
            Reader source = new StringReader(html) {
                @Override
                public int read(char[] into, int offset, int length) throws IOException {
                    return super.read(into, offset, Math.min(length, size));
                }
            };
            try (Reader reader = new HtmlText(source)) {
                reader.transferTo(out);
            }
            assertThat(out).hasToString(expected);
        }
    }

    @Test
    void everyCharsetOfTheOddMessagesIsRead() throws IOException {
        for (Odd message : OddCharsets.all()) {
            MessageParser parser = new MessageParser();
            parser.accept(message.octets(), 0, message.octets().length);
            ParsedMessage parsed = parser.finish();
            PartIndex.Part root = parsed.parts().root();
            if (message.name().startsWith("charset-")
                    && parsed.header().first("X-Subject").isPresent()) {
                String subject = EncodedWords.decode(
                        parsed.header().first("X-Subject").orElseThrow().body());
                StringWriter text = new StringWriter();
                try (Reader reader = PartText.open(ByteSource.of(message.octets()), root)) {
                    reader.transferTo(text);
                }
                assertThat(text.toString())
                        .as(message.name())
                        .startsWith(subject)
                        .contains("Second line.")
                        .doesNotContain("\ufffd");
                assertThat(subject.chars().anyMatch(c -> c > 0x7f)).isTrue();
            }
        }
    }

    @Test
    void octetsWithoutCharsetAreUtf8OrElseWestern() throws IOException {
        assertThat(text("\u00c3\u00bc caf\u00e9")).isEqualTo("\u00fc caf\u00e9\n");
        assertThat(text("\u00e2\u0082\u00ac \u0093x\u0094 \u00f0\u009f\u0098\u0080"))
                .isEqualTo("\u20ac \u201cx\u201d \ud83d\ude00\n");
        assertThat(text("\u00c0\u0080 \u00ed\u00a0\u0080 \u00ff"))
                .isEqualTo("\u00c0\u20ac \u00ed\u00a0\u20ac \u00ff\n");
        assertThat(text("\u00e2\u0082")).isEqualTo("\u00e2\u201a\n");
    }

    private static String text(String octets) throws IOException {
        byte[] message =
                ("Content-Type: text/plain; charset=us-ascii\r\n\r\n" + octets).getBytes(StandardCharsets.ISO_8859_1);
        MessageParser parser = new MessageParser();
        parser.accept(message, 0, message.length);
        StringWriter text = new StringWriter();
        try (Reader reader =
                PartText.open(ByteSource.of(message), parser.finish().parts().root())) {
            reader.transferTo(text);
        }
        return text.toString();
    }

    /** Gives a few octets at a time. */
    private static final class Trickling extends ByteArrayInputStream {
        private final int piece;

        Trickling(byte[] octets, int piece) {
            super(octets);
            this.piece = piece;
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, piece));
        }
    }
}
