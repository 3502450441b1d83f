package org.posthaste.smtp.verify.spf;

import java.util.Locale;
import java.util.Optional;

/** Names that can be asked for (RFC 1035 §2.3.4), made from expanded texts. Stateless. */
final class Names {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    private Names() {}

    /**
     * The name in lower case without its last full stop, with labels taken from its left side until it fits
     * (RFC 7208 §7.3). Empty if it is no name: empty or long labels (RFC 7208 §4.8 leaves open what follows from that).
     */
    static Optional<String> fitting(String expanded) {
        String name = expanded.endsWith(".") ? expanded.substring(0, expanded.length() - 1) : expanded;
        if (name.length() > MAX_NAME) {
            int dot = name.indexOf('.', name.length() - MAX_NAME - 1);
            name = dot < 0 ? "" : name.substring(dot + 1);
        }
        return isName(name) ? Optional.of(name.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** True if the name has two labels or more; others are never looked up as a domain (RFC 7208 §4.3). */
    static boolean hasLabels(String name) {
        return name.indexOf('.') > 0;
    }

    static boolean isWithin(String name, String domain) {
        return name.equals(domain)
                || name.length() > domain.length()
                        && name.endsWith(domain)
                        && name.charAt(name.length() - domain.length() - 1) == '.';
    }

    private static boolean isName(String name) {
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                if (i == start || i - start > MAX_LABEL) {
                    return false;
                }
                start = i + 1;
            }
        }
        return Words.isAscii(name);
    }
}
