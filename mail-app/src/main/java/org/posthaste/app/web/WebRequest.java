package org.posthaste.app.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a page is asked. A value.
 *
 * @param authority the name that was asked for, perhaps with a port
 * @param path as it was sent: no page here has a name that needs to be encoded
 * @param query as it was sent, without the question mark
 * @param secure came by HTTPS, to us or to a trusted proxy
 */
record WebRequest(
        String method, SiteName site, String authority, String path, String query, boolean secure, byte[] body) {
    private static final int STANDARD = 443;

    /** A parameter that is there and not empty; of several with one name the first. */
    Optional<String> parameter(String name) {
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && name.equalsIgnoreCase(pair.substring(0, equals))) {
                return decoded(pair.substring(equals + 1)).filter(value -> !value.isBlank());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }

    /** The same thing by HTTPS. Who asked on a port other than the standard one is led to ours, others to the standard one, which may be a proxy's. */
    String byHttps(int port) {
        boolean named = authority.matches(".*:[0-9]+") && !authority.endsWith(":80");
        return "https://" + site.host() + (named && port != STANDARD ? ":" + port : "") + path
                + (query.isEmpty() ? "" : "?" + query);
    }
}
