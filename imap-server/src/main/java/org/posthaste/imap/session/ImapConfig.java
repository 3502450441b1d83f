package org.posthaste.imap.session;

import java.time.Duration;
import java.util.HashSet;
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
 * @param announcement which capabilities clients are told of
 * @param messageLimits how many messages one command may be about
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
        Announcement announcement,
        MessageLimits messageLimits) {
    public ImapConfig {
        annotations = Map.copyOf(annotations);
    }

    /**
     * Which capabilities clients are told of. What the others are for works all the same.
     *
     * @param hidden capabilities no client is told of, in upper case
     * @param wanted those of {@link #QUIET} that clients are told of
     */
    public record Announcement(Set<String> hidden, Set<String> wanted) {
        /** Capabilities no client is told of unless the administrator wants it. */
        public static final Set<String> QUIET = Set.of("UIDONLY", "UIDBATCHES");

        public Announcement {
            hidden = Set.copyOf(hidden);
            wanted = Set.copyOf(wanted);
        }

        /** All capabilities no client is told of. */
        public Set<String> untold() {
            Set<String> untold = new HashSet<>(QUIET);
            untold.removeAll(wanted);
            untold.addAll(hidden);
            return untold;
        }
    }

    /**
     * How many messages one command may be about, RFC 9738 §3; 0 for any number. A limit that is set is announced.
     *
     * @param all for all commands that RFC names
     * @param saved for COPY and APPEND only
     */
    public record MessageLimits(int all, int saved) {
        public static final MessageLimits NONE = new MessageLimits(0, 0);
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
                new Announcement(Set.of(), Set.of()),
                MessageLimits.NONE);
    }

    /** The same with another limit of message size. */
    public ImapConfig withMaxMessageSize(long octets) {
        return with(octets, idleTimeout, annotations, announcement, messageLimits);
    }

    /** The same with another limit of silence after login. */
    public ImapConfig withIdleTimeout(Duration silence) {
        return with(maxMessageSize, silence, annotations, announcement, messageLimits);
    }

    /** The same with what all users are told of the server. */
    public ImapConfig withAnnotations(Map<String, String> shared) {
        return with(maxMessageSize, idleTimeout, shared, announcement, messageLimits);
    }

    /** The same with another choice of the capabilities that are told. */
    public ImapConfig withAnnouncement(Announcement choice) {
        return with(maxMessageSize, idleTimeout, annotations, choice, messageLimits);
    }

    /** The same with other limits of messages in a command. */
    public ImapConfig withMessageLimits(MessageLimits limits) {
        return with(maxMessageSize, idleTimeout, annotations, announcement, limits);
    }

    private ImapConfig with(
            long octets, Duration silence, Map<String, String> shared, Announcement told, MessageLimits limits) {
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
                told,
                limits);
    }
}
