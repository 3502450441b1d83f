package org.posthaste.app;

import java.time.Duration;
import java.util.List;

/**
 * Asking the DNS.
 *
 * @param servers addresses of resolvers, each with an optional port ({@code 192.0.2.1:5353}); empty: those of the host
 * @param timeout for one question, all tries included
 */
public record DnsConfig(List<String> servers, Duration timeout) {
    public DnsConfig {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("dns: timeout must be above 0");
        }
    }

    static DnsConfig defaults() {
        return new DnsConfig(List.of(), Duration.ofSeconds(10));
    }
}
