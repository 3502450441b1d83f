package org.posthaste.smtp.relay.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates for tests: an authority, those it issues, and servers that show them. */
final class TestAuthority {
    private static final AtomicLong SERIAL = new AtomicLong(1);

    final Identity own;

    private TestAuthority(Identity own) {
        this.own = own;
    }

    /** A certificate with its key, and those above it. */
    record Identity(KeyPair keys, List<X509Certificate> chain) {
        X509Certificate certificate() {
            return chain.get(0);
        }

        /** Shows only the first so many certificates. */
        Identity showing(int certificates) {
            return new Identity(keys, chain.subList(0, certificates));
        }

        /** A server that shows this. */
        SSLContext server() {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.setKeyEntry("server", keys.getPrivate(), new char[0], chain.toArray(X509Certificate[]::new));
                KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
                managers.init(store, new char[0]);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(managers.getKeyManagers(), null, null);
                return context;
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What a certificate is to be like. */
    record Wish(
            String subject,
            List<String> names,
            Instant from,
            Instant until,
            String algorithm,
            boolean authority,
            int pathLength) {
        static Wish server(String... names) {
            return new Wish(
                    names[0],
                    List.of(names),
                    now().minus(Duration.ofDays(1)),
                    now().plus(Duration.ofDays(30)),
                    "EC",
                    false,
                    -1);
        }

        Wish until(Instant end) {
            return new Wish(subject, names, from, end, algorithm, authority, pathLength);
        }

        Wish with(String otherAlgorithm) {
            return new Wish(subject, names, from, until, otherAlgorithm, authority, pathLength);
        }

        /** Without DNS-IDs. */
        Wish nameless() {
            return new Wish(subject, List.of(), from, until, algorithm, authority, pathLength);
        }
    }

    private static Instant now() {
        return Instant.now();
    }

    /** A root. */
    static TestAuthority root(String name) {
        return root(name, -1);
    }

    /** A root below which so many authorities may stand. */
    static TestAuthority root(String name, int pathLength) {
        return new TestAuthority(selfSigned(authority(name, pathLength)));
    }

    private static Wish authority(String name, int pathLength) {
        return new Wish(
                name,
                List.of(),
                now().minus(Duration.ofDays(10)),
                now().plus(Duration.ofDays(300)),
                "EC",
                true,
                pathLength);
    }

    /** An authority below this one. */
    TestAuthority below(String name) {
        return new TestAuthority(issue(authority(name, -1)));
    }

    /** A certificate by this authority. */
    Identity issue(Wish wish) {
        KeyPair keys = keys(wish.algorithm);
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(certificate(
                wish,
                keys,
                "CN=" + own.certificate().getSubjectX500Principal().getName().substring(3),
                own.keys));
        chain.addAll(own.chain);
        return new Identity(keys, chain);
    }

    /** A certificate by nobody. */
    static Identity selfSigned(Wish wish) {
        KeyPair keys = keys(wish.algorithm);
        return new Identity(keys, List.of(certificate(wish, keys, "CN=" + wish.subject, keys)));
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(256);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(Wish wish, KeyPair keys, String issuer, KeyPair signer) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name(issuer),
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(wish.from),
                    Date.from(wish.until),
                    new X500Name("CN=" + wish.subject),
                    keys.getPublic());
            extend(builder, wish);
            String signature =
                    switch (signer.getPrivate().getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> "Ed25519";
                    };
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(signer.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void extend(JcaX509v3CertificateBuilder builder, Wish wish) throws CertIOException {
        if (wish.authority) {
            builder.addExtension(
                    Extension.basicConstraints,
                    true,
                    wish.pathLength < 0 ? new BasicConstraints(true) : new BasicConstraints(wish.pathLength));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } else {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        }
        if (!wish.names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(wish.names.stream()
                            .map(name -> new GeneralName(GeneralName.dNSName, name))
                            .toArray(GeneralName[]::new)));
        }
    }
}
