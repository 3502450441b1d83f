package org.posthaste.common.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
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

    /** For a new connection, which has no place yet. */
    Places places() {
        return new Places();
    }

    /** The places one connection takes. Thread-safe. */
    final class Places {
        private boolean inAll;
        private boolean left;
        private @Nullable InetAddress address;
        private @Nullable String user;

        /** Takes a place in all, or says why not. */
        synchronized Optional<Refusal> enter() {
            if (total.incrementAndGet() > limits.connections()) {
                total.decrementAndGet();
                return Optional.of(Refusal.TOO_MANY_CONNECTIONS);
            }
            inAll = true;
            return Optional.empty();
        }

        /** Takes a place of this address, or says why not. */
        synchronized Optional<Refusal> enter(InetAddress peer) {
            if (!peer.isLoopbackAddress()) {
                if (left || !count(byAddress, key(peer), limits.connectionsPerAddress())) {
                    return Optional.of(Refusal.TOO_MANY_FROM_ADDRESS);
                }
                address = peer;
            }
            return Optional.empty();
        }

        /** Takes a place of this user, giving back that of another; false if there is none. */
        synchronized boolean enter(String name) {
            if (name.equals(user)) {
                return true;
            }
            if (left || !count(byUser, name, limits.connectionsPerUser())) {
                return false;
            }
            if (user != null) {
                release(byUser, user);
            }
            user = name;
            return true;
        }

        /** Gives back the place of the user. */
        synchronized void leaveUser() {
            if (user != null && !left) {
                release(byUser, user);
            }
            user = null;
        }

        /** The user whose place is taken. */
        synchronized Optional<String> user() {
            return Optional.ofNullable(user);
        }

        /** Gives all places back; further calls take none. */
        synchronized void leave() {
            if (left) {
                return;
            }
            left = true;
            if (inAll) {
                total.decrementAndGet();
            }
            if (address != null) {
                release(byAddress, key(address));
            }
            if (user != null) {
                release(byUser, user);
            }
        }
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
