package org.posthaste.common.net;

import java.time.Duration;

/**
 * Bounds on what strangers can make a server hold.
 *
 * @param connections open connections of one server
 * @param connectionsPerAddress open connections from one address (an IPv6 /64 counts as one)
 * @param connectionsPerUser open connections of one logged-in user
 * @param idle silence allowed until a session sets its own time-out
 * @param workers threads that run sessions' tasks
 */
public record TransportLimits(
        int connections, int connectionsPerAddress, int connectionsPerUser, Duration idle, int workers) {
    /** Limits for one small host. */
    public static TransportLimits defaults() {
        return new TransportLimits(20_000, 200, 100, Duration.ofMinutes(5), 8);
    }
}
