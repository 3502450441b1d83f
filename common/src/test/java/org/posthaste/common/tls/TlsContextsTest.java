package org.posthaste.common.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.common.MovableClock;

class TlsContextsTest {
    @TempDir
    private Path directory;

    private TlsContexts selfSigned(String... domains) throws IOException {
        TlsContexts contexts = TlsContexts.open(
                TlsSettings.selfSigned(directory.resolve("tls"), "mail.example.org"), Clock.systemUTC());
        contexts.alsoFor(List.of(domains));
        return contexts;
    }

    private static TlsContexts with(Clock clock, Path directory, CertificateFiles... files) throws IOException {
        return TlsContexts.open(new TlsSettings(List.of(files), directory, "mail.example.org"), clock);
    }

    private static SSLEngine client(SSLContext context, String serverName, String... protocols) {
        SSLEngine client = context.createSSLEngine("peer", 993);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        if (serverName != null) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        client.setSSLParameters(parameters);
        return client;
    }

    /** Connects both engines and tells the certificate the client saw. */
    private static X509Certificate shake(SSLEngine client, SSLEngine server) throws IOException {
        int size = 64 * 1024;
        ByteBuffer toServer = ByteBuffer.allocate(size);
        ByteBuffer toClient = ByteBuffer.allocate(size);
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < 50; i++) {
            step(client, toServer, toClient);
            step(server, toClient, toServer);
        }
        assertThat(client.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }

