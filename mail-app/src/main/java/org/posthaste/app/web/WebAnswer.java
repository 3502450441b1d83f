package org.posthaste.app.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a client is answered. A value.
 *
 * @param fields those that are particular to this answer
 */
record WebAnswer(int status, String type, Map<String, String> fields, byte[] body) {
    static final WebAnswer NOT_FOUND = text(404, "There is nothing here.\n");

    private static final String PLAIN = "text/plain; charset=utf-8";

    WebAnswer {
        fields = Map.copyOf(fields);
    }

    /** A sentence for people. */
    static WebAnswer text(int status, String sentence) {
        return new WebAnswer(status, PLAIN, Map.of(), sentence.getBytes(StandardCharsets.UTF_8));
    }

    /** A document. */
    static WebAnswer document(String type, String text) {
        return new WebAnswer(200, type, Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** The way to another address: clients that POST must POST there too. */
    static WebAnswer redirect(String method, String location) {
        WebAnswer seen = text(method.equals("POST") ? 307 : 302, "It is at " + location + "\n");
        return new WebAnswer(seen.status, PLAIN, Map.of("Location", location), seen.body);
    }

    /** A method the page does not know (RFC 9110 §15.5.6). */
    static WebAnswer notAllowed(String allowed) {
        WebAnswer seen = text(405, "Only " + allowed + ".\n");
        return new WebAnswer(seen.status, PLAIN, Map.of("Allow", allowed), seen.body);
    }
}
