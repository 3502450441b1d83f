package org.posthaste.smtp.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A reply (RFC 5321 §4.2). With an enhanced status (RFC 2034 §4) every line carries it; greeting, EHLO and 3yz replies
 * have none.
 *
 * @param code three digits
 * @param status the enhanced status
 * @param lines the text, at least one line, without line ends
 */
public record Reply(int code, Optional<EnhancedStatus> status, List<String> lines) {
    public Reply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not a reply: " + code + " " + lines);
        }
        if (status.isPresent() && status.get().kind() != code / 100) {
            throw new IllegalArgumentException("status " + status.get() + " does not go with " + code);
        }
    }

    /** A reply of one line with its enhanced status. */
    public static Reply of(int code, String status, String text) {
        return new Reply(code, Optional.of(EnhancedStatus.of(status)), List.of(text));
    }

    /** A reply of one line that must not carry an enhanced status. */
    public static Reply plain(int code, String text) {
        return new Reply(code, Optional.empty(), List.of(text));
    }

    /** The same code and status with another text. */
    public Reply withText(String text) {
        return new Reply(code, status, List.of(text));
    }

    /** True for 2yz and 3yz. */
    public boolean isPositive() {
        return code < 400;
    }

    /** True for 5yz: asking again would not help. */
    public boolean isPermanent() {
        return code >= 500;
    }

    /** The octets sent, CRLF included. */
    public byte[] octets() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What the log shows: code, status and text of the first line. */
    public String summary() {
        return code + " " + status.map(s -> s + " ").orElse("") + lines.get(0);
    }

    /** The reply as sent, CRLF included. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(80);
        for (int i = 0; i < lines.size(); i++) {
            text.append(code).append(i + 1 < lines.size() ? '-' : ' ');
            status.ifPresent(value -> text.append(value).append(' '));
            text.append(lines.get(i)).append("\r\n");
        }
        return text.toString();
    }
}
