package org.posthaste.smtp.relay;

import java.time.Duration;

/**
 * How long each phase of a conversation may take in all, however it is spread out (RFC 5321 §4.5.3.2).
 *
 * @param connect until an address has answered
 * @param fallback until the next address of a host is tried beside the first (RFC 8305 §5)
 * @param greeting for the greeting
 * @param hello for EHLO, STARTTLS and AUTH
 * @param tls for the handshake
 * @param mail for MAIL
 * @param rcpt for each RCPT
 * @param data for DATA
 * @param chunk for each 64 kB of the message
 * @param finalDot for the reply to the end of the message
 * @param quit for QUIT, which is mere politeness
 */
public record RelayTimeouts(
        Duration connect,
        Duration fallback,
        Duration greeting,
        Duration hello,
        Duration tls,
        Duration mail,
        Duration rcpt,
        Duration data,
        Duration chunk,
        Duration finalDot,
        Duration quit) {
    /** The least that RFC 5321 §4.5.3.2 asks for; what it does not name is shorter. */
    public static final RelayTimeouts STANDARD = new RelayTimeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofSeconds(2));

    /** None longer than this. */
    RelayTimeouts atMost(Duration limit) {
        return new RelayTimeouts(
                shorter(connect, limit),
                shorter(fallback, limit),
                shorter(greeting, limit),
                shorter(hello, limit),
                shorter(tls, limit),
                shorter(mail, limit),
                shorter(rcpt, limit),
                shorter(data, limit),
                shorter(chunk, limit),
                shorter(finalDot, limit),
                shorter(quit, limit));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The same limit for every phase. */
    public static RelayTimeouts all(Duration limit) {
        return new RelayTimeouts(limit, limit, limit, limit, limit, limit, limit, limit, limit, limit, limit);
    }
}
