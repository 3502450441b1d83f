package org.posthaste.smtp.verify.dkim;

import java.security.MessageDigest;
import java.util.OptionalLong;

/** SHA-256 over a canonical body, or its first octets (RFC 6376 §3.5 "l="). Confined. */
final class BodyDigest {
    private final MessageDigest digest = Sha256.digest();
    private long room;

    BodyDigest(OptionalLong limit) {
        this.room = limit.orElse(Long.MAX_VALUE);
    }

    void update(byte[] octets, int offset, int length) {
        int taken = (int) Math.min(length, room);
        room -= taken;
        digest.update(octets, offset, taken);
    }

    byte[] value() {
        return digest.digest();
    }
}
