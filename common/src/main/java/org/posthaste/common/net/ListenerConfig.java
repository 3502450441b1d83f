package org.posthaste.common.net;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * One listening socket.
 *
 * @param name the listener's role as written in configuration and logs: {@code smtp}, {@code submission}, {@code submissions}, {@code lmtp}, {@code imap}, {@code imaps},
 *     {@code pop3}, {@code pop3s}
 * @param address where to listen; port 0 takes a free one
 * @param tls whether TLS begins at once, on request, or never
 * @param proxyTrusted networks (CIDR) whose connections must begin with a PROXY protocol header; empty: the protocol is off
 */
public record ListenerConfig(String name, InetSocketAddress address, TlsMode tls, List<String> proxyTrusted) {
    public ListenerConfig {
        proxyTrusted = List.copyOf(proxyTrusted);
    }

    /** A listener without PROXY protocol. */
    public ListenerConfig(String name, InetSocketAddress address, TlsMode tls) {
        this(name, address, tls, List.of());
    }

    /** When TLS begins. */
    public enum TlsMode {
        NEVER,
        STARTTLS,
        IMPLICIT
    }
}
