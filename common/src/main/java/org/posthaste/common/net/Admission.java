package org.posthaste.common.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.SessionFactory.Refusal;

/**
 * What happens to a connection before it may begin: it takes its places among the others, and a trusted proxy tells whose connection it is. The reading methods are thread-safe, the
 * others belong to the transport's thread.
 */
final class Admission {
    private final ConnectionHub hub;
    private final Channel channel;
    private final ListenerConfig listener;
    private final ConnectionLimits.Places places;
    private @Nullable ProxyProtocolDecoder decoder;
    private volatile @Nullable Refusal refusal;
    private volatile ProxyHeader.@Nullable Route route;

    Admission(ConnectionHub hub, Channel channel, ListenerConfig listener) {
        this.hub = hub;
        this.channel = channel;
        this.listener = listener;
        this.places = hub.counts().places();
    }

    /** Refuses the connection from the outset. */
    void refuse(Refusal why) {
        refusal = why;
    }

    /** Why it is refused, if it is. */
    Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Takes a place among all connections. */
    void enterAll() {
        if (refusal == null) {
            places.enter().ifPresent(this::refuse);
        }
    }

    /** Takes a place among those of the client's address. */
    void enterAddress() {
        if (refusal == null) {
            places.enter(peer().getAddress()).ifPresent(this::refuse);
        }
    }

    /** True if a proxy must introduce the client. */
    boolean needsIntroduction() {
        return refusal == null && !listener.proxyTrusted().isEmpty();
    }

    /** True if the other end may introduce clients. */
    boolean trustsProxy() {
        return hub.trusts(listener, channel.peer().getAddress());
    }

    /** Takes octets of the proxy's header; true when it is complete. */
    boolean introduced(ByteBuffer octets) throws IOException {
        ProxyProtocolDecoder current = decoder;
        if (current == null) {
            current = new ProxyProtocolDecoder();
            decoder = current;
        }
        Optional<ProxyHeader> header = current.decode(octets);
        header.ifPresent(complete -> {
            route = complete.route().orElse(null);
            decoder = null;
        });
        return header.isPresent();
    }

    /** The client's address. */
    InetSocketAddress peer() {
        ProxyHeader.Route proxied = route;
        return proxied == null ? channel.peer() : proxied.source();
    }

    /** The address the client connected to. */
    InetSocketAddress local() {
        ProxyHeader.Route proxied = route;
        return proxied == null ? channel.local() : proxied.destination();
    }

    /** The places taken. */
    ConnectionLimits.Places places() {
        return places;
    }
}
