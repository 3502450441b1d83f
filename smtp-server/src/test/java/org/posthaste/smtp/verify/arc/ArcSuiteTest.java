package org.posthaste.smtp.verify.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthaste.smtp.verify.dkim.Signing.NOW;
import static org.posthaste.smtp.verify.dkim.Signing.hash;
import static org.posthaste.smtp.verify.dkim.Signing.lines;
import static org.posthaste.smtp.verify.dkim.Signing.octets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.smtp.verify.arc.ArcResult.Chain;
import org.posthaste.smtp.verify.dkim.CanonicalHeader;
import org.posthaste.smtp.verify.dkim.Canonicalization;
import org.posthaste.smtp.verify.dkim.FreeSigner;
import org.posthaste.smtp.verify.dkim.InvalidSignatureException;
import org.posthaste.smtp.verify.dkim.MessageHasher.Need;
import org.posthaste.smtp.verify.dkim.PublicKeys;
import org.posthaste.smtp.verify.dkim.Signing;
import org.posthaste.smtp.verify.dkim.SigningKey;

/**
 * The kinds of cases of the public ARC test suite (ValiMail, arc_test_suite), made anew: each set is signed as it
 * stands, so that only what the case is about can make the chain fail. Where that suite follows a draft, RFC 8617
 * decides: an empty h= fails, c= left out means simple/simple.
 */
class ArcSuiteTest {
    private static final String MESSAGE = lines(
            """
            MIME-Version: 1.0
            Return-Path: <jqd@d1.example.org>
            Received: by 10.157.14.6 with HTTP; Tue, 3 Jan 2017 12:22:54 -0800 (PST)
            Message-ID: <54B84785.1060301@d1.example.org>
            Date: Thu, 14 Jan 2015 15:00:01 -0800
            From: John Q Doe <jqd@d1.example.org>
            To: arc@dmarc.org
            Subject: Example 1

            Hey gang,
            This is a test message.
            --J.
            """);
    private static final String AAR = "i=1; lists.example.org; spf=pass smtp.mfrom=jqd@d1.example; dmarc=pass";
    private static final String AMS =
            "a=rsa-sha256; c=relaxed/relaxed; d=example.org; h=from:to:date:subject:mime-version; i=1; s=rsa; t=12345";
    private static final String SEAL = "a=rsa-sha256; cv=none; d=example.org; i=1; s=rsa; t=12345";
    private static final SigningKey KEY = Signing.rsa("example.org");

    private static final FakeDns DNS = Signing.dns("example.org")
            .txt("revoked._domainkey.example.org", "v=DKIM1; p=")
            .txt("broken._domainkey.example.org", "v=DKIM1; p=omgwhatsgoingon")
            .txt(
                    "short._domainkey.example.org",
                    "v=DKIM1; p=" + Signing.base64(Signing.publicRsa(512).getEncoded()))
            .txt(
                    "wrong._domainkey.example.org",
                    "v=DKIM1; p=" + Signing.base64(Signing.publicRsa(1024).getEncoded()));

    private static ArcResult verify(String message) {
        return new ArcVerifier(new PublicKeys())
                .verify(hash(octets(message), Need.VERIFY), NOW, DNS)
                .toCompletableFuture()
                .join();
    }

    /** A message with one set; the seal is right for whatever the other fields are. */
    private static String sealed(String results, String signature, String seal) {
        String own = "ARC-Authentication-Results: " + results + "\r\n" + signature;
        HeaderBlock header = HeaderBlock.parse(octets(own + "ARC-Seal: " + seal + "; b="));
        CanonicalHeader signed = new CanonicalHeader();
        signed.field(header, 0, Canonicalization.RELAXED);
        signed.field(header, 1, Canonicalization.RELAXED);
        CanonicalHeader last = new CanonicalHeader();
        last.field(header, 2, Canonicalization.RELAXED);
        String text = signed + last.toString().stripTrailing();
        String b = Signing.base64(FreeSigner.rawSignature(octets(text), KEY.key(), KEY.algorithm()));
        return "ARC-Seal: " + seal + "; b=" + b + "\r\n" + signature + "ARC-Authentication-Results: " + results + "\r\n"
                + MESSAGE;
    }

    private static String signature(String tags) throws InvalidSignatureException {
        String message = "ARC-Authentication-Results: " + AAR + "\r\n" + MESSAGE;
        return FreeSigner.sign("ARC-Message-Signature", message, KEY, tags);
    }

    @Test
    void messagesWithoutChain() {
        assertThat(verify("").chain()).isEqualTo(Chain.NONE);
        assertThat(verify("\r\n").chain()).isEqualTo(Chain.NONE);
        assertThat(verify("\r\nHey gang,\r\n").chain()).isEqualTo(Chain.NONE);
        assertThat(verify("From: John Q Doe <jqd@d1.example.org>\r\n").chain()).isEqualTo(Chain.NONE);
        assertThat(verify(MESSAGE).chain()).isEqualTo(Chain.NONE);
    }

