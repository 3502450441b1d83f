package org.posthaste.smtp.relay.tls;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.posthaste.smtp.relay.TlsFailure;
import org.posthaste.smtp.relay.TlsPolicy;
import org.posthaste.smtp.relay.TlsResultType;

/** Tells whether a server's certificates meet a policy. Thread-safe. */
final class PolicyVerifier {
    /** What TLS 1.3 calls its key exchange, which does not depend on the certificate. */
    private static final String ANY_KIND = "UNKNOWN";

    private final DaneVerifier dane;
    private final PublicTrust trust;

    PolicyVerifier(DaneVerifier dane, PublicTrust trust) {
        this.dane = dane;
        this.trust = trust;
    }

    /** What is not met; empty if nothing. */
    Optional<TlsFailure> verify(TlsPolicy policy, List<X509Certificate> chain, String kind) {
        if (policy instanceof TlsPolicy.Dane wanted) {
            return chain.isEmpty() ? nobody() : dane.verify(chain, wanted);
        }
        if (policy instanceof TlsPolicy.Verified wanted) {
            return chain.isEmpty() ? nobody() : trust.verify(chain, kind, wanted.names());
        }
        return Optional.empty();
    }

    private static Optional<TlsFailure> nobody() {
        return Optional.of(new TlsFailure(TlsResultType.VALIDATION_FAILURE, "no certificate"));
    }

    /** The same of a connection that is made already. */
    Optional<TlsFailure> verify(TlsPolicy policy, SSLSession session) {
        try {
            List<X509Certificate> chain = Arrays.stream(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
            return verify(policy, chain, ANY_KIND);
        } catch (SSLPeerUnverifiedException e) {
            return verify(policy, List.of(), ANY_KIND);
        }
    }
}
