package org.posthaste.common.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A certificate with its chain and private key. Immutable.
 *
 * @param alias its name towards the JDK, never used for another certificate
 * @param names host names in lower case, perhaps with {@code *.} in front, and addresses
 * @param chain the certificate, then its issuers
 * @param key its private key
 * @param file where it was read
 */
record Identity(String alias, List<String> names, List<X509Certificate> chain, PrivateKey key, Path file) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    /** Reads one; fails if the key is not the certificate's. */
    static Identity read(String alias, CertificateFiles files) throws IOException {
        List<X509Certificate> chain = PemFiles.certificates(files.chain());
        PrivateKey key = PemFiles.key(files.key());
        X509Certificate certificate = chain.get(0);
        if (!belong(key, certificate)) {
            throw new IOException(files.key() + ": not the private key of the (first) certificate in " + files.chain());
        }
        return new Identity(alias, names(certificate), List.copyOf(chain), key, files.chain());
    }

    /** True if a private key is that of a certificate. */
    static boolean belong(PrivateKey key, X509Certificate certificate) {
        String kind = key.getAlgorithm();
        String algorithm = kind.equals("EC") || kind.equals("ECDSA")
                ? "SHA256withECDSA"
                : kind.equals("RSA") ? "SHA256withRSA" : kind;
        try {
            byte[] sample = certificate.getEncoded();
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException differentKind) {
            return false;
        }
    }

    /** Host names in lower case and addresses of a certificate. */
    static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    int type = (Integer) alternative.get(0);
                    if (type == DNS_NAME) {
                        names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
                    } else if (type == IP_ADDRESS) {
                        names.add(InetAddress.getByName(alternative.get(1).toString())
                                .getHostAddress());
                    }
                }
            }
            if (names.isEmpty()) {
                for (Rdn part :
                        new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                    if (part.getType().equalsIgnoreCase("CN")) {
                        names.add(part.getValue().toString().toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException | UnknownHostException | InvalidNameException unusual) {
            // A certificate without names we understand still serves as the default.
            return List.copyOf(names);
        }
        return List.copyOf(names);
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    boolean valid(Instant now) {
        return !now.isBefore(certificate().getNotBefore().toInstant())
                && now.isBefore(certificate().getNotAfter().toInstant());
    }

    boolean selfSigned() {
        return certificate().getSubjectX500Principal().equals(certificate().getIssuerX500Principal());
    }

    CertificateInfo info() {
        return new CertificateInfo(
                names,
                certificate().getIssuerX500Principal().getName(),
                certificate().getNotBefore().toInstant(),
                certificate().getNotAfter().toInstant(),
                selfSigned(),
                file,
                sha256(encoded()),
                sha256(certificate().getPublicKey().getEncoded()));
    }

    private byte[] encoded() {
        try {
            return certificate().getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read cannot be encoded", e);
        }
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
