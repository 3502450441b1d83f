package org.posthaste.app.web;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.posthaste.common.tls.AlpnChallenges;

/** Where what an ACME authority will ask for is put up and taken down: HTTP-01 (RFC 8555 §8.3) and TLS-ALPN-01 (RFC 8737 §3). In force at once. Thread-safe. */
public final class ChallengeBoard {
    private final Map<String, String> byToken = new ConcurrentHashMap<>();
    private final AlpnChallenges certificates;

    /**
     * A board without challenges.
     *
     * @param certificates those of the TLS contexts that the public site uses
     */
    public ChallengeBoard(AlpnChallenges certificates) {
        this.certificates = certificates;
    }

    /** Answers {@code /.well-known/acme-challenge/TOKEN} on every name with the key authorization. */
    public void putToken(String token, String keyAuthorization) {
        byToken.put(token, keyAuthorization);
    }

    /** Answers it no more. */
    public void removeToken(String token) {
        byToken.remove(token);
    }

    /** The key authorization of a token. */
    public Optional<String> keyAuthorization(String token) {
        return Optional.ofNullable(byToken.get(token));
    }

    /** Shows the certificate to whoever asks for the name with the application protocol {@code acme-tls/1}. */
    public void putCertificate(String name, X509Certificate certificate, PrivateKey key) {
        certificates.put(name, certificate, key);
    }

    /** Shows it no more. */
    public void removeCertificate(String name) {
        certificates.remove(name);
    }
}
