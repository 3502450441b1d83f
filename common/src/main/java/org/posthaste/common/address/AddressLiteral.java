package org.posthaste.common.address;

import java.util.Locale;
import java.util.Optional;

/**
 * Address literals, RFC 5321 §4.1.3: {@code [192.0.2.1]} and {@code [IPv6:2001:db8::1]}. No other tag was ever
 * registered, so none is taken.
 */
final class AddressLiteral {
    private static final String IPV6_TAG = "ipv6:";

    private AddressLiteral() {}

    /** The literal with its brackets in lower case; empty when it is not one. */
    static Optional<String> canonical(String text) {
        if (text.length() < 3 || !text.startsWith("[") || !text.endsWith("]")) {
            return Optional.empty();
        }
        String lower = text.toLowerCase(Locale.ROOT);
        String content = lower.substring(1, lower.length() - 1);
        boolean valid = content.startsWith(IPV6_TAG) ? isIpv6(content.substring(IPV6_TAG.length())) : isIpv4(content);
        return valid ? Optional.of(lower) : Optional.empty();
    }

    private static boolean isIpv4(String text) {
        String[] octets = text.split("\\.", 5);
        if (octets.length != 4) {
            return false;
        }
        for (String octet : octets) {
            if (octet.isEmpty() || octet.length() > 3 || !consistsOf(octet, "0123456789")) {
                return false;
            }
            if (Integer.parseInt(octet) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        if (text.length() > 45) {
            return false;
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        int before = gap == 0 ? 0 : groups(text.substring(0, gap), false);
        int after = gap == text.length() - 2 ? 0 : groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** The number of 16-bit groups; -1 when malformed. */
    private static int groups(String text, boolean mayEndInIpv4) {
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (mayEndInIpv4 && i == parts.length - 1 && isIpv4(parts[i])) {
                return count + 2;
            }
            if (parts[i].isEmpty() || parts[i].length() > 4 || !consistsOf(parts[i], "0123456789abcdef")) {
                return -1;
            }
            count++;
        }
        return count;
    }

    private static boolean consistsOf(String text, String characters) {
        return text.chars().allMatch(c -> characters.indexOf(c) >= 0);
    }
}
