package org.posthaste.common.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.common.io.DotEncoder.BareCr;
import org.posthaste.common.net.OutputChunk;

class DotCodingTest {
    private static final String BEHIND = "QUIT\r\n";

    @ParameterizedTest
    @CsvSource({
        "'.~', ''",
        "'a~.~', 'a~'",
        "'a~..~.~', 'a~.~'",
        "'..a~.~', '.a~'",
        "'.a~.~', 'a~'",
        "'a.~b.~.~', 'a.~b.~'",
        "'~~.~', '~~'",
        "'a~...~.~', 'a~..~'",
        "'012345678901234567890123456789~.~', '012345678901234567890123456789~'"
    })
    void dataEndsAtADotOnItsOwnAndLosesStuffedDots(String wire, String expected) throws IOException {
        Decoded decoded = decodeEveryWay(crlf(wire) + BEHIND);
        assertThat(decoded.text).isEqualTo(crlf(expected));
        assertThat(decoded.left).isEqualTo(BEHIND);
        assertThat(decoded.bareLf || decoded.bareCr).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n.\nb",
                "a\n.\r\nb",
                "a\r.\r\nb",
                "a\r\n.\nb",
                "a\r\n.\rb",
                "a\r.\rb",
                "a\r\n.\r\r\nb",
                "a\n.\r\r\n",
                "\n.\r\n",
                "a\r\r\n.x",
                "a\n\r.\r\n"
            })
    void nothingButCrlfDotCrlfEndsTheDataAndLoneOctetsAreReported(String wire) throws IOException {
        Decoded decoded = decodeEveryWay(wire + "\r\n.\r\n" + BEHIND);
        assertThat(decoded.left).isEqualTo(BEHIND);
        assertThat(decoded.bareLf || decoded.bareCr).isTrue();
    }

    @Test
    void loneLineFeedAndLoneCarriageReturnAreToldApart() throws IOException {
        Decoded lf = decodeEveryWay("a\nb\r\n.\r\n");
        assertThat(lf.bareLf).isTrue();
        assertThat(lf.bareCr).isFalse();
        Decoded cr = decodeEveryWay("a\rb\r\n.\r\n");
        assertThat(cr.bareLf).isFalse();
        assertThat(cr.bareCr).isTrue();
        Decoded dotted = decodeEveryWay("a\r\n.\rb\r\n.\r\n");
        assertThat(dotted.text).isEqualTo("a\r\n\rb\r\n");
        assertThat(dotted.bareCr).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '.~'",
        "'a', 'a~.~'",
        "'a~', 'a~.~'",
        "'.', '..~.~'",
        "'.~..~a.b~', '..~...~a.b~.~'",
        "'a~.', 'a~..~.~'",
        "'~~', '~~.~'"
    })
    void sentDataIsStuffedAndEnded(String message, String wire) throws IOException {
        for (BareCr bareCr : BareCr.values()) {
            assertThat(encodeEveryWay(crlf(message), bareCr)).isEqualTo(crlf(wire));
        }
    }

    @Test
    void loneLineFeedIsSentAsLineEnd() throws IOException {
        for (BareCr bareCr : BareCr.values()) {
            assertThat(encodeEveryWay("a\n.\n\nb\n", bareCr)).isEqualTo("a\r\n..\r\n\r\nb\r\n.\r\n");
        }
    }

    @Test
    void loneCarriageReturnIsKeptOrMadeALineEnd() throws IOException {
        assertThat(encodeEveryWay("a\r.b\r", BareCr.KEEP)).isEqualTo("a\r.b\r\n.\r\n");
        assertThat(encodeEveryWay("a\r.b\r\r\nc\r", BareCr.AS_CRLF)).isEqualTo("a\r\n..b\r\n\r\nc\r\n.\r\n");
    }

    @Test
    void whatIsEncodedIsDecodedToTheSame() throws IOException {
        Random random = new Random(5321);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(new String[] {".", "\r\n", "a", "bcdefghijk", "\u00e9", "\t"}[random.nextInt(6)]);
            }
            text.append("\r\n");
            String wire = encode(text.toString(), BareCr.KEEP, 1 + random.nextInt(40) + 6);
            assertThat(decode(wire + BEHIND, random, 20).text).isEqualTo(text.toString());
        }
    }

    @Test
    void sourceThatEndsEarlyIsAnErrorAndNotAShorterMessage() {
        ByteSource shorter = new ByteSource() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public int read(long position, ByteBuffer into) {
                return 0;
            }
        };
        assertThatThrownBy(
                        () -> new DotEncoder(shorter, BareCr.KEEP).writeNext(new OutputChunk(ByteBuffer.allocate(64))))
                .isInstanceOf(IOException.class);
    }

    private static String crlf(String text) {
        return text.replace("~", "\r\n");
    }

    private record Decoded(String text, String left, boolean bareLf, boolean bareCr) {}

    /** Whole, octet by octet, and cut at random places: always the same. */
    private static Decoded decodeEveryWay(String wire) throws IOException {
        Random random = new Random(wire.hashCode());
        Decoded whole = decode(wire, random, wire.length());
        assertThat(decode(wire, random, 1)).isEqualTo(whole);
        for (int i = 0; i < 30; i++) {
            assertThat(decode(wire, random, 7)).isEqualTo(whole);
        }
        return whole;
    }

    private static Decoded decode(String wire, Random random, int most) throws IOException {
        byte[] octets = wire.getBytes(StandardCharsets.ISO_8859_1);
        DotDecoder decoder = new DotDecoder();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int at = 0;
        while (at < octets.length && !decoder.ended()) {
            int end = Math.min(octets.length, at + (most == octets.length ? most : 1 + random.nextInt(most)));
            at += decoder.decode(octets, at, end, text::write);
            assertThat(decoder.ended() || at == end).isTrue();
        }
        assertThat(decoder.ended()).isTrue();
        String left = new String(octets, at, octets.length - at, StandardCharsets.ISO_8859_1);
        return new Decoded(text.toString(StandardCharsets.ISO_8859_1), left, decoder.bareLf(), decoder.bareCr());
    }

    private static String encodeEveryWay(String message, BareCr bareCr) throws IOException {
        String whole = encode(message, bareCr, 4096);
        for (int size = 5; size < 40; size++) {
            assertThat(encode(message, bareCr, size)).isEqualTo(whole);
        }
        return whole;
    }

    private static String encode(String message, BareCr bareCr, int chunk) throws IOException {
        DotEncoder encoder = new DotEncoder(ByteSource.of(message.getBytes(StandardCharsets.ISO_8859_1)), bareCr);
        StringBuilder wire = new StringBuilder();
        boolean more = true;
        while (more) {
            ByteBuffer buffer = ByteBuffer.allocate(chunk);
            more = encoder.writeNext(new OutputChunk(buffer));
            buffer.flip();
            wire.append(StandardCharsets.ISO_8859_1.decode(buffer));
        }
        return wire.toString();
    }
}