    @Test
    void theBaseMessagePasses() throws InvalidSignatureException {
        assertThat(verify(sealed(AAR, signature(AMS), SEAL)).reason()).isEqualTo("sealed by example.org");
    }

    /** Seals: replaces something in the tags of a good one, which is then signed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cv=none|cv=pass|seal 1 does not say cv=none",
                "cv=none|cv=fail|the newest seal says cv=fail",
                "cv=none|cv=|seal 1 does not say cv=none",
                "cv=none|cv=disco|seal 1 does not say cv=none",
                "cv=none|cv=None|seal 1 does not say cv=none",
                "cv=none; |``|seal 1 does not say cv=none",
                "i=1; |``|a field ARC-Seal has no instance from 1 to 50",
                "i=1|i=|a field ARC-Seal has no instance from 1 to 50",
                "i=1|i=0|a field ARC-Seal has no instance from 1 to 50",
                "i=1|i=1.0|a field ARC-Seal has no instance from 1 to 50",
                "i=1|I=1|a field ARC-Seal has no instance from 1 to 50",
                "i=1|i=2|set 1 of 2 has no ARC-Seal",
                "a=rsa-sha256; |``|tag a= is missing",
                "a=rsa-sha256|a=|tag a= is empty",
                "a=rsa-sha256|a=rsa-poptart|seal 1: unknown algorithm a=rsa-poptart",
                "a=rsa-sha256|a=rsa-sha1|seal 1: rsa-sha1 is no longer accepted (RFC 8301)",
                "d=example.org; |``|tag d= is missing",
                "d=example.org|d=|tag d= is empty",
                "d=example.org|d=example..|tag d= is not a domain name",
                "s=rsa; |``|tag s= is missing",
                "s=rsa|s=|tag s= is empty",
                "s=rsa|S=rsa|tag s= is missing",
                "s=rsa|s=none|seal 1: no key at none._domainkey.example.org",
                "s=rsa|s=revoked|seal 1: the key at revoked._domainkey.example.org is revoked",
                "s=rsa|s=broken|seal 1: at broken._domainkey.example.org: the key cannot be read as rsa",
                "s=rsa|s=short|seal 1: at short._domainkey.example.org: an RSA key of 512 bits is not accepted (RFC 8301)",
                "s=rsa|s=wrong|seal 1: the signature does not fit header and key wrong._domainkey.example.org",
                "t=12345|t=|tag t= is not a number",
                "t=12345|t=tomorrow|tag t= is not a number",
                "t=12345|t=12345; h=from|seal 1 has h=",
                "t=12345|t=12345; s=rsa|tag s= comes twice",
                "t=12345|t=12345; _=x|a tag has no name",
                "t=12345|t=12345;|a tag has no name",
                "t=12345|;t=12345|a tag has no name",
                "; t=12345|``|sealed by example.org",
                "t=12345|t=12345; w=catparty|sealed by example.org",
                "; s=rsa| ;  \ts =  rsa \t|sealed by example.org",
                "cv=none; d=example.org|d=example.org; cv=none|sealed by example.org",
                "a=rsa-sha256|v=1; a=rsa-sha256|sealed by example.org",
                "t=12345|t=12345; bh=x; c=simple/simple|sealed by example.org",
            })
    void seals(String replace, String by, String reason) throws InvalidSignatureException {
        assertThat(SEAL).contains(replace);
        ArcResult result = verify(sealed(AAR, signature(AMS), SEAL.replace(replace, by)));

        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.chain()).isEqualTo(reason.startsWith("sealed") ? Chain.PASS : Chain.FAIL);
    }

    /** Message signatures that are signed as they stand. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "relaxed/relaxed|simple/simple|sealed by example.org",
                "relaxed/relaxed|simple/relaxed|sealed by example.org",
                "relaxed/relaxed|relaxed/simple|sealed by example.org",
                "relaxed/relaxed|simple|sealed by example.org",
                "relaxed/relaxed|relaxed|sealed by example.org",
                "c=relaxed/relaxed; |``|sealed by example.org",
                "h=from:to|h=from : to|sealed by example.org",
                "h=from:to|h=From:TO|sealed by example.org",
                "h=from:to|h=from:from:to:to:cc|sealed by example.org",
                "subject:mime-version|mime-version:subject|sealed by example.org",
                "mime-version|mime-version:arc-authentication-results|sealed by example.org",
                "mime-version|mime-version:arc-message-signature|sealed by example.org",
                "mime-version|mime-version:arc-seal|message signature 1 covers ARC-Seal",
                "h=from:|h=|message signature 1 does not cover From",
                "t=12345|t=12345; v=1|sealed by example.org",
                "t=12345|t=12345; v=disco; w=catparty|sealed by example.org",
                "; t=12345|``|sealed by example.org",
                "a=rsa-sha256|a=rsa-sha1|rsa-sha1 is no longer accepted (RFC 8301)",
                "a=rsa-sha256|a=rsa-poptart|unknown algorithm a=rsa-poptart",
                "s=rsa|s=none|message signature 1: no key at none._domainkey.example.org",
                "s=rsa|s=revoked|message signature 1: the key at revoked._domainkey.example.org is revoked",
                "s=rsa|s=wrong|message signature 1: the signature does not fit header and key wrong._domainkey.example.org",
                "i=1|i=2|set 1 of 2 has no ARC-Message-Signature",
                "i=1|i=disco|a field ARC-Message-Signature has no instance from 1 to 50",
                "i=1; |``|a field ARC-Message-Signature has no instance from 1 to 50",
            })
    void messageSignatures(String replace, String by, String reason) throws InvalidSignatureException {
        assertThat(AMS).contains(replace);
        ArcResult result = verify(sealed(AAR, signature(AMS.replace(replace, by)), SEAL));

        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.chain()).isEqualTo(reason.startsWith("sealed") ? Chain.PASS : Chain.FAIL);
    }

    /** Message signatures that are changed after they were made; the seal fits. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=rsa-sha256; |``|tag a= is missing",
                "a=rsa-sha256|a=|tag a= is empty",
                "relaxed/relaxed|pancake/waffle|unknown canonicalization c=pancake",
                "relaxed/relaxed|``|unknown canonicalization c=",
                "relaxed/relaxed|simple/simple|message signature 1: the signature does not fit header",
                "d=example.org; |``|tag d= is missing",
                "d=example.org|d=|tag d= is empty",
                "d=example.org|d=example...|tag d= is not a domain name",
                "h=from:to:date:subject:mime-version|h=|tag h= is empty",
                "h=from:to:date:subject:mime-version; |``|tag h= is missing",
                "h=from|h=from:x:y|message signature 1: the signature does not fit header",
                "h=from:to|h=to:from|message signature 1: the signature does not fit header and key rsa._domainkey.example.org",
                "s=rsa; |``|tag s= is missing",
                "s=rsa|s=|tag s= is empty",
                "t=12345|t=|tag t= is not a number",
                "t=12345|t=disco|tag t= is not a number",
                "t=12345|t=12346|message signature 1: the signature does not fit header and key rsa._domainkey.example.org",
                "bh=|bh=AAAA|the body was changed",
                "; bh=|; x=|tag bh= is missing",
                "; b=|; y=|tag b= is missing",
                "; b=|; b=!|tag b= is not base64",
            })
    void changedMessageSignatures(String replace, String by, String reason) throws InvalidSignatureException {
        String signature = signature(AMS);
        assertThat(signature).contains(replace);
        ArcResult result = verify(sealed(AAR, signature.replace(replace, by), SEAL));

        assertThat(result.reason()).startsWith(reason);
        assertThat(result.chain()).isEqualTo(Chain.FAIL);
    }

    /** The number comes first; what follows is anybody's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "i=1; lists.example.org; none|sealed by example.org",
                "i=1;|sealed by example.org",
                "i=1|sealed by example.org",
                "  i = 1 ; x|sealed by example.org",
                "i=1; i=2; x|sealed by example.org",
                "i=1; lists.example.org; complete nonsense(|sealed by example.org",
                "i=01; x|sealed by example.org",
                "lists.example.org; none|a field ARC-Authentication-Results has no instance from 1 to 50",
                "lists.example.org; i=1|a field ARC-Authentication-Results has no instance from 1 to 50",
                "i=; x|a field ARC-Authentication-Results has no instance from 1 to 50",
                "i=disco; x|a field ARC-Authentication-Results has no instance from 1 to 50",
                "``|a field ARC-Authentication-Results has no instance from 1 to 50",
                "i=2; x|set 1 of 2 has no ARC-Authentication-Results",
            })
    void results(String results, String reason) throws InvalidSignatureException {
        assertThat(verify(sealed(results, signature(AMS), SEAL)).reason()).isEqualTo(reason);
    }

    @Test
    void repeatedFieldsFail() throws InvalidSignatureException {
        String signature = signature(AMS);
        String message = sealed(AAR, signature, SEAL);

        assertThat(verify(signature + message).reason()).isEqualTo("two fields ARC-Message-Signature have i=1");
        assertThat(verify("ARC-Authentication-Results: " + AAR + "\r\n" + message)
                        .reason())
                .isEqualTo("two fields ARC-Authentication-Results have i=1");
        assertThat(verify(message.substring(0, message.indexOf("ARC-Message")) + message)
                        .reason())
                .isEqualTo("two fields ARC-Seal have i=1");
    }
}
