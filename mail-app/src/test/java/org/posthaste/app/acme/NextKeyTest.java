package org.posthaste.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.DataFolder;
import org.posthaste.app.acme.LineageState.Word;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.dns.TlsaRecord;
import org.posthaste.common.tls.CertificateBundle;
import org.posthaste.common.tls.KeyPairFile;
import org.posthaste.common.tls.TestCertificates;
import org.posthaste.common.tls.TlsContexts;
import org.posthaste.common.tls.TlsSettings;

class NextKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Lineage HOST =
            new Lineage("host.mail.example.org", List.of("mail.example.org"), KeyPairFile.Kind.EC, true);

    @TempDir
    private Path root;

    private final FakeDns dns = new FakeDns();
    private DataFolder folder;
    private NextKey keys;

    @BeforeEach
    void folders() throws Exception {
        folder = new DataFolder(root);
        Files.createDirectories(folder.acme());
        keys = new NextKey(dns, folder, "mail.example.org");
    }

    private static String name() {
        return "_25._tcp.mail.example.org";
    }

    private void publish(PublicKey key) {
        dns.tlsa(name(), new TlsaRecord(3, 1, 1, HexFormat.of().parseHex(CertificateBundle.tlsaDigest(key))));
    }

    @Test
    void theFirstKeyIsThatOfTheSelfSignedCertificate() throws Exception {
        TlsContexts own = TlsContexts.open(TlsSettings.selfSigned(folder.tls(), "mail.example.org"), Clock.systemUTC());
        KeyPair first = keys.current(HOST, Optional.empty(), false);
        assertThat(CertificateBundle.tlsaDigest(first.getPublic()))
                .isEqualTo(own.certificates().get(0).keySha256());
        assertThat(keys.current(HOST, Optional.empty(), false).getPublic()).isEqualTo(first.getPublic());
    }

    @Test
    void aNewKeyWaitsForItsRecordAndTwiceItsTimeToLive() throws Exception {
        CertificateBundle held = TestCertificates.bundle(NOW, "mail.example.org");
        LineageState state = new LineageState();
        assertThat(keys.ready(HOST, Optional.of(held), state, NOW)).isFalse();
        KeyPair next = KeyPairFile.generate(KeyPairFile.Kind.EC);
        KeyPairFile.write(HOST.nextKey(folder.acme()), next);
        publish(held.certificate().getPublicKey());
        assertThat(keys.ready(HOST, Optional.of(held), state, NOW)).isFalse();
        assertThat(state.get(Word.NOTE)).contains("TLSA 3 1 1 " + CertificateBundle.tlsaDigest(next.getPublic()));
        publish(next.getPublic());
        assertThat(keys.ready(HOST, Optional.of(held), state, NOW)).isFalse();
        assertThat(keys.ready(HOST, Optional.of(held), state, NOW.plus(Duration.ofDays(3))))
                .isTrue();
    }

    @Test
    void aNewKeyIsUsedAtOnceWhereTheDnsPromisesNothingOrTheAdministratorInsists() throws Exception {
        CertificateBundle held = TestCertificates.bundle(NOW, "mail.example.org");
        KeyPair next = KeyPairFile.generate(KeyPairFile.Kind.EC);
        KeyPairFile.write(HOST.nextKey(folder.acme()), next);
        LineageState state = new LineageState();
        assertThat(keys.ready(HOST, Optional.of(held), state, NOW)).isTrue();
        dns.failing(name(), "SERVFAIL");
        assertThat(keys.ready(HOST, Optional.of(held), state, NOW)).isFalse();
        state.set(Word.NEXT_KEY_NOW, "yes");
        assertThat(keys.ready(HOST, Optional.of(held), state, NOW)).isTrue();
        assertThat(keys.current(HOST, Optional.of(held), true).getPublic()).isEqualTo(next.getPublic());
        assertThat(keys.current(HOST, Optional.of(held), false).getPublic())
                .isEqualTo(held.certificate().getPublicKey());
    }
}
