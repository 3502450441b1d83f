package org.posthaste.common.sasl;

import java.util.concurrent.CompletionStage;

/**
 * The guarded login all protocols share: bounded hashing, short cache of successes, slow-down and lock per address and
 * account. Thread-safe; never blocks the caller.
 */
public interface Authenticator {
    /**
     * Checks a password given in clear (IMAP LOGIN, POP3 PASS, SASL PLAIN and LOGIN). The stage completes on any
     * thread.
     */
    CompletionStage<AuthResult> login(String user, String password, LoginContext context);

    /**
     * The SASL mechanisms to announce on such a connection, in order of preference, such as {@code SCRAM-SHA-256-PLUS}.
     */
    java.util.List<String> mechanisms(LoginContext context);

    /** Starts an exchange; empty for an unknown or unavailable mechanism. */
    java.util.Optional<SaslExchange> start(String mechanism, LoginContext context);
}
