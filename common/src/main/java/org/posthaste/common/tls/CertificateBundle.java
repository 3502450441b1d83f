package org.posthaste.common.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate with its chain and private key. Written as one PEM file, so that no crash and no reader ever sees the
 * key of one and the certificate of another. A value.
 *
 * @param chain the certificate, then those of the authorities between it and a root
 * @param key its private key
 */
public record CertificateBundle(List<X509Certificate> chain, PrivateKey key) {
    public CertificateBundle {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a chain of no certificate");
        }
    }

    /**
     * Reads one, and puts its chain into order: the key's certificate first, each then followed by its issuer (RFC 8446
     * §4.4.2); certificates that lead nowhere are left out. Both files may be the same.
     *
     * @throws IOException if the key is that of no certificate in the file; it names the file
     */
    public static CertificateBundle read(CertificateFiles files) throws IOException {
        PrivateKey key = PemFiles.key(files.key());
        List<X509Certificate> left = new ArrayList<>(PemFiles.certificates(files.chain()));
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(left.stream()
                .filter(certificate -> Identity.belong(key, certificate))
                .findFirst()
                .orElseThrow(() ->
                        new IOException(files.key() + ": not the private key of the certificate in " + files.chain())));
        left.remove(chain.get(0));
        for (X509Certificate last = chain.get(0); !issued(last, last); last = chain.get(chain.size() - 1)) {
            X509Certificate child = last;
            List<X509Certificate> issuers =
                    left.stream().filter(issuer -> issued(issuer, child)).toList();
            if (issuers.isEmpty()) {
                break;
            }
            chain.add(issuers.get(0));
            left.remove(issuers.get(0));
        }
        return new CertificateBundle(chain, key);
    }

    private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    /** True if the key is the certificate's. */
    public boolean matches() {
        return Identity.belong(key, certificate());
    }

    /** The certificate itself. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Host names and addresses it is for, in lower case. */
    public List<String> names() {
        return Identity.names(certificate());
    }

    /** Both halves of the key. */
    public KeyPair keyPair() {
        return new KeyPair(certificate().getPublicKey(), key);
    }

    /** What there is to tell of it, as if it lay in this file. */
    public CertificateInfo info(Path file) {
        return new Identity("", names(), chain, key, file).info();
    }

    /** Writes both into one file that only its owner may read, in one step. */
    public void write(Path file) throws IOException {
        PemFiles.write(file, key, chain);
    }

    /** What a TLSA record "3 1 1" holds for a public key: the SHA-256 of its SubjectPublicKeyInfo (RFC 6698 §2.1), in hexadecimal. */
    public static String tlsaDigest(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
