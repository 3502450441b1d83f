package org.posthaste.smtp.verify.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthaste.smtp.verify.dkim.Signing.NOW;
import static org.posthaste.smtp.verify.dkim.Signing.hash;
import static org.posthaste.smtp.verify.dkim.Signing.lines;
import static org.posthaste.smtp.verify.dkim.Signing.octets;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.smtp.verify.arc.ArcResult.Chain;
import org.posthaste.smtp.verify.dkim.MessageHasher.Need;
import org.posthaste.smtp.verify.dkim.PublicKeys;
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
}
