package org.posthaste.pop3.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthaste.common.net.Fragmenter;
import org.posthaste.common.net.InputBuffer;

class Pop3DecoderTest {
    private static List<String> decode(byte[] octets, Fragmenter fragmenter, long seed) {
        Pop3Decoder decoder = new Pop3Decoder();
        InputBuffer input = new InputBuffer();
        List<String> seen = new ArrayList<>();
        for (byte[] piece : fragmenter.cut(octets, new Random(seed))) {
            input.append(ByteBuffer.wrap(piece));
            Pop3Input next = decoder.next(input, Pop3Decoder.COMMAND_LIMIT);
            while (!(next instanceof Pop3Input.Incomplete)) {
                seen.add(
                        next instanceof Pop3Input.Line line
                                ? line.text()
                                : ((Pop3Input.Bad) next).reply().text());
                next = decoder.next(input, Pop3Decoder.COMMAND_LIMIT);
            }
            assertThat(input.available()).isLessThan(Pop3Decoder.COMMAND_LIMIT);
        }
        return seen;
    }

    private static List<String> decode(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        List<String> whole = decode(octets, Fragmenter.WHOLE, 0);
        assertThat(decode(octets, Fragmenter.OCTETS, 0)).isEqualTo(whole);
        for (int seed = 0; seed < 20; seed++) {
            assertThat(decode(octets, Fragmenter.RANDOM, seed)).isEqualTo(whole);
        }
        return whole;
    }

    @Test
    void linesEndWithCrLfOrLf() {
        assertThat(decode("STAT\r\nLIST 1\nnoop \r\n\r\nrest")).containsExactly("STAT", "LIST 1", "noop ", "");
    }

    @Test
    void aLineOfTheLimitIsTakenAndALongerOneIsSkippedToItsEnd() {
        String longest = "x".repeat(Pop3Decoder.COMMAND_LIMIT - 2);
        assertThat(decode(longest + "\r\nNOOP\r\n" + longest + "yy\r\nSTAT\r\n" + "z".repeat(5000) + "\r\nQUIT\r\n"))
                .containsExactly(longest, "NOOP", "Line too long", "STAT", "Line too long", "QUIT");
    }

    @Test
    void controlCharactersAndBrokenUtf8AreRefused() {
        assertThat(decode("USER \0\r\nUSER a\rb\r\nUSER \u00e4\r\n"))
                .containsExactly(Replies.BAD_OCTETS.text(), Replies.BAD_OCTETS.text(), "USER \u00e4");
        byte[] latin1 = "PASS \u00e4\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(decode(latin1, Fragmenter.WHOLE, 0)).containsExactly(Replies.BAD_OCTETS.text());
    }

    @Test
    void keywordsHaveNoCaseAndPasswordsKeepTheirSpaces() {
        Pop3Request pass = new Pop3Input.Line("pAss  two words ").request();
        assertThat(pass.keyword()).isEqualTo("PASS");
        assertThat(pass.rest()).isEqualTo(" two words ");
        assertThat(new Pop3Input.Line("TOP  1   2 ").request().parameters()).containsExactly("1", "2");
        assertThat(new Pop3Input.Line("NOOP").request().parameters()).isEmpty();
    }

    @Test
    void numbersAreDigitsAndNeverOverflow() {
        assertThat(Pop3Request.number("0012")).isEqualTo(12);
        assertThat(Pop3Request.number("99999999999999999999")).isEqualTo(Integer.MAX_VALUE);
        for (String bad : List.of("-1", "+1", "1x", "\u0661", "0x1")) {
            assertThatThrownBy(() -> Pop3Request.number(bad)).isInstanceOf(Pop3Refusal.class);
        }
    }
}
