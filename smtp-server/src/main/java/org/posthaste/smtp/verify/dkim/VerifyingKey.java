package org.posthaste.smtp.verify.dkim;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** A public key that was read and can be used. Immutable. */
sealed interface VerifyingKey {
    /** Bits of an RSA modulus; 256 for Ed25519. */
    int bits();

    /** True if {@code signature} was made over {@code signed} with the private key that belongs to this one. */
    boolean verifies(CanonicalHeader signed, byte[] signature);

    /** RSA with SHA-256 and the padding of PKCS #1 version 1.5 (RFC 6376 §3.3.2). */
    record Rsa(PublicKey key, int bits) implements VerifyingKey {
        @Override
        public boolean verifies(CanonicalHeader signed, byte[] signature) {
            try {
                Signature verifier = Signature.getInstance(SigningKey.Algorithm.RSA_SHA256.jcaName());
                verifier.initVerify(key);
                verifier.update(signed.octets(), 0, signed.length());
                return verifier.verify(signature);
            } catch (GeneralSecurityException e) {
                // A signature that is not as long as the modulus.
                return false;
            }
        }
    }

    /** Ed25519 over the SHA-256 hash (RFC 8463 §3); by Bouncy Castle, which takes an eighth of the JDK's time. */
    record EdwardsCurve(Ed25519.PublicPoint point) implements VerifyingKey {
        @Override
        public int bits() {
            return 8 * Ed25519.PUBLIC_KEY_SIZE;
        }

        @Override
        public boolean verifies(CanonicalHeader signed, byte[] signature) {
            byte[] hash = signed.hash();
            return signature.length == Ed25519.SIGNATURE_SIZE
                    && Ed25519.verify(signature, 0, point, hash, 0, hash.length);
        }
    }
}
