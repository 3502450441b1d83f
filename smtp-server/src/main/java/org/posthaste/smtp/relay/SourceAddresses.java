package org.posthaste.smtp.relay;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * The addresses that connections are made from.
 *
 * @param v4 to IPv4 hosts; empty: as the system chooses
 * @param v6 to IPv6 hosts
 */
public record SourceAddresses(Optional<InetAddress> v4, Optional<InetAddress> v6) {
    /** As the system chooses. */
    public static final SourceAddresses ANY = new SourceAddresses(Optional.empty(), Optional.empty());

    /** The address for a connection to there. */
    Optional<InetAddress> forTarget(InetAddress target) {
        return target instanceof Inet4Address ? v4 : v6;
    }
}
