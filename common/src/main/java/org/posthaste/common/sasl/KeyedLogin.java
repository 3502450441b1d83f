package org.posthaste.common.sasl;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A login whose client proves its password without showing it.
 *
 * @param desk where it ends
 * @param attempt who and from where
 * @param credentials what is stored for the user; empty if there is no such user, which the client must not learn
 * @param refused present if the login is kept out unchecked
 */
record KeyedLogin(
        LoginDesk desk,
        LoginAttempt attempt,
        Optional<StoredCredentials> credentials,
        Optional<AuthResult.TryLater> refused) {
    /** Ends it: counts, writes the log line, and completes when it is time to answer. */
    CompletableFuture<AuthResult> end(boolean proven) {
        return desk.proven(attempt, proven ? credentials : Optional.empty());
    }
}
