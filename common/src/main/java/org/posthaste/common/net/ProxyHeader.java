package org.posthaste.common.net;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What a PROXY protocol header says.
 *
 * @param route the addresses of the proxied connection; empty if the proxy speaks for itself (a health check) or does not know
 */
record ProxyHeader(Optional<Route> route) {
    /**
     * Both ends of a proxied connection.
     *
     * @param source the client's address
     * @param destination the address the client connected to
     */
    record Route(InetSocketAddress source, InetSocketAddress destination) {}
}
