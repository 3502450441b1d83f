package org.posthaste.common.sasl;

import java.util.Optional;

/**
 * What is kept of a password; never the password.
 *
 * @param user the account's canonical address
 * @param accountId the account
 * @param passwordHash Argon2id in PHC string form
 * @param scramSha1 RFC 5802 keys
 * @param scramSha256 RFC 7677 keys
 */
public record StoredCredentials(
        String user,
        long accountId,
        String passwordHash,
        Optional<ScramKeys> scramSha1,
        Optional<ScramKeys> scramSha256) {
    /** Salt, iteration count and keys of one SCRAM mechanism. */
    public record ScramKeys(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {}
}
