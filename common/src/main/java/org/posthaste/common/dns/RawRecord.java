package org.posthaste.common.dns;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One record as it is published. A value.
 *
 * @param name its owner in lower case, without the last full stop
 * @param type such as {@code TXT}
 * @param ttl seconds
 * @param data the rest in zone file form; names end with a full stop
 * @param strings the strings of a TXT record one by one, each octet a character of ISO 8859-1; else empty
 */
public record RawRecord(String name, String type, long ttl, String data, List<String> strings) {
    public RawRecord {
        strings = List.copyOf(strings);
    }

    /** The strings of a TXT record joined (RFC 7208 §3.3, RFC 6376 §3.6.2.2); the data of others. */
    public String text() {
        return strings.isEmpty() ? data : strings.stream().collect(Collectors.joining());
    }
}
