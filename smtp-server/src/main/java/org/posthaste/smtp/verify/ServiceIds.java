package org.posthaste.smtp.verify;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.posthaste.common.address.AddressParser;

/**
 * The names under which this server reports what it checked (RFC 8601 §2.5, authserv-id). Compared as readers might:
 * without regard to case, to a full stop at the end, and to whether a label is written as U-label or A-label
 * (RFC 8616 §3). Immutable.
 */
public final class ServiceIds {
    private final Set<String> names;

    /** These names. */
    public ServiceIds(Collection<String> names) {
        this.names = names.stream().map(ServiceIds::canonical).collect(Collectors.toUnmodifiableSet());
    }

    /** True if a name, as octets of a header field, is one of them. */
    boolean contain(byte[] octets, int length) {
        return names.contains(canonical(new String(octets, 0, length, StandardCharsets.UTF_8)));
    }

    private static String canonical(String name) {
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
            end--;
        }
        String plain = name.substring(0, end).strip().toLowerCase(Locale.ROOT);
        return AddressParser.domain(plain).orElse(plain);
    }
}
