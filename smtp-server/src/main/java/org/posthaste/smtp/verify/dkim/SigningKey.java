package org.posthaste.smtp.verify.dkim;

import java.security.PrivateKey;

/**
 * What signatures are made with. A value, whose secret no text shows.
 *
 * @param domain in whose name, as A-labels: {@code d=}
 * @param selector under which the public key is published: {@code s=}
 * @param key fits the algorithm
 */
public record SigningKey(String domain, String selector, Algorithm algorithm, PrivateKey key) {
    /** The algorithms there are (RFC 8301 §3.1, RFC 8463 §3). */
    public enum Algorithm {
        RSA_SHA256,
        ED25519_SHA256
    }

    @Override
    public String toString() {
        return "SigningKey[" + selector + "._domainkey." + domain + "]";
    }
}
