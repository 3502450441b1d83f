package org.posthaste.smtp.verify.dkim;

import java.util.HexFormat;

/** The little DER that keys need: SubjectPublicKeyInfo around bare RSA keys (RFC 8017 §A.1.1). */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    private Der() {}

    /** A SubjectPublicKeyInfo: {@code key} itself, or one made around it if it is a bare RSAPublicKey. */
    static byte[] rsaKeyInfo(byte[] key) {
        return isBareRsaKey(key) ? element(SEQUENCE, join(RSA_ALGORITHM, element(0x03, join(new byte[1], key)))) : key;
    }

    /** A sequence that begins with a number; a SubjectPublicKeyInfo begins with a sequence. */
    private static boolean isBareRsaKey(byte[] key) {
        if (key.length < 4 || key[0] != SEQUENCE) {
            return false;
        }
        int content = key[1] >= 0 ? 2 : 2 + (key[1] & 0x7f);
        return content < key.length && key[content] == INTEGER;
    }

    private static byte[] element(int tag, byte[] content) {
        int length = content.length;
        byte[] head = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : length < 0x100
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return join(head, content);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
