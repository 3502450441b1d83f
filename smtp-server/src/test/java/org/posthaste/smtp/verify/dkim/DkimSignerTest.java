package org.posthaste.smtp.verify.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.posthaste.smtp.verify.dkim.Signing.lines;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.message.OddMessages;
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

    /** RFC 6376 §5.4.1, §8.15. */
    @Test
    void whatAReaderSeesIsSignedAndCannotBeAdded() {
        String signed = Signing.sign(MESSAGE, Signing.rsa("example.org"));
        DnsResolver dns = Signing.dns("example.org");

        for (String field : List.of("From", "To", "Cc", "Subject", "Date", "Reply-To", "Message-ID", "Content-Type")) {
            assertThat(Signing.verify(field + ": x\r\n" + signed, dns).get(0).verdict())
                    .as(field)
                    .isEqualTo(Verdict.FAIL);
        }
        for (String field : List.of("Received", "Return-Path", "List-Id", "Sender", "DKIM-Signature", "ARC-Seal")) {
            assertThat(Signing.verify(field + ": x\r\n" + signed, dns))
                    .as(field)
                    .extracting(DkimResult::verdict)
                    .contains(Verdict.PASS);
        }
    }

    @Test
    void whatChangesOnTheWayIsNeverSigned() {
        String signed = Signing.sign(
                "Return-Path: <a@example.org>\r\nReceived: x\r\nDKIM-Signature: v=1\r\nARC-Seal: i=1\r\n"
                        + "Authentication-Results: x; none\r\nDelivered-To: x\r\nBcc: x\r\n" + MESSAGE,
                Signing.rsa("example.org"));

        assertThat(names(signed))
                .containsExactly(
                        "From",
                        "From",
                        "Reply-To",
                        "Subject",
                        "Subject",
                        "To",
                        "To",
                        "Cc",
                        "Content-Type",
                        "Content-Type",
                        "Date",
                        "Date",
                        "Message-ID",
                        "Message-ID",
                        "MIME-Version",
                        "MIME-Version");
    }

    private static List<String> names(String signed) {
        String unfolded = signed.replaceAll("\r\n ", "");
        int start = unfolded.indexOf("h=") + 2;
        return List.of(unfolded.substring(start, unfolded.indexOf(';', start)).split(":"));
    }

    @Test
    void fieldsThatAreAddedAreSignedToo() {
        String message = MESSAGE.replaceAll("(?m)^(Date|Message-ID):.*\r\n", "");
        String added = "Date: Sun, 1 Mar 2026 12:00:00 +0000\r\nMessage-ID: <2@example.org>\r\n";
        HashedMessage hashed = Signing.hash(Signing.octets(message), MessageHasher.Need.SIGN);
        String field = DkimSigner.sign(
                hashed,
                List.of(Signing.octets("Received: x\r\n"), Signing.octets(added)),
                Signing.rsa("example.org"),
                Signing.NOW);
        String signed = field + "Received: x\r\n" + added + message;
        DnsResolver dns = Signing.dns("example.org");

        assertThat(Signing.verify(signed, dns)).allMatch(DkimResult::passed);
        assertThat(Signing.verify(signed.replace("<2@", "<3@"), dns)).noneMatch(DkimResult::passed);
        assertThat(Signing.verify("Received: y\r\n" + signed.replace("Received: x", "Received: z"), dns))
                .allMatch(DkimResult::passed);
    }

    @Test
    void theSameMessageGetsTheSameSignature() {
        assertThat(Signing.sign(MESSAGE, Signing.rsa("example.org")))
                .isEqualTo(Signing.sign(MESSAGE, Signing.rsa("example.org")));
    }

    @Test
    void theJdkAgreesOnEd25519() throws Exception {
        String signed = Signing.sign(MESSAGE, Signing.ed25519("example.org"));
        String mine = FreeSigner.finish(
                "DKIM-Signature",
                signed.substring(0, signed.indexOf(" b=") + 3),
                MESSAGE.substring(0, MESSAGE.indexOf("\r\n\r\n") + 2),
                Signing.ed25519("example.org"));

        assertThat(signed.replaceAll("\\s", "")).startsWith(mine.replaceAll("\\s", ""));
    }

    @Test
    void longNamesAreFolded() {
        String domain = ("a".repeat(60) + ".").repeat(3) + "example";
        String signed = Signing.sign(
                "References: " + "<x@example.org>\r\n ".repeat(30) + "\r\n" + MESSAGE, Signing.rsa(domain));

        assertThat(signed.lines().filter(line -> !line.contains(domain)))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(78));
        assertThat(Signing.verify(signed, Signing.dns(domain))).allMatch(DkimResult::passed);
    }

    @ParameterizedTest
    @MethodSource("org.posthaste.common.message.OddMessages#all")
    void oddMessagesAreSignedAndVerified(OddMessages.Odd odd) {
        // A first line that is folded becomes part of whatever is put before it.
        assumeFalse(odd.text().startsWith(" ") || odd.text().startsWith("\t"));
        String signed = Signing.sign(odd.text(), Signing.ed25519("example.org"), Signing.rsa("example.org"));

        assertThat(Signing.verify(signed, Signing.dns("example.org")))
                .extracting(DkimResult::verdict)
                .startsWith(Verdict.PASS, Verdict.PASS);
    }
}
