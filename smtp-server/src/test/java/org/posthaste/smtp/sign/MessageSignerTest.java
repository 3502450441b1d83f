package org.posthaste.smtp.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.common.MovableClock;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dkim.DkimVerifier;
import org.posthaste.smtp.verify.dkim.MessageHasher;
import org.posthaste.smtp.verify.dkim.PublicKeys;

/** Signatures with each key of a domain, as our own verifier sees them. */
class MessageSignerTest {
    private static final String MESSAGE = "From: <postmaster@example.org>\r\nTo: <bob@example.com>\r\nSubject: Hi\r\n"
            + "Date: Sat, 21 Nov 2026 12:00:00 +0000\r\n\r\nText\r\n";

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock();
    private final FakeDns dns = new FakeDns();
    private DomainKeys keys = DomainKeys.open(Path.of(""), clock);
    private MessageSigner signer = new MessageSigner(keys, clock);

    @BeforeEach
    void open() {
        keys = DomainKeys.open(data, clock);
        signer = new MessageSigner(keys, clock);
    }

    private List<DkimResult> verified(byte[] message) {
        MessageHasher hasher = new MessageHasher(MessageHasher.Need.VERIFY);
        hasher.write(message, 0, message.length);
        return new DkimVerifier(new PublicKeys())
                .verify(hasher.finish(), clock.instant(), dns)
                .toCompletableFuture()
                .join();
    }

    private void publish(String domain) {
        keys.keys(domain).forEach(key -> dns.txt(key.recordName(), key.recordText()));
    }

    private byte[] signed(String domain) {
        return signer.signGenerated(MESSAGE.getBytes(StandardCharsets.US_ASCII), domain);
    }

    @Test
    void bothKeysSignAndBothSignaturesPass() {
        keys.create("example.org");
        publish("example.org");
        List<DkimResult> results = verified(signed("example.org"));
        assertThat(results).extracting(DkimResult::verdict).containsOnly(DkimResult.Verdict.PASS);
        assertThat(results).extracting(DkimResult::algorithm).containsExactly("rsa-sha256", "ed25519-sha256");
        assertThat(results).extracting(DkimResult::domain).containsOnly("example.org");
    }

    @Test
    void hostBelowADomainSignsInItsName() {
        keys.create("example.org");
        publish("example.org");
        assertThat(verified(signed("mail.example.org")))
                .hasSize(2)
                .extracting(DkimResult::domain)
                .containsOnly("example.org");
    }

    @Test
    void whoHasNoKeysSignsNothing() {
        assertThat(new String(signed("example.net"), StandardCharsets.US_ASCII)).isEqualTo(MESSAGE);
        assertThat(signer.sealingKey("example.net")).isEmpty();
    }

    @Test
    void keysThatCannotBeReadStopNoMail() throws IOException {
        Files.createDirectories(data.resolve("example.org"));
        Files.writeString(data.resolve("example.org").resolve("keys.list"), "rubbish\n");
        assertThat(new String(signed("example.org"), StandardCharsets.US_ASCII)).isEqualTo(MESSAGE);
    }

    @Test
    void sealingIsDoneWithTheKeyEverybodyCanCheck() {
        keys.create("example.org");
        assertThat(signer.sealingKey("example.org").orElseThrow().selector()).isEqualTo("20261121r");
    }
}