    private static void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            default -> {
                in.flip();
                engine.unwrap(in, plain);
                in.compact();
            }
        }
    }

    private static X509Certificate seen(TlsContexts contexts, String serverName) throws IOException {
        return shake(client(TestCertificates.newClientContext(), serverName), contexts.newServerEngine());
    }

    private static List<String> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> name.get(1).toString())
                .toList();
    }

    /** File times are too coarse to tell two writes apart that follow at once. */
    private static void touch(CertificateFiles files, long second) throws IOException {
        Files.setLastModifiedTime(files.chain(), FileTime.from(Instant.ofEpochSecond(second)));
        Files.setLastModifiedTime(files.key(), FileTime.from(Instant.ofEpochSecond(second)));
    }

    @Test
    void aSelfSignedCertificateIsMadeOnceForTheHostWithAPrivateKeyFile() throws Exception {
        TlsContexts first = selfSigned();
        X509Certificate certificate = seen(first, "mail.example.org");
        assertThat(names(certificate)).containsExactly("mail.example.org", "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("tls/self-signed.key"))))
                .isEqualTo("rw-------");
        assertThat(seen(selfSigned(), "mail.example.org")).isEqualTo(certificate);
        assertThat(first.certificates()).singleElement().satisfies(info -> {
            assertThat(info.selfSigned()).isTrue();
            assertThat(info.left(Instant.now())).isBetween(Duration.ofDays(820), Duration.ofDays(825));
            assertThat(info.sha256()).hasSize(64);
        });
    }

    @Test
    void aNewDomainGetsItsOwnCertificateAndThePinnedOneStays() throws Exception {
        TlsContexts contexts = selfSigned("example.org");
        X509Certificate pinned = seen(contexts, "mail.example.org");
        X509Certificate older = seen(contexts, "imap.example.org");

        contexts.alsoFor(List.of("example.org", "Example.COM"));

        assertThat(names(seen(contexts, "imap.example.com"))).containsExactly("example.com", "*.example.com");
        assertThat(names(seen(contexts, "example.com"))).contains("example.com");
        assertThat(seen(contexts, "mail.example.org")).isEqualTo(pinned);
        assertThat(seen(contexts, "imap.example.org")).isEqualTo(older);
        assertThat(seen(contexts, "elsewhere.example")).isEqualTo(pinned);
        assertThat(seen(selfSigned("example.org", "example.com"), "mail.example.org"))
                .isEqualTo(pinned);
    }

    @Test
    void aRemovedDomainIsForgottenAndGetsItsCertificateBackWhenItReturns() throws Exception {
        TlsContexts contexts = selfSigned("example.com");
        X509Certificate first = seen(contexts, "example.com");
        contexts.alsoFor(List.of());
        assertThat(names(seen(contexts, "example.com"))).contains("mail.example.org");
        contexts.alsoFor(List.of("example.com"));
        assertThat(seen(contexts, "example.com")).isEqualTo(first);
    }

    @Test
    void aHostWithANewNameShowsTheOldCertificateToThoseWhoAskForTheOldName() throws Exception {
        X509Certificate old = seen(selfSigned(), "mail.example.org");
        TlsContexts renamed =
                TlsContexts.open(TlsSettings.selfSigned(directory.resolve("tls"), "mx.example.net"), Clock.systemUTC());
        assertThat(seen(renamed, "mail.example.org")).isEqualTo(old);
        assertThat(names(seen(renamed, "mx.example.net"))).contains("mx.example.net");
        assertThat(names(seen(renamed, null))).contains("mx.example.net");
    }

    @Test
    void certificatesOfTheAdministratorAreNotMixedWithOwnOnes() throws Exception {
        CertificateFiles files = TestCertificates.write(directory, "default", "mail.example.org");
        TlsContexts contexts = with(Clock.systemUTC(), directory, files);
        contexts.alsoFor(List.of("example.com"));
        assertThat(contexts.certificates()).hasSize(1);
        assertThat(names(seen(contexts, "example.com"))).containsExactly("mail.example.org");
    }

    @Test
    void theSelfSignedCertificateIsRenewedBeforeItEnds() throws Exception {
        MovableClock clock = new MovableClock(Instant.now());
        TlsContexts contexts =
                TlsContexts.open(TlsSettings.selfSigned(directory.resolve("tls"), "mail.example.org"), clock);
        X509Certificate first = seen(contexts, "mail.example.org");
        clock.advance(Duration.ofDays(700));
        assertThat(contexts.refresh()).isFalse();
        clock.advance(Duration.ofDays(100));
        assertThat(contexts.refresh()).isTrue();
        assertThat(contexts.certificates().get(0).left(clock.instant())).isGreaterThan(Duration.ofDays(800));
        assertThat(seen(contexts, "mail.example.org")).isNotEqualTo(first);
    }

    @Test
    void theCertificateIsChosenByTheNameAskedFor() throws Exception {
        CertificateFiles standard = TestCertificates.write(directory, "default", "mail.example.org");
        CertificateFiles other = TestCertificates.write(directory, "other", "mail.example.com", "*.example.net");
        TlsContexts contexts = with(Clock.systemUTC(), directory, standard, other);
        assertThat(names(seen(contexts, "mail.example.org"))).containsExactly("mail.example.org");
        assertThat(names(seen(contexts, "MAIL.example.com"))).contains("mail.example.com");
        assertThat(names(seen(contexts, "imap.example.net"))).contains("mail.example.com");
        assertThat(names(seen(contexts, "a.b.example.net"))).containsExactly("mail.example.org");
        assertThat(names(seen(contexts, "example.net"))).containsExactly("mail.example.org");
        assertThat(names(seen(contexts, "unknown.example"))).containsExactly("mail.example.org");
        assertThat(names(seen(contexts, null))).containsExactly("mail.example.org");
    }

    @Test
    void changedFilesAreRereadAndBadOnesAreNot() throws Exception {
        CertificateFiles files = TestCertificates.write(directory, "c", "one.example.org");
        touch(files, 1000);
        TlsContexts contexts = with(Clock.systemUTC(), directory, files);
        assertThat(contexts.refresh()).isFalse();

        TestCertificates.write(directory, "c", "two.example.org");
        touch(files, 2000);
        assertThat(contexts.refresh()).isTrue();
        assertThat(names(seen(contexts, null))).containsExactly("two.example.org");

        Files.writeString(files.chain(), "rubbish");
        touch(files, 3000);
        assertThat(contexts.refresh()).isFalse();
        assertThat(names(seen(contexts, null))).containsExactly("two.example.org");

        CertificateFiles half = TestCertificates.write(directory, "half", "three.example.org");
        Files.copy(half.chain(), files.chain(), StandardCopyOption.REPLACE_EXISTING);
        touch(files, 4000);
        assertThat(contexts.refresh()).isFalse();
        assertThat(names(seen(contexts, null))).containsExactly("two.example.org");

        Files.copy(half.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        touch(files, 5000);
        assertThat(contexts.refresh()).isTrue();
        assertThat(names(seen(contexts, null))).containsExactly("three.example.org");

        Files.delete(files.key());
        assertThat(contexts.refresh()).isFalse();
        assertThat(names(seen(contexts, null))).containsExactly("three.example.org");
    }

    private TlsContexts withFolders(Clock clock) throws IOException {
        List<Path> folders = List.of(directory.resolve("imported"), directory.resolve("acme"));
        for (Path folder : folders) {
            Files.createDirectories(folder);
        }
        return TlsContexts.open(
                new TlsSettings(List.of(), directory.resolve("tls"), "mail.example.org", folders), clock);
    }

    @Test
    void aCertificateThatAppearsInAFolderIsShownAtOnceAndForgottenWithItsFile() throws Exception {
        TlsContexts contexts = withFolders(Clock.systemUTC());
        X509Certificate own = seen(contexts, "mail.example.org");
        CertificateBundle made = TestCertificates.bundle(Instant.now(), "mail.example.org");
        made.write(directory.resolve("acme/mail.example.org.pem"));
        assertThat(contexts.refresh()).isTrue();
        assertThat(seen(contexts, "mail.example.org")).isEqualTo(made.certificate());
        assertThat(seen(contexts, null)).isEqualTo(made.certificate());
        assertThat(contexts.certificates().get(0).file()).isEqualTo(directory.resolve("acme/mail.example.org.pem"));

        CertificateBundle other = TestCertificates.bundle(Instant.now(), "mta-sts.example.org");
        other.write(directory.resolve("acme/example.org.pem"));
        assertThat(contexts.refresh()).isTrue();
        assertThat(seen(contexts, "mta-sts.example.org")).isEqualTo(other.certificate());
        assertThat(seen(contexts, null)).isEqualTo(made.certificate());

        Files.delete(directory.resolve("acme/mail.example.org.pem"));
        assertThat(contexts.refresh()).isTrue();
        assertThat(seen(contexts, null)).isEqualTo(own);
    }

    @Test
    void theFirstFolderGoesFirstUntilItsCertificateHasEnded() throws Exception {
        MovableClock clock = new MovableClock(Instant.now());
        TlsContexts contexts = withFolders(clock);
        CertificateBundle imported =
                TestCertificates.bundle(clock.instant().minus(Duration.ofDays(800)), "mail.example.org");
        CertificateBundle ordered = TestCertificates.bundle(clock.instant(), "mail.example.org");
        imported.write(directory.resolve("imported/a.pem"));
        ordered.write(directory.resolve("acme/a.pem"));
        contexts.refresh();
        assertThat(seen(contexts, "mail.example.org")).isEqualTo(imported.certificate());
        clock.advance(Duration.ofDays(30));
        contexts.refresh();
        assertThat(seen(contexts, "mail.example.org")).isEqualTo(ordered.certificate());
        Files.delete(directory.resolve("acme/a.pem"));
        contexts.refresh();
        assertThat(seen(contexts, "mail.example.org")).isEqualTo(imported.certificate());
    }

    @Test
    void aFileThatHoldsNoCertificateInAFolderIsPassedOver() throws Exception {
        TlsContexts contexts = withFolders(Clock.systemUTC());
        Files.writeString(directory.resolve("acme/a.pem"), "rubbish");
        Files.writeString(directory.resolve("acme/.new.pem"), "being written");
        assertThat(contexts.refresh()).isFalse();
        assertThat(contexts.certificates()).hasSize(1);
    }

    @Test
    void keysInAllUsualFormsAreRead() throws Exception {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            X509Certificate certificate = certificate(pair, algorithm);
            Path chain = directory.resolve(algorithm + ".crt");
            PemFiles.write(chain, List.of(certificate));
            Path modern = directory.resolve(algorithm + ".pkcs8");
            PemFiles.write(modern, pair.getPrivate());
            assertThat(Files.readString(modern)).startsWith("-----BEGIN PRIVATE KEY");
            assertThat(Identity.read("a", new CertificateFiles(chain, modern)).names())
                    .containsExactly("test");
        }
        StringWriter text = new StringWriter();
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(pair.getPrivate());
            pem.writeObject(certificate(pair, "RSA"));
        }
        assertThat(text.toString()).startsWith("-----BEGIN RSA PRIVATE KEY");
        Path both = Files.writeString(directory.resolve("both.pem"), text.toString());
        assertThat(Identity.read("a", new CertificateFiles(both, both)).names()).containsExactly("test");
        assertThat(Identity.read("a", new CertificateFiles(resource("ec.crt"), resource("ec-sec1.key")))
                        .names())
                .containsExactly("test");
    }

    private static Path resource(String name) throws Exception {
        return Path.of(TlsContextsTest.class.getResource("/tls/" + name).toURI());
    }

    @Test
    void encryptedAndForeignAndMissingKeysAreRefusedWithTheReason() throws Exception {
        CertificateFiles one = TestCertificates.write(directory, "one", "one.example.org");
        CertificateFiles two = TestCertificates.write(directory, "two", "two.example.org");
        for (String name : List.of("ec-encrypted.key", "ec-encrypted-old.key")) {
            assertThatThrownBy(() -> Identity.read("a", new CertificateFiles(resource("ec.crt"), resource(name))))
                    .hasMessageContaining(name)
                    .hasMessageContaining("is encrypted");
        }
        Path encrypted = resource("ec-encrypted.key");
        assertThatThrownBy(() -> Identity.read("a", new CertificateFiles(one.chain(), two.key())))
                .hasMessageContaining("two.key")
                .hasMessageContaining("not the private key");
        assertThatThrownBy(() -> Identity.read("a", new CertificateFiles(one.chain(), directory.resolve("none"))))
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> Identity.read("a", new CertificateFiles(one.chain(), one.chain())))
                .hasMessageContaining("no private key");
        assertThatThrownBy(() -> Identity.read("a", new CertificateFiles(one.key(), one.key())))
                .hasMessageContaining("no certificate");
        assertThatThrownBy(() -> with(Clock.systemUTC(), directory, new CertificateFiles(one.chain(), encrypted)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void bindingIsTheHashOfTheCertificateAlsoInAResumedSession() throws Exception {
        TlsContexts contexts = selfSigned();
        for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
            SSLContext context = TestCertificates.newClientContext();
            Instant created = null;
            for (int i = 0; i < 2; i++) {
                SSLEngine client = client(context, "mail.example.org", protocol);
                SSLEngine server = contexts.newServerEngine();
                X509Certificate certificate = shake(client, server);
                TlsFacts facts = TlsFacts.of(server.getSession());
                byte[] expected = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
                assertThat(facts.binding().data("tls-server-end-point"))
                        .hasValueSatisfying(octets -> assertThat(octets).isEqualTo(expected));
                assertThat(facts.protocol()).isEqualTo(protocol);
                assertThat(facts.bits()).isIn(128, 256);
                assertThat(facts.serverName()).contains("mail.example.org");
                assertThat(facts.binding().data("tls-unique")).isEmpty();
                created = Instant.ofEpochMilli(client.getSession().getCreationTime());
            }
            assertThat(created).isNotNull();
        }
    }

    /** RFC 9266: both ends compute the same octets, and each connection others. Runs where the Java runtime has exporters. */
    @Test
    void theExporterBindingIsTheSameAtBothEnds() throws Exception {
        Method export = Arrays.stream(ExtendedSSLSession.class.getMethods())
                .filter(method -> method.getName().equals("exportKeyingMaterialData"))
                .findFirst()
                .orElse(null);
        assumeTrue(export != null, "skipped: Java " + Runtime.version().feature() + " has no TLS exporter, 25 has");
        TlsContexts contexts = selfSigned();
        List<byte[]> seen = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SSLEngine client = client(TestCertificates.newClientContext(), "mail.example.org", "TLSv1.3");
            SSLEngine server = contexts.newServerEngine();
            shake(client, server);
            byte[] ours = TlsFacts.of(server.getSession())
                    .binding()
                    .data("tls-exporter")
                    .orElseThrow();
            assertThat(ours).hasSize(32);
            assertThat(export.invoke(client.getSession(), "EXPORTER-Channel-Binding", new byte[0], 32))
                    .isEqualTo(ours);
            seen.add(ours);
        }
        assertThat(seen.get(0)).isNotEqualTo(seen.get(1));
        SSLEngine old = client(TestCertificates.newClientContext(), "mail.example.org", "TLSv1.2");
        SSLEngine server = contexts.newServerEngine();
        shake(old, server);
        assertThat(TlsFacts.of(server.getSession()).binding().data("tls-exporter"))
                .isEmpty();
    }

    @Test
    void theHashFollowsTheSignatureAlgorithm() {
        assertThat(SessionChannelBinding.hashOf("SHA384withECDSA")).contains("SHA-384");
        assertThat(SessionChannelBinding.hashOf("SHA1withRSA")).contains("SHA-256");
        assertThat(SessionChannelBinding.hashOf("MD5withRSA")).contains("SHA-256");
        assertThat(SessionChannelBinding.hashOf("SHA512withRSA")).contains("SHA-512");
        assertThat(SessionChannelBinding.hashOf("Ed25519")).isEmpty();
    }

    private static X509Certificate certificate(KeyPair pair, String algorithm) throws Exception {
        String signature =
                switch (algorithm) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> algorithm;
                };
        X500Name name = new X500Name("CN=Test");
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(Instant.now().minusSeconds(60)),
                                Date.from(Instant.now().plusSeconds(3600)),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
    }
}
