package org.posthaste.smtp.verify.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthaste.smtp.verify.dkim.Signing.NOW;
import static org.posthaste.smtp.verify.dkim.Signing.hash;
import static org.posthaste.smtp.verify.dkim.Signing.lines;
import static org.posthaste.smtp.verify.dkim.Signing.octets;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.smtp.verify.arc.ArcResult.Chain;
import org.posthaste.smtp.verify.dkim.CanonicalHeader;
import org.posthaste.smtp.verify.dkim.Canonicalization;
import org.posthaste.smtp.verify.dkim.MessageHasher.Need;
import org.posthaste.smtp.verify.dkim.PublicKeys;
import org.posthaste.smtp.verify.dkim.SignatureField;
import org.posthaste.smtp.verify.dkim.Signing;
import org.posthaste.smtp.verify.dkim.SigningKey;

/** Chains as hosts make them, one after the other. */
class ArcChainTest {
    private static final String MESSAGE = lines(
            """
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?
            """);
    private static final DnsResolver DNS = Signing.dns("one.example", "two.example", "three.example");

    private static ArcResult verify(String message) {
        return new ArcVerifier(new PublicKeys())
                .verify(hash(octets(message), Need.VERIFY), NOW, DNS)
                .toCompletableFuture()
                .join();
    }

    private static String seal(String message, SigningKey key) {
        return ArcSealer.seal(
                        hash(octets(message), Need.SIGN),
                        List.of(),
                        verify(message),
                        "mx." + key.domain() + "; spf=pass smtp.mailfrom=joe@football.example.com",
                        key,
                        NOW)
                + message;
    }

    @Test
    void aMessageWithoutFieldsHasNoChain() {
        assertThat(verify(MESSAGE)).isEqualTo(ArcResult.none());
    }

    @Test
    void aChainOfThreePasses() {
        String sealed = seal(
                seal(seal(MESSAGE, Signing.rsa("one.example")), Signing.ed25519("two.example")),
                Signing.rsa("three.example"));

        ArcResult result = verify(sealed);

        assertThat(result.reason()).isEqualTo("sealed by one.example, two.example, three.example");
        assertThat(result.chain()).isEqualTo(Chain.PASS);
        assertThat(result.hops())
                .extracting(ArcHop::results)
                .contains("mx.two.example; spf=pass smtp.mailfrom=joe@football.example.com");
    }

    private static String three() {
        return seal(
                seal(seal(MESSAGE, Signing.rsa("one.example")), Signing.ed25519("two.example")),
                Signing.rsa("three.example"));
    }

    @Test
    void itStaysGoodWhileOnlyTheNewestSignatureCoversTheMessage() {
        String listed = seal(MESSAGE, Signing.rsa("one.example")).replace("Subject: Is", "Subject: [list] Is")
                + "-- \r\nfooter\r\n";

        assertThat(verify(listed).chain()).isEqualTo(Chain.FAIL);
        assertThat(verify(listed).reason()).isEqualTo("the body was changed");
        // The list's host validated before it changed the message.
        ArcResult before = verify(seal(MESSAGE, Signing.rsa("one.example")));
        String sealed = ArcSealer.seal(
                        hash(octets(listed), Need.SIGN),
                        List.of(),
                        before,
                        "x; arc=pass",
                        Signing.rsa("two.example"),
                        NOW)
                + listed;
        assertThat(verify(sealed).chain()).isEqualTo(Chain.PASS);
    }

    @Test
    void aChangedWordInAnOldSetFails() {
        String sealed = three().replaceFirst("(?s)mx\\.one\\.example; spf=pass", "mx.one.example; spf=fail");

        assertThat(verify(sealed).chain()).isEqualTo(Chain.FAIL);
        assertThat(verify(sealed).reason()).startsWith("seal 3: the signature does not fit");
    }

    @Test
    void everySetOfTheChainIsNeeded() {
        String sealed = three();
        for (String name : List.of("ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results")) {
            for (int instance = 1; instance <= 3; instance++) {
                String less = sealed.replaceFirst("(?m)^" + name + ": i=" + instance + ";.*\r\n( .*\r\n)*", "");
                assertThat(verify(less).reason()).isEqualTo("set " + instance + " of 3 has no " + name);
                assertThat(verify(less).chain()).isEqualTo(Chain.FAIL);
                assertThat(verify(less).highest()).isEqualTo(3);
            }
        }
    }

    @Test
    void theOrderOfTheFieldsInTheHeaderDoesNotMatter() {
        String sealed = three();
        String seal = sealed.substring(0, sealed.indexOf("ARC-Message-Signature"));

        assertThat(verify(sealed.substring(seal.length()).replace("From: Joe", seal + "From: Joe"))
                        .chain())
                .isEqualTo(Chain.PASS);
    }

