package org.posthaste.smtp.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsFilterTest {
    private static final ServiceIds OURS = new ServiceIds(List.of("mx.example.org", "xn--mller-kva.example"));
    private static final String[] PIECES = {
        "Authentication-Results", "authentication-RESULTS", ":", " ", "\r\n", "\n", "\r", "\r\n ", "\r\n\t", "\r\n\r\n",
        "mx.example.org", "MX.Example.ORG.", "other.example", ";", " dkim=pass", "(", ")", "\"", "\\", "Subject: x",
        "From: a@b.example", "1", "=", "m\u00fcller.example", "x".repeat(1500), "Received: y", ""
    };

    private static String filtered(String message) {
        return new String(filtered(message.getBytes(StandardCharsets.UTF_8), null), StandardCharsets.UTF_8);
    }

    private static byte[] filtered(byte[] message, Random cuts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ResultsFilter filter = new ResultsFilter(OURS, out::write);
        int at = 0;
        while (at < message.length) {
            int length = cuts == null ? message.length : 1 + cuts.nextInt(Math.min(40, message.length - at));
            filter.write(message, at, length);
            at += length;
        }
        filter.finish();
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: mx.example.org; dmarc=pass header.from=bank.example\r\n",
                "authentication-results:mx.example.org;none\r\n",
                "AUTHENTICATION-RESULTS : MX.EXAMPLE.ORG 1; spf=pass\r\n",
                "Authentication-Results\r\n : mx.example.org; spf=pass\r\n",
                "Authentication-Results: mx.example.org.; spf=pass\r\n",
                "Authentication-Results: \"mx.example.org\"; spf=pass\r\n",
                "Authentication-Results: \"mx.\\example.org\" 1; spf=pass\r\n",
                "Authentication-Results: (a (nested\\) ; one) comment) mx.example.org (another); spf=pass\r\n",
                "Authentication-Results:\r\n\tmx.example.org;\r\n\tspf=pass;\r\n dkim=pass\r\n",
                "Authentication-Results:\r\n (x)\r\n mx.example.org;\r\n\tspf=pass\r\n",
                "Authentication-Results: mx.example.org\r\n",
                "Authentication-Results: mx.example.org/1; spf=pass\r\n",
                "Authentication-Results: mx.example.org(x); spf=pass\r\n",
                "Authentication-Results: xn--mller-kva.example; spf=pass\r\n",
                "Authentication-Results: m\u00fcller.EXAMPLE; spf=pass\r\n",
                "Authentication-Results: \uff4d\uff58.example.org; spf=pass\r\n",
                "Authentication-Results: ; mx.example.org; spf=pass\r\n",
                "Authentication-Results: =?utf-8?q?mx.example.org?=; spf=pass\r\n",
                "Authentication-Results: \"mx.example.org; spf=pass\r\n",
                "Authentication-Results: (mx.example.org; spf=pass\r\n",
                "Authentication-Results:\r\n",
                "Authentication-Results: mx.example.org; spf=pass\n",
            })
    void fieldsInOurNameAreTakenOut(String field) {
        String before = "Received: x\r\n\ty\r\n";
        String after = "Subject: s\r\n\r\nAuthentication-Results: mx.example.org; this is text\r\n";
        assertThat(filtered(before + field + after)).isEqualTo(before + after);
        assertThat(filtered(field + after)).isEqualTo(after);
        assertThat(filtered(field + field + field + "\r\n")).isEqualTo("\r\n");
        assertThat(filtered(before + field)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results: other.example; spf=pass mx.example.org\r\n",
                "Authentication-Results: (mx.example.org) other.example; spf=pass\r\n",
                "Authentication-Results: spf=pass smtp.mailfrom=mx.example.org\r\n",
                "Authentication-Results: sub.mx.example.org; spf=pass\r\n",
                "Authentication-Results: mx.example.org.other.example; spf=pass\r\n",
                "Authentication-Results-Original: mx.example.org; spf=pass\r\n",
                "ARC-Authentication-Results: i=1; mx.example.org; spf=pass\r\n",
                "X-Authentication-Results: mx.example.org; spf=pass\r\n",
                "Authentication-Result: mx.example.org; spf=pass\r\n",
                "Authentication-Results mx.example.org; spf=pass\r\n",
                "Authentication\r\n-Results: mx.example.org; spf=pass\r\n",
                "Subject: x\r\n Authentication-Results: mx.example.org; spf=pass\r\n",
                "Authentication-Results",
                "Authentication-Results ",
                "Auth",
                "",
                " Authentication-Results: mx.example.org\r\n",
            })
    void everythingElseStays(String field) {
        assertThat(filtered(field)).isEqualTo(field);
        String message = "A: b\r\n" + field + (field.endsWith("\n") ? "" : "\r\n") + "C: d\r\n\r\nbody";
        assertThat(filtered(message)).isEqualTo(message);
    }

    @Test
    void aFieldBehindALoneCarriageReturnIsOneForSomeReaders() {
        assertThat(filtered("A: b\rAuthentication-Results: mx.example.org; spf=pass\r\nC: d\r\n\r\n"))
                .isEqualTo("A: b\rC: d\r\n\r\n");
        String notTheEnd = "A: b\r\r\nAuthentication-Results: mx.example.org; spf=pass\r\n";
        assertThat(filtered(notTheEnd + "\r\nbody")).isEqualTo("A: b\r\r\n\r\nbody");
    }

    @Test
    void aFieldThatHidesItsIdentifierBehindKilobytesIsTakenOut() {
        String comment = "(" + "x".repeat(100_000) + ")";
        assertThat(filtered("Authentication-Results: " + comment + " mx.example.org; spf=pass\r\nA: b\r\n\r\n"))
                .isEqualTo("A: b\r\n\r\n");
        assertThat(filtered("Authentication-Results: " + "y".repeat(2_000) + "; spf=pass\r\nA: b\r\n\r\n"))
                .isEqualTo("A: b\r\n\r\n");
    }

    @Test
    void howTheOctetsAreCutMakesNoDifferenceAndNothingIsAdded() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            byte[] message = text.toString().getBytes(StandardCharsets.UTF_8);
            byte[] whole = filtered(message, null);
            assertThat(filtered(message, random)).as("seed %d", seed).isEqualTo(whole);
            assertThat(isSubsequence(whole, message)).as("seed %d", seed).isTrue();
            assertThat(filtered(whole, random)).as("again, seed %d", seed).isEqualTo(whole);
        }
    }

    private static boolean isSubsequence(byte[] part, byte[] whole) {
        int at = 0;
        for (byte octet : whole) {
            if (at < part.length && part[at] == octet) {
                at++;
            }
        }
        return at == part.length;
    }
}
