package org.posthaste.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** The secret behind the salts that SCRAM shows for users that do not exist: kept between starts, or such salts would change while real ones do not. Thread-safe. */
final class LoginKey {
    private static final int OCTETS = 32;

    private LoginKey() {}

    /** The key of a data folder, made on the first start. Fails: {@link UncheckedIOException}. */
    static byte[] of(DataFolder folder) {
        Path file = folder.loginKey();
        try {
            if (Files.exists(file)) {
                byte[] key = Files.readAllBytes(file);
                if (key.length == OCTETS) {
                    return key;
                }
            }
            byte[] key = new byte[OCTETS];
            new SecureRandom().nextBytes(key);
            OwnerOnly.write(file, key);
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
