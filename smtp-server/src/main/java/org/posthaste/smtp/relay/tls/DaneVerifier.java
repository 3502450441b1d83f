package org.posthaste.smtp.relay.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.common.dns.TlsaRecord;
import org.posthaste.smtp.relay.TlsFailure;
import org.posthaste.smtp.relay.TlsPolicy;
import org.posthaste.smtp.relay.TlsResultType;

/** Compares a server's certificates with TLSA records (RFC 7672 §3): it is enough that one record matches. Never asks the network. Thread-safe. */
final class DaneVerifier {
    private static final int LONGEST_PATH = 8;
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final Clock clock;

    DaneVerifier(Clock clock) {
        this.clock = clock;
    }

    /** What is wrong with a chain, the server's certificate first; empty if nothing. */
    Optional<TlsFailure> verify(List<X509Certificate> chain, TlsPolicy.Dane policy) {
        X509Certificate server = chain.get(0);
        // RFC 7671 §5.1: neither names nor dates nor signatures of the certificate matter, the record says it all.
        boolean vouchedFor = policy.records().stream()
                .anyMatch(record -> record.usage() == TlsaRecords.DANE_EE && TlsaRecords.matches(record, server));
        if (vouchedFor) {
            return Optional.empty();
        }
        Set<TrustAnchor> anchors = anchors(chain, policy.records());
        if (anchors.isEmpty()) {
            return failure(TlsResultType.VALIDATION_FAILURE, "no TLSA record matches the certificate");
        }
        try {
            server.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return failure(TlsResultType.CERTIFICATE_EXPIRED, String.valueOf(e.getMessage()));
        }
        if (!CertificateNames.match(server, policy.names(), true)) {
            return failure(
                    TlsResultType.CERTIFICATE_HOST_MISMATCH,
                    "the certificate is for " + CertificateNames.dnsIds(server) + ", not for " + policy.names());
        }
        return chainFailure(chain, anchors);
    }

    private static Optional<TlsFailure> failure(TlsResultType type, String reason) {
        return Optional.of(new TlsFailure(type, reason));
    }

    /** Trust anchors the server has sent, and those that are whole in the DNS, so that it need not send them (RFC 7671 §5.2). */
    private static Set<TrustAnchor> anchors(List<X509Certificate> chain, List<TlsaRecord> records) {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (TlsaRecord record : records) {
            if (record.usage() != TlsaRecords.DANE_TA) {
                continue;
            }
            chain.stream()
                    .skip(1)
                    .filter(sent -> TlsaRecords.matches(record, sent))
                    .forEach(sent -> anchors.add(new TrustAnchor(sent, null)));
            if (record.matchingType() == TlsaRecords.FULL && record.selector() == TlsaRecords.CERTIFICATE) {
                TlsaRecords.certificate(record).ifPresent(known -> anchors.add(new TrustAnchor(known, null)));
            } else if (record.matchingType() == TlsaRecords.FULL) {
                Optional<PublicKey> key = TlsaRecords.key(record);
                chain.forEach(sent -> key.ifPresent(
                        known -> anchors.add(new TrustAnchor(sent.getIssuerX500Principal(), known, null))));
            }
        }
        return anchors;
    }

    private Optional<TlsFailure> chainFailure(List<X509Certificate> chain, Set<TrustAnchor> anchors) {
        try {
            X509CertSelector server = new X509CertSelector();
            server.setCertificate(chain.get(0));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, server);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            parameters.setRevocationEnabled(false);
            parameters.setMaxPathLength(LONGEST_PATH);
            parameters.setDate(Date.from(clock.instant()));
            if (CertPathBuilder.getInstance("PKIX").build(parameters) instanceof PKIXCertPathBuilderResult built) {
                checkAnchor(built);
            }
            checkPurpose(chain.get(0));
            return Optional.empty();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return failure(TlsResultType.CERTIFICATE_EXPIRED, "the trust anchor: " + e.getMessage());
        } catch (InvalidAlgorithmParameterException e) {
            throw new IllegalStateException(e);
        } catch (GeneralSecurityException e) {
            return failure(TlsResultType.CERTIFICATE_NOT_TRUSTED, String.valueOf(e.getMessage()));
        }
    }

    /** RFC 7672 §3.1.2: constraints in the trust anchor's certificate hold too; those that PKIX leaves to whoever chose it. */
    private void checkAnchor(PKIXCertPathBuilderResult built) throws GeneralSecurityException {
        X509Certificate anchor = built.getTrustAnchor().getTrustedCert();
        if (anchor == null) {
            return;
        }
        anchor.checkValidity(Date.from(clock.instant()));
        long authorities = built.getCertPath().getCertificates().stream()
                        .filter(certificate -> certificate instanceof X509Certificate authority
                                && !authority.getSubjectX500Principal().equals(authority.getIssuerX500Principal()))
                        .count()
                - 1;
        boolean[] usage = anchor.getKeyUsage();
        if (anchor.getBasicConstraints() < Math.max(0, authorities) || usage != null && !usage[5]) {
            throw new GeneralSecurityException("the trust anchor must not issue this certificate");
        }
    }

    private static void checkPurpose(X509Certificate server) throws GeneralSecurityException {
        try {
            List<String> purposes = server.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(SERVER_AUTHENTICATION) && !purposes.contains(ANY_PURPOSE)) {
                throw new GeneralSecurityException("the certificate is not for servers: " + purposes);
            }
        } catch (CertificateParsingException e) {
            throw new GeneralSecurityException("the certificate's purpose cannot be read", e);
        }
    }
}
