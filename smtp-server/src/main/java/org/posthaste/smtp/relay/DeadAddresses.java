package org.posthaste.smtp.relay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.common.net.Timers;

/**
 * Addresses that did not answer a short while ago. They are tried after all others, so that a host that is down costs one
 * wait and not one for each message. Bounded. Thread-safe.
 */
final class DeadAddresses {
    private static final int MOST = 10_000;
    private static final Duration MEMORY = Duration.ofMinutes(5);

    private final Cache<InetSocketAddress, Boolean> silent;

    DeadAddresses(Timers timers) {
        this.silent = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(timers::nanos)
                .maximumSize(MOST)
                .expireAfterWrite(MEMORY)
                .build();
    }

    void silent(InetSocketAddress address) {
        silent.put(address, true);
    }

    void answered(InetSocketAddress address) {
        silent.invalidate(address);
    }

    /** True if none of them is worth trying before others. */
    boolean allSilent(List<InetSocketAddress> addresses) {
        return addresses.stream().allMatch(address -> silent.getIfPresent(address) != null);
    }

    /** The same addresses, the silent ones last. */
    List<InetSocketAddress> sorted(List<InetSocketAddress> addresses) {
        List<InetSocketAddress> alive = new ArrayList<>(addresses);
        alive.removeIf(address -> silent.getIfPresent(address) != null);
        List<InetSocketAddress> all = new ArrayList<>(alive);
        addresses.stream().filter(address -> !alive.contains(address)).forEach(all::add);
        return all;
    }
}
