package org.posthaste.common.address;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * Domain names, RFC 5321 §4.1.2 with the U-labels of RFC 5890, RFC 5891. U-labels are mapped as UTS 46 does without its
 * transitional steps (lower case, NFKC, full stops of other scripts), so that {@code ß} stays itself, and then written
 * as A-labels (RFC 3492). Limits: 63 octets a label, 255 in all.
 */
final class DomainName {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;

    private DomainName() {}

    static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c >= 0x80;
    }

    /** The name in lower case as A-labels; empty when it is not a name. */
    static Optional<String> canonical(String text) {
        if (text.length() > MAX_NAME) {
            return Optional.empty();
        }
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        StringBuilder name = new StringBuilder();
        for (String label : (ascii ? text.toLowerCase(Locale.ROOT) : mapped(text)).split("\\.", -1)) {
            Optional<String> encoded = encodeLabel(label);
            if (encoded.isEmpty()) {
                return Optional.empty();
            }
            name.append(name.length() == 0 ? "" : ".").append(encoded.get());
        }
        return name.length() <= MAX_NAME ? Optional.of(name.toString()) : Optional.empty();
    }

    private static String mapped(String text) {
        StringBuilder lower = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFKC)
                .codePoints()
                .map(c -> c == 0x3002 || c == 0xff0e || c == 0xff61 ? '.' : Character.toLowerCase(c))
                .filter(c -> c != 0xad)
                .forEach(lower::appendCodePoint);
        return Normalizer.normalize(lower, Normalizer.Form.NFKC);
    }

    private static Optional<String> encodeLabel(String label) {
        if (label.isEmpty() || label.startsWith("-") || label.endsWith("-")) {
            return Optional.empty();
        }
        boolean ascii = true;
        for (int i = 0; i < label.length(); ) {
            int c = label.codePointAt(i);
            if (c >= 0x80 ? !isLetterOrMark(c) || i == 0 && isMark(c) : !isNameCharacter((char) c)) {
                return Optional.empty();
            }
            ascii &= c < 0x80;
            i += Character.charCount(c);
        }
        if (!ascii && label.startsWith("xn--")) {
            return Optional.empty();
        }
        String encoded = ascii ? label : "xn--" + Punycode.encode(label);
        return encoded.length() <= MAX_LABEL ? Optional.of(encoded) : Optional.empty();
    }

    private static boolean isLetterOrMark(int c) {
        return Character.isLetterOrDigit(c) || isMark(c) || c == 0xb7 || c == 0x30fb;
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }
}
