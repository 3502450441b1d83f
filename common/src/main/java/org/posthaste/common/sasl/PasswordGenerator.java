package org.posthaste.common.sasl;

import java.security.SecureRandom;

/**
 * Makes passwords that nobody guesses and that can be read aloud or typed from paper: no two characters look alike.
 * Thread-safe.
 */
public final class PasswordGenerator {
    private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
    private static final int GROUPS = 3;
    private static final int GROUP_LENGTH = 6;

    private final SecureRandom random;

    public PasswordGenerator(SecureRandom random) {
        this.random = random;
    }

    /** A new password such as {@code h7kq2m-x9wdfr-3tbnce}: 18 of 31 characters, 89 bits. */
    public String next() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
            if (i > 0 && i % GROUP_LENGTH == 0) {
                password.append('-');
            }
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
