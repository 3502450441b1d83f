package org.posthaste.mailstore.sort;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** The collation i;unicode-casemap, RFC 5051 §2: keys that compare octet by octet as the texts do. Stateless. */
public final class Casemap {
    private Casemap() {}

    /** Titlecased, decomposed, in UTF-8. */
    public static byte[] key(String text) {
        int length = text.length();
        byte[] ascii = new byte[length];
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return unicodeKey(text);
            }
            ascii[i] = (byte) (c >= 'a' && c <= 'z' ? c - 32 : c);
        }
        return ascii;
    }

    private static byte[] unicodeKey(String text) {
        StringBuilder title = new StringBuilder(text.length());
        text.codePoints().map(Character::toTitleCase).forEach(title::appendCodePoint);
        return Normalizer.normalize(title, Normalizer.Form.NFKD).getBytes(StandardCharsets.UTF_8);
    }
}
