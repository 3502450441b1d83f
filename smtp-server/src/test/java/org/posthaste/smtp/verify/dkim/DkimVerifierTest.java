package org.posthaste.smtp.verify.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthaste.smtp.verify.dkim.Signing.lines;
import static org.posthaste.smtp.verify.dkim.Signing.octets;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.smtp.verify.dkim.DkimResult.Verdict;

class DkimVerifierTest {
    private static final String MESSAGE = lines(
            """
            Received: by mx.example.net; Sun, 1 Mar 2026 12:00:01 +0000
            From: Ann <ann@example.org>
            To: Bob <bob@example.net>
            Subject: first
            Subject: second
            Date: Sun, 1 Mar 2026 12:00:00 +0000

            Hello
            Bob
            """);
    private static final long NOW = Signing.NOW.getEpochSecond();
    private static final String NAME = "rsa._domainkey.example.org";

    private static DkimResult verify(String tags, DnsResolver dns) throws InvalidSignatureException {
        String signed = FreeSigner.dkim(MESSAGE, Signing.rsa("example.org"), tags.replace("NOW", "" + NOW));
        return Signing.verify(signed, dns).get(0);
    }

    private static FakeDns record(String record) {
        return new FakeDns().txt(NAME, record.replace("KEY", Signing.rsaData()));
    }

    @Test
    void aMessageWithoutSignaturesHasNoResults() {
        assertThat(Signing.verify(MESSAGE, new FakeDns())).isEmpty();
    }

    /** What the signature says of itself; it always fits header, body and key. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "c=relaxed/relaxed; h=from                     | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "c=relaxed/simple; h=from                      | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "c=simple/relaxed; h=from                      | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "c=simple; h=from                              | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "c=relaxed; h=from                             | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=from                                        | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=FROM : To:cc:subject:subject:subject        | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=from; i=ann@example.org                     | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=from; i=@News.Example.org                   | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=from; q=dns/txt                             | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=from; q=http/x : dns/txt                    | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "`h=from; unknown=tag; z=From:x|To:y`          | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=from; t=NOW                                 | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=from; t=1; x=NOW                            | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=from; l=12                                  | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=from; x=99999999999999                      | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "h=from; l=7                                   | POLICY    | only 7 of 12 octets of the body are signed",
                "h=from; l=0                                   | POLICY    | only 0 of 12 octets of the body are signed",
                "h=from; l=13                                  | FAIL      | the body is shorter than l=13",
                "h=to:subject                                  | PERMERROR | From is not signed",
                "h=from; t=5; x=5                              | PERMERROR | it expired before it was made: x= is not behind t=",
                "h=from; x=1772366399                          | PERMERROR | the signature expired at 2026-03-01T11:59:59Z",
                "h=from; t=1772370001                          | PERMERROR | the signature is of the future: t=1772370001",
                "h=from; i=ann@example.com                     | PERMERROR | i=ann@example.com is not of d=example.org",
                "h=from; i=ann@badexample.org                  | PERMERROR | i=ann@badexample.org is not of d=example.org",
                "h=from; i=ann                                 | PERMERROR | i=ann is not of d=example.org",
                "h=from; i=ann@                                | NEUTRAL   | i= has no domain",
            })
    void whatTheSignatureSays(String tags, Verdict verdict, String reason) throws InvalidSignatureException {
        DkimResult result = verify("v=1; a=rsa-sha256; d=example.org; s=rsa; " + tags, record("p=KEY"));

        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.verdict()).isEqualTo(verdict);
        assertThat(result.domain() + " " + result.selector()).isEqualTo("example.org rsa");
    }

    /** What the key record says; the signature is good. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DKIM1; p=KEY                         | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "p=KEY                                  | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "v=DKIM1; h=sha1:sha256; s=email; p=KEY | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "v=DKIM1; g=; n=x; t=y; p=KEY           | PASS      | 2048 bit rsa key rsa._domainkey.example.org",
                "v=DKIM1; t=s; p=KEY                    | PERMERROR | the key allows no subdomain in i= (t=s)",
                "v=DKIM1; p=                            | PERMERROR | the key at rsa._domainkey.example.org is revoked",
                "v=DKIM1; h=sha1; p=KEY                 | PERMERROR | the key at rsa._domainkey.example.org is not for SHA-256",
                "v=DKIM1; s=tlsrpt; p=KEY               | PERMERROR | the key at rsa._domainkey.example.org is not for mail",
                "v=DKIM1; k=ed25519; p=KEY              | PERMERROR | the key at rsa._domainkey.example.org is not for rsa",
                "v=DKIM2; p=KEY                         | PERMERROR | the record at rsa._domainkey.example.org is wrong: the record does not begin with v=DKIM1",
                "v=spf1 -all                            | PERMERROR | the record at rsa._domainkey.example.org is wrong: the record does not begin with v=DKIM1",
                "something else                         | PERMERROR | the record at rsa._domainkey.example.org is wrong: a tag is not name=value",
                "v=DKIM1; p=!!!                         | PERMERROR | at rsa._domainkey.example.org: the key is not base64",
                "v=DKIM1; p=AAAA                        | PERMERROR | at rsa._domainkey.example.org: the key cannot be read as rsa",
            })
    void whatTheKeyRecordSays(String record, Verdict verdict, String reason) throws InvalidSignatureException {
        DkimResult result =
                verify("v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; i=ann@news.example.org", record(record));

        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.verdict()).isEqualTo(verdict);
        assertThat(result.testing()).isEqualTo(record.contains("t=y"));
    }

    /** Fields that cannot be signatures. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAAA | tag b= is missing",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; b=AAAA | tag bh= is missing",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; bh=AAAA; b=AAAA | tag h= is missing",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=; bh=AAAA; b=AAAA | tag h= is empty",
                "v=1; a=rsa-sha256; d=example.org; h=from; bh=AAAA; b=AAAA | tag s= is missing",
                "v=1; a=rsa-sha256; s=rsa; h=from; bh=AAAA; b=AAAA | tag d= is missing",
                "v=1; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA | tag a= is missing",
                "a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA | tag v= is missing",
                "v=2; a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA | unknown version v=2",
                "v=1; a=rsa-sha256; d=example..org; s=rsa; h=from; bh=AAAA; b=AAAA | tag d= is not a domain name",
                "v=1; a=rsa-sha256; d=example.org; s=r sa; h=from; bh=AAAA; b=AAAA | tag s= is not a domain name",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAA*; b=AAAA | tag bh= is not base64",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAAA; b=A | tag b= is not base64",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA; c=plain | unknown canonicalization c=plain",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA; c=simple/simple/x | unknown canonicalization c=simple/x",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA; q=http | unknown query method q=http",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA; l=-1 | tag l= is not a number",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA; t=x | tag t= is not a number",
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA; a=rsa-sha256 | tag a= comes twice",
                "v=1; a=dsa-sha3; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA | unknown algorithm a=dsa-sha3",
                "nothing | a tag is not name=value",
            })
    void whatIsNoSignatureIsNeutral(String field, String reason) {
        List<DkimResult> results = Signing.verify("DKIM-Signature: " + field + "\r\n" + MESSAGE, record("p=KEY"));

        assertThat(results).extracting(DkimResult::reason).containsExactly(reason);
        assertThat(results).extracting(DkimResult::verdict).containsExactly(Verdict.NEUTRAL);
    }

    /** RFC 8301 §3.1: not even if it is right. */
    @Test
    void sha1IsNotAccepted() {
        String field = "DKIM-Signature: v=1; a=rsa-sha1; d=example.org; s=rsa; h=from; bh=AAAA; b=AAAA\r\n";

        DkimResult result = Signing.verify(field + MESSAGE, record("p=KEY")).get(0);

        assertThat(result.verdict()).isEqualTo(Verdict.PERMERROR);
        assertThat(result.reason()).isEqualTo("rsa-sha1 is no longer accepted (RFC 8301)");
    }

