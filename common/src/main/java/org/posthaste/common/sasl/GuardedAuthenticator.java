package org.posthaste.common.sasl;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The login of all protocols: SASL mechanisms and plain passwords, checked by at most a few threads, remembered for
 * minutes, slower with every wrong password and closed for a while after many ({@link AuthSettings}). Nothing outside,
 * neither reply nor timing, tells whether a user exists.
 *
 * <p>Fails: {@link AuthResult.TryLater} when somebody is kept out, when too many passwords wait to be hashed, and when
 * the store cannot be asked. Thread-safe.
 */
public final class GuardedAuthenticator implements Authenticator, AutoCloseable {
    private final AuthSettings settings;
    private final LoginDesk desk;
    private final List<SaslMechanism> known;

    /** An authenticator over these credentials. */
    public GuardedAuthenticator(CredentialStore store, Clock clock, AuthSettings settings) {
        this(store, clock, settings, Optional.empty());
    }

    /** An authenticator over these credentials that also takes tokens of an issuer. */
    public GuardedAuthenticator(
            CredentialStore store, Clock clock, AuthSettings settings, Optional<TokenSettings> tokens) {
        this.settings = settings;
        this.desk = new LoginDesk(store, clock, settings, new SecureRandom());
        this.known = SaslMechanisms.with(tokens.map(token -> new TokenVerifier(token, clock)));
    }

    @Override
    public CompletionStage<AuthResult> login(String user, String password, LoginContext context) {
        if (!SaslMechanism.confidential(context, settings)) {
            return CompletableFuture.completedFuture(
                    desk.malformed(LoginAttempt.of(context, "plaintext-refused", user)));
        }
        return desk.password(user, password, context, "password");
    }

    @Override
    public List<String> mechanisms(LoginContext context) {
        return known.stream()
                .filter(mechanism -> mechanism.announced(context, settings))
                .map(SaslMechanism::name)
                .toList();
    }

    @Override
    public Optional<SaslExchange> start(String mechanism, LoginContext context) {
        return known.stream()
                .filter(candidate -> candidate.name().equalsIgnoreCase(mechanism))
                .filter(candidate -> candidate.usable(context, settings))
                .findFirst()
                .map(candidate -> candidate.start(context, desk));
    }

    /** Ends the threads; logins on their way are not answered. */
    @Override
    public void close() {
        desk.close();
    }
}
