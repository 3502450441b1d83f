package org.posthaste.smtp.relay;

/** Logs in to a smarthost (RFC 4954). Confined to the delivering thread. */
final class RelayAuthentication {
    private final SmtpClient client;

    RelayAuthentication(SmtpClient client) {
        this.client = client;
    }

    void login(RelayRoute.RelayLogin login, TlsPolicy policy) throws SessionFailure, WireException {}
}