    @Test
    void resultsHoldNothingThatBreaksAField() {
        String field = "DKIM-Signature: v=1; a=x\r\n y(; d=example.org; s=rsa; i=\r\n a b\u00e9@x; h=from; bh=AAAA;"
                + " b=\r\n AA\tAA\r\n";

        DkimResult result = Signing.verify(field + MESSAGE, new FakeDns()).get(0);

        assertThat(result.toString()).matches("[ -~]*");
        assertThat(result.algorithm()).isEqualTo("xy(");
        assertThat(result.identity()).isEqualTo("ab?@x");
        assertThat(result.signatureStart()).isEqualTo("AAAA");
    }

    @Test
    void noKeyIsPermanentAndNoAnswerIsNot() throws InvalidSignatureException {
        String tags = "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from";

        assertThat(verify(tags, new FakeDns()).reason()).isEqualTo("no key at " + NAME);
        assertThat(verify(tags, new FakeDns()).verdict()).isEqualTo(Verdict.PERMERROR);
        assertThat(verify(tags, new FakeDns().empty(NAME)).verdict()).isEqualTo(Verdict.PERMERROR);
        DkimResult failed = verify(tags, new FakeDns().failing(NAME, "no server answers"));
        assertThat(failed.verdict()).isEqualTo(Verdict.TEMPERROR);
        assertThat(failed.reason()).isEqualTo("no answer for " + NAME + ": no server answers");
    }

