package org.posthaste.common.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/**
 * Key pairs of the JDK's own providers in PEM files (private key as PKCS #8, then the public one) that only their owner
 * may read. Fails: with an {@link IOException} that names the file. Thread-safe.
 */
public final class KeyPairFile {
    private static final int RSA_BITS = 2048;

    /** Kinds of keys that certificates are made for. */
    public enum Kind {
        /** P-256. */
        EC,
        /** 2048 bits. */
        RSA
    }

    private KeyPairFile() {}

    /** Makes a pair. */
    public static KeyPair generate(Kind kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.name());
            if (kind == Kind.EC) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(RSA_BITS);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime makes no keys for " + kind, e);
        }
    }

    /** Writes a pair, in one step. */
    public static void write(Path file, KeyPair pair) throws IOException {
        PemFiles.write(file, pair);
    }

    /** Reads a pair. */
    public static KeyPair read(Path file) throws IOException {
        return new KeyPair(PemFiles.publicKey(file), PemFiles.key(file));
    }
}
