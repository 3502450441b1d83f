package org.posthaste.app.web;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came (RFC 9112 §3). A value.
 *
 * @param target the request target, visible ASCII characters only
 * @param current true for HTTP/1.1, false for HTTP/1.0
 * @param fields by name in lower case; those that came several times are joined by commas
 */
record HttpRequest(String method, String target, boolean current, Map<String, String> fields, byte[] body) {
    HttpRequest {
        fields = Map.copyOf(fields);
    }

    /** The value of a field. */
    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** True if the peer wants to go on with the same connection (RFC 9112 §9.3). */
    boolean persistent() {
        String connection = field("connection").orElse("").toLowerCase(Locale.ROOT);
        return current ? !connection.contains("close") : connection.contains("keep-alive");
    }
}
