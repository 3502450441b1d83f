package org.posthaste.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.posthaste.common.io.OwnerOnly;

/** A secret of the server in a file of its own, kept between starts. Thread-safe. */
final class SecretFile {
    private static final int OCTETS = 32;

    private SecretFile() {}

    /** The secret in a file, made on the first start. Fails: {@link UncheckedIOException}. */
    static byte[] of(Path file) {
        try {
            if (Files.exists(file)) {
                byte[] key = Files.readAllBytes(file);
                if (key.length == OCTETS) {
                    return key;
                }
            }
            byte[] key = new byte[OCTETS];
            new SecureRandom().nextBytes(key);
            OwnerOnly.writeDurably(file, key);
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
