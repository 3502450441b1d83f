package org.posthaste.smtp.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.common.MovableClock;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.smtp.sign.DomainKey.State;
import org.posthaste.smtp.verify.dkim.SigningKey;
import org.posthaste.smtp.verify.dkim.SigningKey.Algorithm;

/** Keys, their files, and how they follow one another. */
class DomainKeysTest {
    private static final String DOMAIN = "example.org";

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock();
    private Path folder = Path.of("");
    private DomainKeys keys = DomainKeys.open(folder, clock);

    @BeforeEach
    void open() {
        folder = data.resolve("dkim");
        reopen();
    }

    private void reopen() {
        keys = DomainKeys.open(folder, clock);
    }

    private List<String> selectors(State state) {
        return keys.keys(DOMAIN).stream()
                .filter(key -> key.state() == state)
                .map(DomainKey::selector)
                .sorted()
                .toList();
    }

    private Path file(String name) {
        return folder.resolve(DOMAIN).resolve(name);
    }

    @Test
    void firstKeysSignAtOnceAndOnlyTheirOwnerReadsThem() throws IOException {
        assertThat(keys.keys(DOMAIN)).isEmpty();
        assertThat(keys.signing(DOMAIN)).isEmpty();
        keys.create(DOMAIN);
        assertThat(selectors(State.SIGNING)).containsExactly("20261121e", "20261121r");
        assertThat(keys.signing(DOMAIN).stream().map(SigningKey::algorithm))
                .containsExactly(Algorithm.RSA_SHA256, Algorithm.ED25519_SHA256);
        for (Path path : List.of(folder, folder.resolve(DOMAIN))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
        try (Stream<Path> files = Files.list(folder.resolve(DOMAIN))) {
            for (Path path : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo("rw-------");
            }
        }
        assertThat(Files.readString(file("20261121r.pem"))).startsWith("-----BEGIN PRIVATE KEY-----\n");
        assertThat(keys.keys(DOMAIN).toString() + keys.signing(DOMAIN))
                .doesNotContain("PRIVATE")
                .doesNotContain("modulus");
    }

    @Test
    void keysAreTheSameAfterARestart() {
        List<DomainKey> made = keys.create(DOMAIN);
        reopen();
        assertThat(keys.keys(DOMAIN)).containsExactlyInAnyOrderElementsOf(made);
        assertThat(keys.create(DOMAIN)).hasSize(2);
        assertThat(keys.signing(DOMAIN)).hasSize(2);
    }

    @Test
    void nextKeysWaitTakeOverAndLeaveTheOldOnesPublishedForAWeek() {
        keys.create(DOMAIN);
        assertThat(keys.rotate(DOMAIN)).hasSize(4);
        assertThat(selectors(State.WAITING)).containsExactly("20261121-2e", "20261121-2r");
        assertThat(keys.rotate(DOMAIN)).as("begun already").hasSize(4);
        assertThat(keys.signing(DOMAIN).stream().map(SigningKey::selector)).containsExactly("20261121r", "20261121e");

        keys.activate(DOMAIN, selectors(State.WAITING));
        assertThat(keys.signing(DOMAIN).stream().map(SigningKey::selector))
                .containsExactly("20261121-2r", "20261121-2e");
        assertThat(selectors(State.RETIRED)).containsExactly("20261121e", "20261121r");
        reopen();
        assertThat(selectors(State.RETIRED)).containsExactly("20261121e", "20261121r");
        assertThat(keys.keys(DOMAIN)).allMatch(key -> key.published(clock.instant()));

        clock.advance(Duration.ofDays(8));
        assertThat(keys.keys(DOMAIN).stream().filter(key -> !key.published(clock.instant())))
                .hasSize(2);
        keys.sweep(DOMAIN);
        assertThat(file("20261121r.pem")).exists();
        clock.advance(Duration.ofDays(22));
        keys.sweep(DOMAIN);
        assertThat(file("20261121r.pem")).doesNotExist();
        assertThat(keys.keys(DOMAIN)).hasSize(2);
        assertThat(keys.rotate(DOMAIN).stream().map(DomainKey::selector)).contains("20261221r", "20261221e");
    }

    @Test
    void keyThatACrashLeftWithoutALineIsNotLost() throws IOException {
        keys.create(DOMAIN);
        Files.delete(file("keys.list"));
        Files.delete(file("20261121e.pem"));
        reopen();
        assertThat(selectors(State.SIGNING)).containsExactly("20261121r");
        keys.create(DOMAIN);
        assertThat(keys.signing(DOMAIN).stream().map(SigningKey::selector)).containsExactly("20261121r", "20261121-2e");
        reopen();
        assertThat(selectors(State.SIGNING)).containsExactly("20261121-2e", "20261121r");
    }

    @Test
    void keyOfARolloverThatACrashCutShortGoesOnWaiting() throws IOException {
        keys.create(DOMAIN);
        byte[] list = Files.readAllBytes(file("keys.list"));
        keys.rotate(DOMAIN);
        Files.write(file("keys.list"), list);
        Files.delete(file("20261121-2e.pem"));
        reopen();
        assertThat(selectors(State.WAITING)).containsExactly("20261121-2r");
        keys.rotate(DOMAIN);
        assertThat(selectors(State.WAITING)).containsExactly("20261121-2r", "20261121-3e");
        assertThat(selectors(State.SIGNING)).containsExactly("20261121e", "20261121r");
    }

    @Test
    void brokenKeyFileSignsNothingAndIsNotReplaced() throws IOException {
        keys.create(DOMAIN);
        String pem = Files.readString(file("20261121r.pem"));
        Files.writeString(file("20261121r.pem"), "-----BEGIN RSA PRIVATE KEY-----\n");
        reopen();
        assertThat(keys.create(DOMAIN)).hasSize(2);
        assertThat(keys.signing(DOMAIN).stream().map(SigningKey::selector)).containsExactly("20261121e");
        Files.writeString(file("20261121r.pem"), pem);
        clock.advance(Duration.ofMinutes(2));
        assertThat(keys.signing(DOMAIN)).as("mended without a restart").hasSize(2);
    }

    @Test
    void brokenListIsNotWrittenOver() throws IOException {
        keys.create(DOMAIN);
        Files.writeString(file("keys.list"), "20261121r rsa-sha256 singing now\n");
        reopen();
        assertThatThrownBy(() -> keys.create(DOMAIN))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("keys.list");
        assertThat(Files.readString(file("keys.list"))).contains("singing");
    }

    @Test
    void recordHoldsThePublicKey() throws Exception {
        for (DomainKey key : keys.create(DOMAIN)) {
            boolean rsa = key.algorithm() == Algorithm.RSA_SHA256;
            assertThat(key.recordName()).isEqualTo(key.selector() + "._domainkey.example.org");
            assertThat(key.recordText()).startsWith("v=DKIM1; k=" + (rsa ? "rsa; p=MIIBIj" : "ed25519; p="));
            assertThat(key.publicKey()).hasSize(rsa ? 392 : 44);
        }
    }

    @Test
    void newKeysSignWhenTheirRecordsHaveBeenSeenForAWhile() {
        FakeDns dns = new FakeDns();
        KeyRollover rollover = new KeyRollover(keys, dns, Runnable::run, clock);
        keys.create(DOMAIN);
        keys.rotate(DOMAIN);
        List<DomainKey> waiting = new ArrayList<>(keys.keys(DOMAIN));
        waiting.removeIf(key -> key.state() != State.WAITING);
        rollover.check(DOMAIN).toCompletableFuture().join();

        DomainKey rsa = waiting.stream()
                .filter(key -> key.algorithm() == Algorithm.RSA_SHA256)
                .findFirst()
                .orElseThrow();
        dns.txt(rsa.recordName(), rsa.recordText().replace("p=", "p= "));
        dns.txt(
                waiting.stream()
                        .filter(key -> key != rsa)
                        .findFirst()
                        .orElseThrow()
                        .recordName(),
                "v=DKIM1; p=AAAA");
        rollover.check(DOMAIN).toCompletableFuture().join();
        clock.advance(Duration.ofMinutes(5));
        rollover.check(DOMAIN).toCompletableFuture().join();
        assertThat(selectors(State.WAITING)).as("perhaps not everywhere yet").hasSize(2);

        dns.failing(rsa.recordName(), "no answer");
        clock.advance(Duration.ofMinutes(5));
        rollover.check(DOMAIN).toCompletableFuture().join();
        dns.mended(rsa.recordName());
        clock.advance(Duration.ofMinutes(10));
        rollover.check(DOMAIN).toCompletableFuture().join();
        assertThat(selectors(State.WAITING)).as("seen anew").hasSize(2);
        clock.advance(KeyRollover.SETTLING);
        rollover.check(DOMAIN).toCompletableFuture().join();
        assertThat(selectors(State.WAITING)).containsExactly("20261121-2e");
        assertThat(selectors(State.SIGNING)).containsExactly("20261121-2r", "20261121e");
        assertThat(selectors(State.RETIRED)).containsExactly("20261121r");
    }

    @Test
    void domainOfOtherScriptsIsAFolderLikeOthers() {
        keys.create("xn--bcher-kva.example");
        assertThat(folder.resolve("xn--bcher-kva.example")).isDirectory();
        assertThat(keys.keys("xn--bcher-kva.example").get(0).recordName())
                .endsWith("._domainkey.xn--bcher-kva.example");
    }
}
