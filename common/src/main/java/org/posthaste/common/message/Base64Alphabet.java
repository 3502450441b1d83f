package org.posthaste.common.message;

import java.util.Arrays;

/** RFC 4648 §4. */
final class Base64Alphabet {
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
    }

    private Base64Alphabet() {}

    /** The six bits of an octet; -1 for any other octet. */
    static int value(byte octet) {
        return octet < 0 ? -1 : VALUES[octet];
    }
}
