package org.posthaste.common.sasl;

/** One SASL mechanism, server side (RFC 4422). Thread-safe. */
interface SaslMechanism {
    /** The registered name, such as {@code SCRAM-SHA-256}. */
    String name();

    /** Whether it may be used on such a connection. */
    boolean usable(LoginContext context, AuthSettings settings);

    /** Whether clients are told of it; never true where it is not usable. */
    default boolean announced(LoginContext context, AuthSettings settings) {
        return usable(context, settings);
    }

    /** Starts a conversation. */
    SaslExchange start(LoginContext context, LoginDesk desk);

    /**
     * Whether a password may be shown on this connection: under TLS, from this host itself, or where the administrator
     * allows it.
     */
    static boolean confidential(LoginContext context, AuthSettings settings) {
        return context.tls().isPresent() || context.peer().isLoopbackAddress() || settings.plaintextAllowed();
    }
}
