package org.posthaste.common.dns;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * A server that a zone is delegated to.
 *
 * @param addresses where it is asked; empty if its name leads nowhere
 */
public record NameServer(String name, List<InetSocketAddress> addresses) {
    public NameServer {
        addresses = List.copyOf(addresses);
    }
}
