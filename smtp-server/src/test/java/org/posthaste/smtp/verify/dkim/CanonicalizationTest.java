package org.posthaste.smtp.verify.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthaste.smtp.verify.dkim.Signing.octets;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.posthaste.common.message.HeaderBlock;

class CanonicalizationTest {
    private static final String HEADER = "A: X\r\nB : Y\t\r\n\tZ  \r\n";
    private static final String BODY = " C \r\nD \t E\r\n\r\n\r\n";

    /** RFC 6376 §3.4.5. */
    @Test
    void theExamplesComeOut() {
        assertThat(header(HEADER, Canonicalization.RELAXED)).isEqualTo("a:X\r\nb:Y Z\r\n");
        assertThat(header(HEADER, Canonicalization.SIMPLE)).isEqualTo(HEADER);
        assertThat(oracle(BODY, Canonicalization.RELAXED)).isEqualTo(" C\r\nD E\r\n");
        assertThat(oracle(BODY, Canonicalization.SIMPLE)).isEqualTo(" C \r\nD \t E\r\n");
        for (Canonicalization form : Canonicalization.values()) {
            assertThat(hash(BODY, form, OptionalLong.empty(), 0)).isEqualTo(expected(BODY, form, Long.MAX_VALUE));
        }
    }

    /** RFC 6376 §3.4.3, §3.4.4. */
    @Test
    void theHashesOfTheEmptyBodyAreThoseOfTheStandard() {
        assertThat(hash("", Canonicalization.SIMPLE, OptionalLong.empty(), 0))
                .isEqualTo("frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY= 2");
        assertThat(hash("", Canonicalization.RELAXED, OptionalLong.empty(), 0))
                .isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Subject:x|subject:x",
                "SUBJect \\t : x|subject:x",
                "a:|a:",
                "a: \\t|a:",
                "a:\\r\\n|a:",
                "a:\\r\\n b\\r\\n|a:b",
                "a: b \\t c\\t|a:b c",
                "a:b\\r\\n\\tc \\r\\n d|a:b c d",
                "a: \\r\\n \\r\\n|a:",
                "a:b\\0c|a:b\\0c",
                "a: \\xe4 \\xff|a:\\xe4 \\xff",
                "no field \\t at all|no field at all",
                "a:b\\rc|a:b\\rc",
                "a: x:y :z|a:x:y :z"
            })
    void relaxedFields(String field, String expected) {
        assertThat(header(unescaped(field), Canonicalization.RELAXED)).isEqualTo(unescaped(expected) + "\r\n");
    }

    /** Small alphabets, so that everything special meets everything else; each body in many pieces. */
    @ParameterizedTest
    @EnumSource
    void anyBodyInAnyPiecesComesOutAsTheDefinitionSays(Canonicalization form) {
        Random random = new Random(6376);
        for (int round = 0; round < 20_000; round++) {
            String alphabet = round % 3 == 0 ? "a \t\r\n" : round % 3 == 1 ? "aaaaaaaaaa\u00e9\0. " : "a\r\n";
            StringBuilder body = new StringBuilder();
            int length = random.nextInt(60);
            while (body.length() < length) {
                body.append(random.nextInt(4) == 0 ? "\r\n" : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            long limit = random.nextInt(40);
            String text = body.toString();
            assertThat(hash(text, form, OptionalLong.empty(), random.nextInt(9)))
                    .as(text)
                    .isEqualTo(expected(text, form, Long.MAX_VALUE));
            assertThat(hash(text, form, OptionalLong.of(limit), random.nextInt(9)))
                    .as(text)
                    .isEqualTo(expected(text, form, limit));
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyEmptyLinesCountOnlyIfSomethingFollows(Canonicalization form) {
        String lines = "\r\n".repeat(100_000);

        assertThat(hash("a" + lines, form, OptionalLong.empty(), 1000))
                .isEqualTo(expected("a\r\n", form, Long.MAX_VALUE));
        assertThat(hash("a" + lines + "b", form, OptionalLong.empty(), 1000))
                .isEqualTo(expected("a" + lines + "b\r\n", form, Long.MAX_VALUE));
    }

    private static String unescaped(String text) {
        return text.replace("\\t", "\t")
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .replace("\\xe4", "\u00e4")
                .replace("\\xff", "\u00ff");
    }

    private static String header(String text, Canonicalization form) {
        HeaderBlock header = HeaderBlock.parse(octets(text));
        CanonicalHeader canonical = new CanonicalHeader();
        for (int i = 0; i < header.count(); i++) {
            canonical.field(header, i, form);
        }
        return canonical.toString();
    }

    /** Hash and length, from pieces of up to a number of octets. */
    private static String hash(String body, Canonicalization form, OptionalLong limit, int piece) {
        CanonicalBody canonical = CanonicalBody.of(form);
        BodyDigest digest = new BodyDigest(limit);
        canonical.add(digest);
        byte[] octets = octets(body);
        for (int i = 0; i < octets.length; i += piece + 1) {
            canonical.write(octets, i, Math.min(octets.length, i + piece + 1));
        }
        canonical.finish();
        return Signing.base64(digest.value()) + " " + canonical.length();
    }

    private static String expected(String body, Canonicalization form, long limit) {
        byte[] canonical = octets(oracle(body, form));
        return Signing.base64(Sha256.digest()
                        .digest(octets(new String(
                                canonical, 0, (int) Math.min(limit, canonical.length), StandardCharsets.ISO_8859_1))))
                + " " + canonical.length;
    }

    /** The definitions of RFC 6376 §3.4.3 and §3.4.4, read literally. */
    private static String oracle(String body, Canonicalization form) {
        String text = body;
        if (form == Canonicalization.RELAXED) {
            text = text.replaceAll("[ \t]+(?=\r\n|$(?![\r\n]))", "").replaceAll("[ \t]+", " ");
        }
        while (text.endsWith("\r\n")) {
            text = text.substring(0, text.length() - 2);
        }
        return text.isEmpty() && form == Canonicalization.RELAXED ? "" : text + "\r\n";
    }
}
