package org.posthaste.common.sasl;

import java.time.Duration;

/** How a login ended. */
public sealed interface AuthResult {
    /**
     * The credentials are right.
     *
     * @param user the account's address, canonical
     * @param accountId the account
     */
    record Accepted(String user, long accountId) implements AuthResult {}

    /** Wrong user or wrong password: nobody outside learns which. */
    record Rejected() implements AuthResult {}

    /** Too many failures from there or for that account, or the server is too busy to check now. */
    record TryLater(Duration delay) implements AuthResult {}
}
