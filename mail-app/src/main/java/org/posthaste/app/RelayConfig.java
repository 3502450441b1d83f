package org.posthaste.app;

/**
 * Sending to other hosts.
 *
 * @param connections open at the same time to all of them
 * @param connectionsPerDestination open at the same time to one
 */
public record RelayConfig(int connections, int connectionsPerDestination) {
    public RelayConfig {
        if (connections < 1 || connectionsPerDestination < 1) {
            throw new IllegalArgumentException("relay: every limit must be at least 1");
        }
    }

    static RelayConfig defaults() {
        return new RelayConfig(100, 20);
    }
}
