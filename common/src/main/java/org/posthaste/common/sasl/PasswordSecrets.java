package org.posthaste.common.sasl;

/**
 * The stored forms of a password, made by {@link PasswordHasher#secrets}; the password itself is kept nowhere.
 *
 * @param passwordHash Argon2id in PHC string form
 * @param scramSha1 RFC 5802 keys
 * @param scramSha256 RFC 7677 keys
 */
public record PasswordSecrets(
        String passwordHash, StoredCredentials.ScramKeys scramSha1, StoredCredentials.ScramKeys scramSha256) {}
