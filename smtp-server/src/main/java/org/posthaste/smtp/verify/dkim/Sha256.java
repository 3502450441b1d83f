package org.posthaste.smtp.verify.dkim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one hash algorithm of DKIM today (RFC 8301 §3.1). */
final class Sha256 {
    private Sha256() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
