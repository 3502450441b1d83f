package org.posthaste.imap.session;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How the IMAP server behaves.
 *
 * @param hostname the name in the greeting
 * @param version what ID tells; empty tells none
 * @param maxMessageSize octets of a message that APPEND takes; announced as APPENDLIMIT (RFC 7889)
 * @param loginTimeout silence allowed before login
 * @param loginLimit time a client may take to log in, busy or not
 * @param idleTimeout silence allowed after login; RFC 3501 §5.4 asks for 30 minutes at least
 * @param idleKeepalive how often IDLE is told that the server is still here
 * @param maxBadCommands BAD answers in a row before the connection is closed
 * @param maxFailedLogins failed logins before the connection is closed
 * @param searchThreads threads for searches that read messages
 * @param annotations what GETMETADATA tells all users of the server (RFC 5464 §3.2.1.1), such as {@code /shared/admin}
 * @param hidden capabilities no client is told of, in upper case; what they are for works all the same
 */
public record ImapConfig(
        String hostname,
        String version,
        long maxMessageSize,
        Duration loginTimeout,
        Duration loginLimit,
        Duration idleTimeout,
        Duration idleKeepalive,
        int maxBadCommands,
        int maxFailedLogins,
        int searchThreads,
        Map<String, String> annotations,
        Set<String> hidden) {
    public ImapConfig {
        hidden = Set.copyOf(hidden);
        annotations = Map.copyOf(annotations);
    }

    /** Sensible values for one host. */
    public static ImapConfig defaults(String hostname) {
        return new ImapConfig(
                hostname,
                "",
                50L << 20,
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofMinutes(2),
                20,
                8,
                2,
                Map.of(),
                Set.of());
    }

    /** The same with another limit of message size. */
    public ImapConfig withMaxMessageSize(long octets) {
        return with(octets, idleTimeout, annotations, hidden);
    }

    /** The same with another limit of silence after login. */
    public ImapConfig withIdleTimeout(Duration silence) {
        return with(maxMessageSize, silence, annotations, hidden);
    }

    /** The same with what all users are told of the server. */
    public ImapConfig withAnnotations(Map<String, String> shared) {
        return with(maxMessageSize, idleTimeout, shared, hidden);
    }

    /** The same with capabilities that are told to nobody. */
    public ImapConfig withHidden(Set<String> names) {
        return with(maxMessageSize, idleTimeout, annotations, names);
    }

    private ImapConfig with(long octets, Duration silence, Map<String, String> shared, Set<String> names) {
        return new ImapConfig(
                hostname,
                version,
                octets,
                loginTimeout,
                loginLimit,
                silence,
                idleKeepalive,
                maxBadCommands,
                maxFailedLogins,
                searchThreads,
                shared,
                names);
    }
}
