package org.posthaste.common.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateBundleTest {
    @TempDir
    private Path folder;

    private static X509Certificate issued(String subject, KeyPair pair, String issuer, KeyPair by) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                new X500Name(issuer),
                                BigInteger.ONE,
                                new Date(),
                                Date.from(Instant.now().plusSeconds(1000)),
                                new X500Name(subject),
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
    }

    private static KeyPair pair() {
        return KeyPairFile.generate(KeyPairFile.Kind.EC);
    }

    @Test
    void aChainInAnyOrderIsPutIntoOrder() throws Exception {
        KeyPair root = pair();
        KeyPair middle = pair();
        KeyPair host = pair();
        X509Certificate top = issued("CN=root", root, "CN=root", root);
        X509Certificate between = issued("CN=middle", middle, "CN=root", root);
        X509Certificate leaf = issued("CN=mail.example.org", host, "CN=middle", middle);
        X509Certificate stranger = issued("CN=stranger", pair(), "CN=elsewhere", pair());
        Path chain = folder.resolve("chain.pem");
        PemFiles.write(chain, List.of(top, stranger, between, leaf));
        Path key = folder.resolve("key.pem");
        PemFiles.write(key, host.getPrivate());
        CertificateBundle read = CertificateBundle.read(new CertificateFiles(chain, key));
        assertThat(read.chain()).containsExactly(leaf, between, top);
        assertThat(read.names()).containsExactly("mail.example.org");
    }

    @Test
    void oneFileHoldsKeyAndChainForItsOwnerOnly() throws Exception {
        CertificateBundle made = TestCertificates.bundle(Instant.now(), "mail.example.org");
        Path file = folder.resolve("a.pem");
        made.write(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        CertificateBundle read = CertificateBundle.read(new CertificateFiles(file, file));
        assertThat(read.chain()).isEqualTo(made.chain());
        assertThat(read.matches()).isTrue();
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedWithBothNames() throws Exception {
        CertificateFiles one = TestCertificates.write(folder, "one", "one.example.org");
        CertificateFiles two = TestCertificates.write(folder, "two", "two.example.org");
        assertThatThrownBy(() -> CertificateBundle.read(new CertificateFiles(one.chain(), two.key())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("two.key")
                .hasMessageContaining("one.crt");
    }

    @Test
    void pairsOfKeysComeBackFromTheirFiles() throws Exception {
        for (KeyPairFile.Kind kind : KeyPairFile.Kind.values()) {
            KeyPair made = KeyPairFile.generate(kind);
            Path file = folder.resolve(kind + ".pem");
            KeyPairFile.write(file, made);
            KeyPair read = KeyPairFile.read(file);
            assertThat(read.getPublic()).isEqualTo(made.getPublic());
            assertThat(read.getPrivate()).isEqualTo(made.getPrivate());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    /** RFC 8737 §3: the extension is critical and holds an octet string of the digest. */
    @Test
    void theCertificateOfAnAlpnChallengeHoldsTheDigest() throws Exception {
        byte[] digest = new byte[32];
        digest[31] = 7;
        CertificateBundle made = AlpnCertificate.make("mail.example.org", digest, Instant.now());
        assertThat(made.certificate().getCriticalExtensionOIDs()).contains("1.3.6.1.5.5.7.1.31");
        byte[] value = made.certificate().getExtensionValue("1.3.6.1.5.5.7.1.31");
        assertThat(value).hasSize(36).startsWith(4, 34, 4, 32).endsWith(7);
        assertThat(made.names()).containsExactly("mail.example.org");
    }
}
