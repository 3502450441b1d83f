package org.posthaste.imap.session;

import java.time.Duration;

/**
 * How the IMAP server behaves.
 *
 * @param hostname the name in the greeting
 * @param version what ID tells; empty tells none
 * @param maxMessageSize octets of a message that APPEND takes; announced as APPENDLIMIT (RFC 7889)
 * @param loginTimeout silence allowed before login
 * @param idleTimeout silence allowed after login; RFC 3501 §5.4 asks for 30 minutes at least
 * @param idleKeepalive how often IDLE is told that the server is still here
 * @param maxBadCommands BAD answers in a row before the connection is closed
 * @param maxFailedLogins failed logins before the connection is closed
 * @param searchThreads threads for searches that read messages
 */
public record ImapConfig(
        String hostname,
        String version,
        long maxMessageSize,
        Duration loginTimeout,
        Duration idleTimeout,
        Duration idleKeepalive,
        int maxBadCommands,
        int maxFailedLogins,
        int searchThreads) {

    /** Sensible values for one host. */
    public static ImapConfig defaults(String hostname) {
        return new ImapConfig(
                hostname,
                "",
                50L << 20,
                Duration.ofMinutes(2),
                Duration.ofMinutes(30),
                Duration.ofMinutes(2),
                20,
                8,
                2);
    }
}
