package org.posthaste.app.acme;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** All addresses of this host's interfaces, loopback too, since private authorities may run here. Thread-safe. */
final class HostAddresses {
    private HostAddresses() {}

    /** Those of this moment, without scopes; none if they cannot be read. */
    static Set<InetAddress> all() {
        Set<InetAddress> all = new HashSet<>();
        try {
            for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(network.getInetAddresses())) {
                    all.add(InetAddress.getByAddress(address.getAddress()));
                }
            }
        } catch (SocketException | UnknownHostException unreadable) {
            return Set.of();
        }
        return all;
    }
}