    @Test
    void ofSeveralRecordsTheOneThatFitsCounts() throws InvalidSignatureException {
        String other = Signing.base64(Signing.publicRsa(1024).getEncoded());
        FakeDns dns = record("v=DKIM1; k=ed25519; p=" + Signing.ed25519Data())
                .txt(NAME, "v=spf1 -all")
                .txt(NAME, "v=DKIM1; p=" + other)
                .txt(NAME, "v=DKIM1; p=" + Signing.rsaData());

        assertThat(verify("v=1; a=rsa-sha256; d=example.org; s=rsa; h=from", dns)
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aKeyThatDoesNotFitFails() throws InvalidSignatureException {
        FakeDns dns = record("p=" + Signing.base64(Signing.publicRsa(2048).getEncoded()));

        DkimResult result = verify("v=1; a=rsa-sha256; d=example.org; s=rsa; h=from", dns);

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.reason()).isEqualTo("the signature does not fit header and key " + NAME);
    }

    /** RFC 8301 §3.2. */
    @Test
    void shortKeysAreNotAccepted() throws InvalidSignatureException {
        DkimResult result = verify(
                "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from",
                record("p=" + Signing.base64(Signing.publicRsa(1016).getEncoded())));

        assertThat(result.verdict()).isEqualTo(Verdict.PERMERROR);
        assertThat(result.reason()).isEqualTo("at " + NAME + ": an RSA key of 1016 bits is not accepted (RFC 8301)");
    }

    /** RFC 6376 §5.4.2: bottom up; a name once more than there are fields forbids another. */
    @Test
    void repeatedNamesCoverFieldsFromTheLastOne() throws InvalidSignatureException {
        String tags = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=rsa; h=from:cc:";
        String once = FreeSigner.dkim(MESSAGE, Signing.rsa("example.org"), tags + "subject");
        String twice = FreeSigner.dkim(MESSAGE, Signing.rsa("example.org"), tags + "subject:subject");
        String over = FreeSigner.dkim(MESSAGE, Signing.rsa("example.org"), tags + "subject:subject:subject");

        assertThat(passes(once.replace("Subject: first", "Subject: other"))).isTrue();
        assertThat(passes(once.replace("Subject: second", "Subject: other"))).isFalse();
        assertThat(passes(twice.replace("Subject: first", "Subject: other"))).isFalse();
        assertThat(passes("Subject: more\r\n" + twice)).isTrue();
        assertThat(passes("Subject: more\r\n" + over)).isFalse();
        assertThat(passes("Cc: more\r\n" + once)).isFalse();
        assertThat(passes(over)).isTrue();
    }

    private static boolean passes(String message) {
        return Signing.verify(message, record("p=KEY")).get(0).passed();
    }

    @Test
    void onlyTheFirstEightSignaturesAreLookedAt() throws InvalidSignatureException {
        String message = MESSAGE;
        for (int i = 0; i < 9; i++) {
            message = FreeSigner.dkim(
                    message, Signing.rsa("example.org"), "v=1; a=rsa-sha256; d=example.org; s=rsa; h=from; t=" + i);
        }
        FakeDns dns = record("p=KEY");

        assertThat(Signing.verify(message, dns)).hasSize(8).allMatch(DkimResult::passed);
    }

    @Test
    void aHugeHeaderIsNotVerified() {
        String huge = "X: " + "a".repeat(MessageHasher.MAX_HEADER) + "\r\n";

        List<DkimResult> results = Signing.verify(huge + MESSAGE, new FakeDns());

        assertThat(results).extracting(DkimResult::verdict).containsExactly(Verdict.PERMERROR);
        assertThat(DkimSigner.sign(
                        Signing.hash(octets(huge + MESSAGE), MessageHasher.Need.SIGN),
                        List.of(),
                        Signing.rsa("example.org"),
                        Signing.NOW))
                .isEmpty();
    }

    /** RFC 8616 §4. */
    @Test
    void internationalizedDomainsAreAskedForAsALabels() throws InvalidSignatureException {
        String utf8 = new String("b\u00fccher.example".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String signed = FreeSigner.dkim(
                MESSAGE, Signing.rsa("example.org"), "v=1; a=rsa-sha256; d=" + utf8 + "; s=rsa; h=from");

        DkimResult result = Signing.verify(
                        signed, new FakeDns().txt("rsa._domainkey.xn--bcher-kva.example", "p=" + Signing.rsaData()))
                .get(0);

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.domain()).isEqualTo("xn--bcher-kva.example");
    }

    /** RFC 6376 §3.5: h= means other signatures, never its own field. */
    @Test
    void aSignatureMayCoverAnother() throws InvalidSignatureException {
        String tags =
                "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=rsa; h=from:dkim-signature:dkim-signature";
        String first = FreeSigner.dkim(MESSAGE, Signing.rsa("example.org"), tags.replace(":dkim-signature", ""));
        String both = FreeSigner.dkim(first, Signing.rsa("example.org"), tags);

        assertThat(Signing.verify(both, record("p=KEY"))).hasSize(2).allMatch(DkimResult::passed);
        assertThat(Signing.verify(both.replace("h=from; bh", "h=from; x=1; bh"), record("p=KEY")))
                .noneMatch(DkimResult::passed);
    }
}
