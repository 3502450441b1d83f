package org.posthaste.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.dns.DnsSettings;

/**
 * Asking the DNS.
 *
 * @param servers addresses of resolvers, each with an optional port ({@code 192.0.2.1:5353}); empty: those of the host
 * @param timeout for one question, all tries included
 * @param dnssec who proves answers: {@code validate} (we do), {@code trust-resolver} (a resolver on this host does),
 *     {@code off}
 * @param trustAnchors file with the keys that {@code validate} begins with; empty: those of the root
 */
public record DnsConfig(
        List<String> servers, Duration timeout, DnsSettings.Dnssec dnssec, Optional<Path> trustAnchors) {
    public DnsConfig {
        servers = List.copyOf(servers);
        try {
            settings(servers, timeout, dnssec);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("dns: " + e.getMessage(), e);
        }
    }

    static DnsConfig defaults() {
        DnsSettings usual = DnsSettings.defaults();
        return new DnsConfig(List.of(), usual.timeout(), usual.dnssec(), Optional.empty());
    }

    /** As the resolver wants it; a file of keys lies below {@code folder} unless its path is absolute. */
    DnsSettings settings(Path folder) {
        DnsSettings settings = settings(servers, timeout, dnssec);
        return trustAnchors
                .map(file -> settings.withTrustAnchors(folder.resolve(file)))
                .orElse(settings);
    }

    private static DnsSettings settings(List<String> servers, Duration timeout, DnsSettings.Dnssec dnssec) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String server : servers) {
            addresses.add(DnsSettings.server(server));
        }
        return DnsSettings.defaults()
                .withServers(addresses)
                .withTimeout(timeout)
                .withDnssec(dnssec);
    }
}
