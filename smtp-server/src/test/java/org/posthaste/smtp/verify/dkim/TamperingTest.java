package org.posthaste.smtp.verify.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthaste.smtp.verify.dkim.Signing.lines;
import static org.posthaste.smtp.verify.dkim.Signing.octets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.DnsResolver;

/** What may happen to a message on its way, and what may not. */
class TamperingTest {
    private static final String MESSAGE = lines(
            """
            From: Ann <ann@example.org>
            To: Bob <bob@example.net>,
             Carl <carl@example.net>
            Subject: a  subject
            Date: Sun, 1 Mar 2026 12:00:00 +0000
            Message-ID: <1@example.org>

            Dear  Bob,

            some lines \t
            """);
    private static final DnsResolver DNS = Signing.dns("example.org");
    private static final SigningKey KEY = Signing.ed25519("example.org");

    private static boolean passes(String message) {
        return Signing.verify(message, DNS).stream().anyMatch(DkimResult::passed);
    }

    @Test
    void anyChangedOctetFailsButCaseOfNamesAndBlanks() {
        String signed = Signing.sign(MESSAGE, KEY);
        String relaxed = signed.toLowerCase(Locale.ROOT);
        for (int i = 0; i < signed.length(); i++) {
            for (int change : new int[] {1, 0x20, 0x80}) {
                byte[] changed = octets(signed);
                changed[i] ^= (byte) change;
                String text = new String(changed, StandardCharsets.ISO_8859_1);
                if (passes(text)) {
                    // Names of fields in another case are all that may pass.
                    assertThat(text.toLowerCase(Locale.ROOT)).as("octet " + i).isEqualTo(relaxed);
                    assertThat(text.substring(0, i)).as("octet " + i).matches("(?s)(.*\n)?[A-Za-z-]*");
                }
            }
        }
    }

    @Test
    void noOctetMayBeAddedOrTakenButBlanks() {
        String signed = Signing.sign(MESSAGE, KEY);
        for (int i = 0; i < signed.length(); i++) {
            String with = signed.substring(0, i) + "x" + signed.substring(i);
            String without = signed.substring(0, i) + signed.substring(i + 1);
            assertThat(passes(with)).as("x at " + i).isFalse();
            assertThat(passes(without) && signed.charAt(i) > ' ')
                    .as("without " + i)
                    .isFalse();
        }
    }

    @Test
    void relaxedSignaturesSurviveWhatHostsDoToBlanks() {
        String signed = Signing.sign(MESSAGE, KEY);

        assertThat(passes(signed.replace("a  subject", "a\r\n\tsubject"))).isTrue();
        assertThat(passes(signed.replace(",\r\n Carl", ", Carl"))).isTrue();
        assertThat(passes(signed.replace("Subject: a", "SUBJECT : a"))).isTrue();
        assertThat(passes(signed.replace("Dear  Bob", "Dear Bob"))).isTrue();
        assertThat(passes(signed.replace("lines \t", "lines"))).isTrue();
        assertThat(passes(signed + "\r\n\r\n")).isTrue();
        assertThat(passes(signed.replace("Dear  Bob", "DearBob"))).isFalse();
        assertThat(passes(signed.replace("\r\n\r\nsome", "\r\nsome"))).isFalse();
        assertThat(passes(signed.replace(",\r\n Carl", ",Carl"))).isFalse();
    }

    @Test
    void simpleSignaturesSurviveNothingOfThat() throws InvalidSignatureException {
        String signed = FreeSigner.dkim(
                MESSAGE, KEY, "v=1; a=ed25519-sha256; d=example.org; s=ed; c=simple/simple; h=from:subject:to");

        assertThat(passes(signed)).isTrue();
        assertThat(passes(signed + "\r\n")).isTrue();
        assertThat(passes(signed.replace("a  subject", "a subject"))).isFalse();
        assertThat(passes(signed.replace("Subject: a", "subject: a"))).isFalse();
        assertThat(passes(signed.replace("Dear  Bob", "Dear Bob"))).isFalse();
        assertThat(passes(signed.replace("lines \t", "lines"))).isFalse();
    }

    @Test
    void fieldsMayChangePlacesWithOthersOnly() {
        String signed = Signing.sign(MESSAGE, KEY);

        assertThat(passes(signed.replace("Subject: a  subject\r\n", "")
                        .replace("From: Ann", "Subject: a  subject\r\nFrom: Ann")))
                .isTrue();
        assertThat(passes(signed.replace("From: Ann", "Received: x\r\nX-Spam: no\r\nFrom: Ann")))
                .isTrue();
    }

    /** A signature taken from one message says nothing of another. */
    @Test
    void aSignatureDoesNotFitAnotherMessage() {
        String signed = Signing.sign(MESSAGE, KEY);
        String signature = signed.substring(0, signed.length() - MESSAGE.length());

        assertThat(passes(signature + MESSAGE)).isTrue();
        assertThat(passes(signature + MESSAGE.replace("Dear", "Deer"))).isFalse();
        assertThat(passes(signature + MESSAGE.replace("Ann <", "Eve <"))).isFalse();
        assertThat(passes(signature.replace("s=ed", "s=rsa") + MESSAGE)).isFalse();
    }

    @Test
    void piecesOfAnySizeGiveTheSameResult() {
        byte[] signed = octets(Signing.sign(MESSAGE, KEY, Signing.rsa("example.org")));
        Random random = new Random(8301);
        for (int round = 0; round < 300; round++) {
            MessageHasher hasher = new MessageHasher(MessageHasher.Need.VERIFY_AND_SIGN);
            for (int at = 0; at < signed.length; ) {
                int count = Math.min(signed.length - at, 1 + random.nextInt(1 + round));
                hasher.write(Arrays.copyOfRange(signed, at, at + count), 0, count);
                at += count;
            }
            assertThat(Signing.verify(hasher.finish(), DNS)).hasSize(2).allMatch(DkimResult::passed);
        }
    }
}
