package org.posthaste.smtp.verify.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.posthaste.smtp.verify.dkim.Signing.lines;

import org.junit.jupiter.api.Test;
import org.posthaste.smtp.verify.dkim.DkimResult.Verdict;

class DkimSignerTest {
    private static final String MESSAGE = lines(
            """
            From: Ann <ann@example.org>
            To: Bob <bob@example.net>
            Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
             folded
            Date: Sun, 1 Mar 2026 12:00:00 +0000
            Message-ID: <1@example.org>
            MIME-Version: 1.0
            Content-Type: text/plain

            Hello  there\t
            .

            """);

    @Test
    void bothSignaturesOfAMessagePass() {
        String signed = Signing.sign(MESSAGE, Signing.ed25519("example.org"), Signing.rsa("example.org"));

        assertThat(Signing.verify(signed, Signing.dns("example.org")))
                .extracting(DkimResult::verdict, DkimResult::reason)
                .containsExactly(
                        tuple(Verdict.PASS, "256 bit ed25519 key ed._domainkey.example.org"),
                        tuple(Verdict.PASS, "2048 bit rsa key rsa._domainkey.example.org"));
    }

    @Test
    void linesAreShort() {
        String signed = Signing.sign(MESSAGE, Signing.rsa("example.org"));

        assertThat(signed.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78));
        assertThat(signed).startsWith("DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=rsa; t=1772366400;\r\n");
    }
}
