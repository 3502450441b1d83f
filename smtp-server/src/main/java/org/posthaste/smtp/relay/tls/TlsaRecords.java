package org.posthaste.smtp.relay.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.dns.TlsaRecord;

/** The meaning of TLSA records (RFC 6698 §2.1, RFC 7671). Pure. */
final class TlsaRecords {
    static final int DANE_TA = 2;
    static final int DANE_EE = 3;
    static final int CERTIFICATE = 0;
    static final int FULL = 0;

    private static final int SPKI = 1;
    private static final int SHA256 = 1;
    private static final int SHA512 = 2;
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");

    private TlsaRecords() {}

    /**
     * Those a mail server's certificate is compared with: usages 2 and 3 (RFC 7672 §3.1.3), selectors, matching types and lengths that are known, and of several digests of the same kind
     * the strongest only (RFC 7671 §9).
     */
    static List<TlsaRecord> usable(List<TlsaRecord> records) {
        List<TlsaRecord> known =
                records.stream().filter(TlsaRecords::isUsable).distinct().toList();
        return known.stream()
                .filter(record -> record.matchingType() != SHA256
                        || known.stream()
                                .noneMatch(other -> other.matchingType() == SHA512
                                        && other.usage() == record.usage()
                                        && other.selector() == record.selector()))
                .toList();
    }

    private static boolean isUsable(TlsaRecord record) {
        if (record.usage() != DANE_TA && record.usage() != DANE_EE
                || record.selector() != CERTIFICATE && record.selector() != SPKI) {
            return false;
        }
        return switch (record.matchingType()) {
            case FULL -> record.selector() == CERTIFICATE
                    ? certificate(record).isPresent()
                    : key(record).isPresent();
            case SHA256 -> record.data().length == 32;
            case SHA512 -> record.data().length == 64;
            default -> false;
        };
    }

    /** Compares a certificate, or its key, with what a record says of it (RFC 6698 §2.1.4). */
    static boolean matches(TlsaRecord record, X509Certificate certificate) {
        try {
            byte[] selected = record.selector() == CERTIFICATE
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            return Arrays.equals(
                    record.data(),
                    switch (record.matchingType()) {
                        case SHA256 -> digest("SHA-256", selected);
                        case SHA512 -> digest("SHA-512", selected);
                        default -> selected;
                    });
        } catch (CertificateEncodingException e) {
            return false;
        }
    }

    /** The certificate in a record of selector 0 and matching type 0. */
    static Optional<X509Certificate> certificate(TlsaRecord record) {
        byte[] data = record.data();
        try {
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(data))
                                    instanceof X509Certificate certificate
                            && Arrays.equals(certificate.getEncoded(), data)
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /** The public key in a record of selector 1 and matching type 0. */
    static Optional<PublicKey> key(TlsaRecord record) {
        for (String algorithm : KEY_ALGORITHMS) {
            Optional<PublicKey> key = key(algorithm, record.data());
            if (key.isPresent()) {
                return key;
            }
        }
        return Optional.empty();
    }

    private static Optional<PublicKey> key(String algorithm, byte[] data) {
        try {
            PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(data));
            return Arrays.equals(key.getEncoded(), data) ? Optional.of(key) : Optional.empty();
        } catch (GeneralSecurityException e) {
            // Of another algorithm, or of none.
            return Optional.empty();
        }
    }

    private static byte[] digest(String algorithm, byte[] octets) {
        try {
            return MessageDigest.getInstance(algorithm).digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm, e);
        }
    }
}
