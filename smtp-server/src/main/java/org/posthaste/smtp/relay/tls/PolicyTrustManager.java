package org.posthaste.smtp.relay.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.posthaste.smtp.relay.TlsFailure;
import org.posthaste.smtp.relay.TlsPolicy;

/** Ends handshakes that do not meet a policy. Extended, so that the platform adds no checks of its own, which DANE forbids (RFC 7672 §3.1.1). Thread-safe. */
final class PolicyTrustManager extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = {};

    private final TlsPolicy policy;
    private final PolicyVerifier verifier;

    PolicyTrustManager(TlsPolicy policy, PolicyVerifier verifier) {
        this.policy = policy;
        this.verifier = verifier;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        Optional<TlsFailure> failure = verifier.verify(policy, List.of(chain), kind);
        if (failure.isPresent()) {
            throw new UntrustedPeerException(failure.get());
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        checkServerTrusted(chain, kind);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, kind);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
        throw new CertificateException("this is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) throws CertificateException {
        checkClientTrusted(chain, kind);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) throws CertificateException {
        checkClientTrusted(chain, kind);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NONE.clone();
    }
}
