package org.posthaste.common.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthaste.common.net.SessionFactory.Refusal;

/**
 * Counts the open connections of one server: in all, for each address, for each user. An IPv6 /64 counts as one address, since one customer gets at least that. Loopback addresses
 * are counted in all only: what connects from this host is a proxy or a webmail that speaks for many. Thread-safe.
 */
final class ConnectionLimits {
    private final TransportLimits limits;
    private final AtomicInteger total = new AtomicInteger();
    private final Map<Object, Integer> byAddress = new ConcurrentHashMap<>();
    private final Map<String, Integer> byUser = new ConcurrentHashMap<>();

    ConnectionLimits(TransportLimits limits) {
        this.limits = limits;
    }

    /** Counts a connection in all, or says why not. */
    Optional<Refusal> enter() {
        if (total.incrementAndGet() > limits.connections()) {
            total.decrementAndGet();
            return Optional.of(Refusal.TOO_MANY_CONNECTIONS);
        }
        return Optional.empty();
    }

    /** Counts a connection of this address, or says why not. */
    Optional<Refusal> enter(InetAddress address) {
        return address.isLoopbackAddress() || count(byAddress, key(address), limits.connectionsPerAddress())
                ? Optional.empty()
                : Optional.of(Refusal.TOO_MANY_FROM_ADDRESS);
    }

    /** Counts a connection of this user; false if there are too many already. */
    boolean enter(String user) {
        return count(byUser, user, limits.connectionsPerUser());
    }

    /** Undoes {@link #enter()}. */
    void leave() {
        total.decrementAndGet();
    }

    /** Undoes {@link #enter(InetAddress)}. */
    void leave(InetAddress address) {
        if (!address.isLoopbackAddress()) {
            release(byAddress, key(address));
        }
    }

    /** Undoes {@link #enter(String)}. */
    void leave(String user) {
        release(byUser, user);
    }

    private static <K> boolean count(Map<K, Integer> counts, K key, int limit) {
        boolean[] entered = new boolean[1];
        counts.compute(key, (k, count) -> {
            int now = count == null ? 0 : count;
            entered[0] = now < limit;
            return entered[0] ? Integer.valueOf(now + 1) : count;
        });
        return entered[0];
    }

    private static <K> void release(Map<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
    }

    private static Object key(InetAddress address) {
        return address instanceof Inet6Address
                ? (Object) ByteBuffer.wrap(address.getAddress()).getLong()
                : address;
    }
}
