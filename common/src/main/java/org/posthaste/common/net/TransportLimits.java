package org.posthaste.common.net;

import java.time.Duration;

/**
 * Bounds on what strangers can make a server hold.
 *
 * @param connections open connections of one server
 * @param connectionsPerAddress open connections from one address (an IPv6 /64 counts as one; loopback addresses are exempt)
 * @param connectionsPerUser open connections of one logged-in user
 * @param idle silence allowed until a session sets its own time-out
 * @param handshake time allowed for a PROXY header and for a TLS handshake
 * @param writeStall how long a peer may take nothing of what waits for it
 * @param workers threads that run sessions' tasks
 */
public record TransportLimits(
        int connections,
        int connectionsPerAddress,
        int connectionsPerUser,
        Duration idle,
        Duration handshake,
        Duration writeStall,
        int workers) {
    /** Limits with a handshake of at most 30 seconds and at most two minutes without progress of output. */
    public TransportLimits(
            int connections, int connectionsPerAddress, int connectionsPerUser, Duration idle, int workers) {
        this(
                connections,
                connectionsPerAddress,
                connectionsPerUser,
                idle,
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                workers);
    }

    /** Limits for one small host. */
    public static TransportLimits defaults() {
        return new TransportLimits(20_000, 200, 100, Duration.ofMinutes(5), 8);
    }
}
