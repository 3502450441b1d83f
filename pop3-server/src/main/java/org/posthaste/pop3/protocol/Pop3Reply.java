package org.posthaste.pop3.protocol;

import java.nio.charset.StandardCharsets;

/**
 * A status line (RFC 1939 §3). At most 512 octets with its CRLF, which all texts of {@link Replies} keep.
 *
 * @param positive {@code +OK} or {@code -ERR}
 * @param text what follows, beginning with a response code in brackets where one applies (RFC 2449 §8); may be empty
 */
public record Pop3Reply(boolean positive, String text) {
    /** A success. */
    public static Pop3Reply ok(String text) {
        return new Pop3Reply(true, text);
    }

    /** A refusal. */
    public static Pop3Reply err(String text) {
        return new Pop3Reply(false, text);
    }

    /** A refusal with a response code such as {@code AUTH}. */
    public static Pop3Reply err(String code, String text) {
        return new Pop3Reply(false, "[" + code + "] " + text);
    }

    /** The octets with CRLF. */
    public byte[] octets() {
        return (line() + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The line without CRLF. */
    public String line() {
        String status = positive ? "+OK" : "-ERR";
        return text.isEmpty() ? status : status + " " + text;
    }
}
