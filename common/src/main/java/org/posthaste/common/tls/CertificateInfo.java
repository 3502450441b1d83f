package org.posthaste.common.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A certificate in use, for the administrator.
 *
 * @param names host names and addresses it is for
 * @param issuer who issued it
 * @param notBefore from when it is valid
 * @param notAfter until when it is valid
 * @param selfSigned true if we made it
 * @param file where it lies
 * @param sha256 its SHA-256 fingerprint in hexadecimal
 * @param keySha256 that of its public key (RFC 6698 §2.1, selector 1), which a renewal with the same key leaves as it is
 */
public record CertificateInfo(
        List<String> names,
        String issuer,
        Instant notBefore,
        Instant notAfter,
        boolean selfSigned,
        Path file,
        String sha256,
        String keySha256) {
    /** How long it is still valid; negative when it is not. */
    public Duration left(Instant now) {
        return Duration.between(now, notAfter);
    }
}
