package org.posthaste.app;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.smtp.relay.Ourselves;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This server by its name and by the addresses of its interfaces, which are read again now and then. Thread-safe. */
final class OwnHost implements Ourselves {
    private static final Logger LOG = LoggerFactory.getLogger(OwnHost.class);
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final String hostname;
    private final List<InetAddress> listening;
    private final Clock clock;
    private volatile Known known = new Known(Set.of(), Instant.MIN);

    private record Known(Set<InetAddress> addresses, Instant until) {}

    /**
     * @param listeners those for SMTP
     * @param port where mail exchangers are reached
     */
    OwnHost(String hostname, List<ListenerConfig> listeners, int port, Clock clock) {
        this.hostname = hostname;
        this.listening = listeners.stream()
                .filter(listener -> listener.address().getPort() == port)
                .map(listener -> listener.address().getAddress())
                .toList();
        this.clock = clock;
    }

    @Override
    public boolean isOurName(String host) {
        return host.equals(hostname);
    }

    @Override
    public boolean isOurAddress(InetAddress address) {
        return listening.stream()
                .anyMatch(bound -> bound.equals(address) || bound.isAnyLocalAddress() && isOfThisHost(address));
    }

    private boolean isOfThisHost(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || interfaces().contains(address);
    }

    private Set<InetAddress> interfaces() {
        Known last = known;
        Instant now = clock.instant();
        if (now.isBefore(last.until)) {
            return last.addresses;
        }
        try {
            Set<InetAddress> addresses = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
            known = new Known(addresses, now.plus(FRESH));
        } catch (SocketException e) {
            LOG.warn("the addresses of this host cannot be read", e);
        }
        return known.addresses;
    }
}
