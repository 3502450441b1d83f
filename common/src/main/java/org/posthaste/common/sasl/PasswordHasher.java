package org.posthaste.common.sasl;

import java.security.SecureRandom;

/**
 * Makes and checks the stored forms of passwords: Argon2id (RFC 9106) for logins that show the password, and SCRAM keys
 * (RFC 5802, RFC 7677) for those that do not. A check costs some 30 ms and the memory named in the hash, so callers
 * bound how many run at once. Thread-safe.
 *
 * <p>Passwords are compared in the form of RFC 4013 (SASLprep). Deviation: a password with characters that RFC 4013
 * forbids is taken in Unicode form NFKC instead of being refused.
 */
public final class PasswordHasher {
    /** SCRAM's iteration count of new passwords; RFC 7677 §4 asks for at least 4096. */
    public static final int SCRAM_ITERATIONS = 10_000;

    private static final int MEMORY_KIB = 19 * 1024;
    private static final int ITERATIONS = 2;
    private static final int LANES = 1;
    private static final int SALT_OCTETS = 16;
    private static final int HASH_OCTETS = 32;

    private final SecureRandom random;

    public PasswordHasher(SecureRandom random) {
        this.random = random;
    }

    /**
     * All stored forms of a new password. Fails: IllegalArgumentException if it is empty or longer than 1024
     * characters.
     */
    public PasswordSecrets secrets(String password) {
        String prepared = accepted(password);
        return new PasswordSecrets(
                hash(password),
                ScramHash.SHA_1.derive(prepared, salt(), SCRAM_ITERATIONS),
                ScramHash.SHA_256.derive(prepared, salt(), SCRAM_ITERATIONS));
    }

    /** The Argon2id hash in PHC string form. Fails as {@link #secrets}. */
    public String hash(String password) {
        return Argon2Hash.compute(accepted(password), MEMORY_KIB, ITERATIONS, LANES, salt())
                .phc();
    }

    /** A hash that no password has, but that takes as long to compare with as any: for users that do not exist. */
    String hashOfNobody() {
        byte[] hash = new byte[HASH_OCTETS];
        random.nextBytes(hash);
        return Argon2Hash.unmatched(MEMORY_KIB, ITERATIONS, LANES, salt(), hash).phc();
    }

    /**
     * True if the password is the one behind the hash. Fails: IllegalArgumentException if the hash cannot be read or
     * would cost too much.
     */
    public boolean verify(String password, String phc) {
        return Argon2Hash.parse(phc)
                .orElseThrow(() -> new IllegalArgumentException("the stored hash cannot be used"))
                .matches(PasswordText.prepared(password));
    }

    private static String accepted(String password) {
        String prepared = PasswordText.prepared(password);
        if (prepared.isEmpty() || password.length() > PasswordText.MAX_PASSWORD || prepared.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "a password needs 1 to " + PasswordText.MAX_PASSWORD + " characters, none of them NUL");
        }
        return prepared;
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        return salt;
    }
}