    /** RFC 8617 §5.1.2: the new seal covers its own set only, and nobody adds to it. */
    @Test
    void aFailedChainIsSealedAsFailedOnce() {
        String broken = three().replace("Hi.", "Ho.");
        String sealed = seal(broken, Signing.rsa("one.example"));

        assertThat(sealed).startsWith("ARC-Seal: i=4;").contains("cv=fail");
        ArcResult result = verify(sealed);
        assertThat(result.chain()).isEqualTo(Chain.FAIL);
        assertThat(result.reason()).isEqualTo("the newest seal says cv=fail");
        assertThat(result.continuable()).isFalse();
        assertThat(seal(sealed, Signing.rsa("two.example"))).isEqualTo(sealed);
        // As if it were the only set (its number is part of what is signed).
        String own = sealed.substring(0, sealed.indexOf("ARC-Seal: i=3"));
        HeaderBlock header = HeaderBlock.parse(octets(own));
        CanonicalHeader signed = new CanonicalHeader();
        signed.field(header, 2, Canonicalization.RELAXED);
        signed.field(header, 1, Canonicalization.RELAXED);
        assertThat(own).startsWith(expectedSeal(own, signed));
    }

    private static String expectedSeal(String own, CanonicalHeader signed) {
        String start = own.substring("ARC-Seal: ".length(), own.indexOf(";\r\n b="));
        SignatureField field = new SignatureField("ARC-Seal", start);
        return field.sign(signed, Signing.rsa("one.example"));
    }

    @Test
    void fiftySetsAreAChainAndNotOneMore() {
        String message = MESSAGE;
        for (int i = 0; i < 50; i++) {
            message = seal(message, Signing.ed25519("one.example"));
        }

        ArcResult result = verify(message);

        assertThat(result.chain()).isEqualTo(Chain.PASS);
        assertThat(result.hops()).hasSize(50);
        assertThat(result.continuable()).isFalse();
        assertThat(seal(message, Signing.rsa("two.example"))).isEqualTo(message);
        for (String more : List.of("i=51", "i=50", "i=2", "i=0", "i=99", "i=100", "i=x", "i=", "x=1", "")) {
            ArcResult longer = verify("ARC-Seal: " + more + "; cv=pass\r\n" + message);
            assertThat(longer.chain()).as(more).isEqualTo(Chain.FAIL);
            assertThat(longer.hops()).isEmpty();
        }
    }

    @Test
    void aFloodOfFieldsIsCountedAndNotRead() {
        assertThat(verify("ARC-Seal: i=1; cv=none\r\n".repeat(9_000) + MESSAGE).reason())
                .isEqualTo("more than 50 fields ARC-Seal");
        assertThat(verify("ARC-Seal: i=1; cv=none\r\n".repeat(12_000) + MESSAGE).reason())
                .isEqualTo("the header is too large");
    }

    /** RFC 8617 §5.2.1. */
    @Test
    void aKeyThatCannotBeAskedForFailsTheChain() {
        FakeDns dns = Signing.dns("one.example", "three.example").failing("ed._domainkey.two.example", "timeout");

        ArcResult result = new ArcVerifier(new PublicKeys())
                .verify(hash(octets(three()), Need.VERIFY), NOW, dns)
                .toCompletableFuture()
                .join();

        assertThat(result.chain()).isEqualTo(Chain.FAIL);
        assertThat(result.reason()).isEqualTo("seal 2: no answer for ed._domainkey.two.example: timeout");
    }

    @Test
    void signaturesOfTheMessageAreCoveredAndResultsAreNot() {
        String signed = Signing.sign(MESSAGE, Signing.rsa("one.example"));
        String sealed = seal("Authentication-Results: x; none\r\n" + signed, Signing.rsa("two.example"));

        assertThat(verify(sealed).chain()).isEqualTo(Chain.PASS);
        assertThat(verify(sealed.replace("; none", "; dkim=pass")).chain()).isEqualTo(Chain.PASS);
        assertThat(verify(sealed.replace("DKIM-Signature: v=1", "DKIM-Signature: v=2"))
                        .chain())
                .isEqualTo(Chain.FAIL);
        assertThat(verify("DKIM-Signature: more\r\n" + sealed).chain()).isEqualTo(Chain.PASS);
    }

    @Test
    void fieldsBetweenTheSetAndTheMessageAreCovered() {
        String between = "Cc: Zoe <zoe@example.org>\r\n";
        String sealed = ArcSealer.seal(
                        hash(octets(MESSAGE), Need.SIGN),
                        List.of(octets(between)),
                        ArcResult.none(),
                        "mx.one.example;\r\n spf=pass",
                        Signing.rsa("one.example"),
                        NOW)
                + between
                + MESSAGE;

        assertThat(verify(sealed).chain()).isEqualTo(Chain.PASS);
        assertThat(verify(sealed).hops())
                .containsExactly(new ArcHop(1, "one.example", "rsa", "mx.one.example; spf=pass"));
        assertThat(verify(sealed.replace("Zoe <", "Eve <")).chain()).isEqualTo(Chain.FAIL);
    }
}
