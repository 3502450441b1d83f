package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.posthaste.common.message.OddMessages.Odd;

class PreviewTest {
    @Test
    void firstWordsOnOneLineWithoutQuotesAndSignature() {
        assertThat(preview("Subject: x\n\n\n  one\n\ttwo  \n> quoted\nthree\n-- \nsignature\n"))
                .isEqualTo("one two three");
        assertThat(preview("Subject: x\n\n> only\n> quoted\n")).isEqualTo("> only > quoted");
    }

    @Test
    void atMostTwoHundredCharactersAndNoHalfOnes() {
        String text = "\ud83d\ude00".repeat(300);
        String preview = preview("Content-Type: text/plain; charset=utf-8\n\n" + text);
        assertThat(preview.codePointCount(0, preview.length())).isEqualTo(200);
        assertThat(preview("Subject: x\n\n" + "word ".repeat(100)))
                .hasSizeLessThanOrEqualTo(200)
                .endsWith("word");
    }

    @Test
    void textBeforeHtmlAndNothingOfFiles() {
        String parts = "Content-Type: multipart/mixed; boundary=b\n\n"
                + "--b\nContent-Type: text/plain; name=notes.txt\n\nfile\n"
                + "--b\nContent-Type: text/html\n\n<p>html &amp; more</p>\n";
        assertThat(preview(parts + "--b--\n")).isEqualTo("html & more");
        assertThat(preview(parts + "--b\n\nplain\n--b--\n")).isEqualTo("plain");
        assertThat(preview("Content-Type: image/png\n\nabc")).isEmpty();
        assertThat(preview("")).isEmpty();
    }

    @Test
    void lineEndBeforeBoundaryIsNoPartOfTheText() {
        String message = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nText\n--bc\n--b\nsecond: part\n\nmore";
        assertThat(preview(message)).isEqualTo("Text --bc");
    }

    @Test
    void sameForEveryFragmentationOfOddMessages() {
        for (Odd odd : OddMessages.all()) {
            MessageParser whole = new MessageParser();
            whole.accept(odd.octets(), 0, odd.octets().length);
            MessageParser pieces = new MessageParser();
            for (int i = 0; i < odd.octets().length; i++) {
                pieces.accept(odd.octets(), i, 1);
            }
            String preview = whole.finish().preview();
            assertThat(pieces.finish().preview()).as(odd.name()).isEqualTo(preview);
            assertThat(preview.codePointCount(0, preview.length())).isLessThanOrEqualTo(200);
            assertThat(preview).doesNotContainPattern("\\p{Cntrl}");
        }
    }

    private static String preview(String message) {
        byte[] octets = message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        MessageParser parser = new MessageParser();
        parser.accept(octets, 0, octets.length);
        return parser.finish().preview();
    }
}
