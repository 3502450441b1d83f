package org.posthaste.smtp.relay;

/** What the administrator says of TLS to a destination. */
public enum TlsMode {
    /** What the destination publishes: DANE, or else MTA-STS, or else opportunistic. */
    AUTOMATIC,

    /** Never TLS. */
    PLAIN,

    /** TLS if it is offered, with any certificate, whatever the destination publishes (RFC 7435). */
    OPPORTUNISTIC,

    /** TLS with any certificate, or no delivery; better if the destination publishes a policy. */
    REQUIRE,

    /** TLS with a certificate for the host's name from a known authority, or one that DANE vouches for. */
    VERIFY,

    /** TLS that DANE vouches for (RFC 7672 §6). */
    DANE
}
