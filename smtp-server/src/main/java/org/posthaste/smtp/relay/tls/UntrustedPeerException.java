package org.posthaste.smtp.relay.tls;

import java.security.cert.CertificateException;
import org.posthaste.smtp.relay.TlsFailure;

/** A certificate that the policy does not take; ends a handshake. */
final class UntrustedPeerException extends CertificateException {
    private static final long serialVersionUID = 1;

    private final transient TlsFailure failure;

    UntrustedPeerException(TlsFailure failure) {
        super(failure.toString());
        this.failure = failure;
    }

    TlsFailure failure() {
        return failure;
    }
}
