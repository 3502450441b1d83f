package org.posthaste.smtp.verify.dkim;

import java.security.PrivateKey;
import java.util.Optional;

/**
 * What signatures are made with. A value, whose secret no text shows. Keep the key object: the JDK remembers with it
 * what blinds an RSA key.
 *
 * @param domain in whose name, as A-labels: {@code d=}
 * @param selector under which the public key is published: {@code s=}
 * @param key fits the algorithm
 */
public record SigningKey(String domain, String selector, Algorithm algorithm, PrivateKey key) {
    /** What we sign with and believe: RFC 8301 §3.1 leaves rsa-sha256, RFC 8463 §3 adds ed25519-sha256. */
    public enum Algorithm {
        RSA_SHA256("rsa-sha256", "rsa", "SHA256withRSA"),
        ED25519_SHA256("ed25519-sha256", "ed25519", "Ed25519");

        private final String text;
        private final String keyType;
        private final String jcaName;

        Algorithm(String text, String keyType, String jcaName) {
            this.text = text;
            this.keyType = keyType;
            this.jcaName = jcaName;
        }

        /** The value of a=. */
        public String text() {
            return text;
        }

        /** The value of k= in a key record. */
        public String keyType() {
            return keyType;
        }

        String jcaName() {
            return jcaName;
        }

        static Optional<Algorithm> named(String text) {
            for (Algorithm algorithm : values()) {
                if (algorithm.text.equals(text)) {
                    return Optional.of(algorithm);
                }
            }
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + selector + "._domainkey." + domain + "]";
    }
}
