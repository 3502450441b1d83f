package org.posthaste.common.tls;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the certificates that prove control of a name by TLS-ALPN-01 (RFC 8737 §3): self-signed, for the one name, with
 * the digest of the key authorization in the critical extension acmeIdentifier. Thread-safe.
 */
public final class AlpnCertificate {
    private AlpnCertificate() {}

    /**
     * Makes one.
     *
     * @param digest SHA-256 of the key authorization
     */
    public static CertificateBundle make(String name, byte[] digest, Instant now) throws IOException {
        SelfSignedCertificate made = SelfSignedCertificate.make(Set.of(name), now, Optional.of(digest));
        return new CertificateBundle(List.of(made.certificate()), made.key());
    }
}
