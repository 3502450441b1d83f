package org.posthaste.common.sasl;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.posthaste.common.sasl.StoredCredentials.ScramKeys;

/** The hash functions SCRAM is used with, and the computations of RFC 5802 §3. */
enum ScramHash {
    SHA_1("SCRAM-SHA-1", ScramMechanism.SCRAM_SHA_1, "PBKDF2WithHmacSHA1", 20),
    SHA_256("SCRAM-SHA-256", ScramMechanism.SCRAM_SHA_256, "PBKDF2WithHmacSHA256", 32);

    private final String mechanism;
    private final ScramMechanism functions;
    private final String keyDerivation;
    private final int length;

    ScramHash(String mechanism, ScramMechanism functions, String keyDerivation, int length) {
        this.mechanism = mechanism;
        this.functions = functions;
        this.keyDerivation = keyDerivation;
        this.length = length;
    }

    /** The mechanism's name without {@code -PLUS}. */
    String mechanism() {
        return mechanism;
    }

    /** Octets of a key or proof. */
    int length() {
        return length;
    }

    /** The keys that an account has for this hash. */
    Optional<ScramKeys> keys(StoredCredentials credentials) {
        return this == SHA_1 ? credentials.scramSha1() : credentials.scramSha256();
    }

    /** The keys to store for a password. */
    ScramKeys derive(String preparedPassword, byte[] salt, int iterations) {
        byte[] salted = saltedPassword(preparedPassword, salt, iterations);
        byte[] storedKey = ScramFunctions.storedKey(functions, ScramFunctions.clientKey(functions, salted));
        return new ScramKeys(salt, iterations, storedKey, ScramFunctions.serverKey(functions, salted));
    }

    /**
     * Hi() of RFC 5802 §2.2. Taken from the JDK, since the library's function accepts no text outside US-ASCII that is
     * prepared already.
     */
    private byte[] saltedPassword(String preparedPassword, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(preparedPassword.toCharArray(), salt, iterations, 8 * length);
        try {
            return SecretKeyFactory.getInstance(keyDerivation)
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + keyDerivation, e);
        }
    }

    /** True if the proof shows that the client knows the password behind the stored key. */
    boolean proves(byte[] proof, ScramKeys keys, String authMessage) {
        if (proof.length != length) {
            return false;
        }
        byte[] signature = ScramFunctions.clientSignature(functions, keys.storedKey(), authMessage);
        byte[] clientKey = new byte[length];
        for (int i = 0; i < length; i++) {
            clientKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        return MessageDigest.isEqual(ScramFunctions.storedKey(functions, clientKey), keys.storedKey());
    }

    /** What shows the server that the client knows the password (RFC 5802 §3), and what the server must answer. */
    ClientProof prove(String preparedPassword, byte[] salt, int iterations, String authMessage) {
        byte[] salted = saltedPassword(preparedPassword, salt, iterations);
        byte[] clientKey = ScramFunctions.clientKey(functions, salted);
        byte[] proof =
                ScramFunctions.clientSignature(functions, ScramFunctions.storedKey(functions, clientKey), authMessage);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        byte[] serverKey = ScramFunctions.serverKey(functions, salted);
        return new ClientProof(proof, ScramFunctions.serverSignature(functions, serverKey, authMessage));
    }

    /** A client's proof and the signature the server proves itself with. */
    record ClientProof(byte[] proof, byte[] serverSignature) {}

    /** What shows the client that the server knows the password's keys. */
    byte[] serverSignature(ScramKeys keys, String authMessage) {
        return ScramFunctions.serverSignature(functions, keys.serverKey(), authMessage);
    }
}
