package org.posthaste.smtp.relay;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.posthaste.common.net.Timers;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.Signal;
import org.posthaste.smtp.relay.RelayRoute.SocksProxy;

/**
 * What all outgoing connections share: settings, the memory of addresses that do not answer, the watch over time limits,
 * TLS policies. Thread-safe; {@link #connect} blocks.
 */
final class Outbound {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final RelaySettings settings;
    private final TlsPolicySource policies;
    private final MxLookup lookup;
    private final Clock clock;
    private final Timers timers;
    private final DeadlineWatch watch;
    private final DeadAddresses dead;
    private final Dialer dialer;

    Outbound(RelaySettings settings, TlsPolicySource policies, MxLookup lookup, Timers timers, Clock clock) {
        this.timers = timers;
        this.settings = settings;
        this.policies = policies;
        this.lookup = lookup;
        this.clock = clock;
        this.watch = new DeadlineWatch(timers);
        this.dead = new DeadAddresses(timers);
        this.dialer = new Dialer(timers, dead);
    }

    /** The same for somebody who waits for it. */
    Outbound impatient() {
        RelaySettings hasty = settings.withTimeouts(settings.timeouts().atMost(PATIENCE));
        return new Outbound(hasty, policies, lookup, timers, clock);
    }

    RelaySettings settings() {
        return settings;
    }

    TlsPolicySource policies() {
        return policies;
    }

    MxLookup lookup() {
        return lookup;
    }

    Clock clock() {
        return clock;
    }

    DeadlineWatch watch() {
        return watch;
    }

    DeadAddresses dead() {
        return dead;
    }

    /** Connects to one of the addresses in the way the route says. */
    Dialer.Dialed connect(List<InetSocketAddress> addresses, RelayRoute route) throws Dialer.NoAnswer, SessionFailure {
        RelayTimeouts limits = settings.timeouts();
        if (route.proxy().isEmpty()) {
            return dialer.dial(addresses, route.sources(), limits.connect(), limits.fallback());
        }
        // A proxy is told one address at a time.
        InetSocketAddress target = addresses.get(0);
        Dialer.Dialed proxy =
                dialer.dial(addresses(route.proxy().get()), route.sources(), limits.connect(), limits.fallback());
        return new Dialer.Dialed(proxy.channel(), target, List.of());
    }

    private List<InetSocketAddress> addresses(SocksProxy proxy) throws SessionFailure {
        List<InetSocketAddress> addresses = HostWalk.await(
                        lookup.named(proxy.host()).addresses())
                .records()
                .stream()
                .map(address -> new InetSocketAddress(address, proxy.port()))
                .toList();
        if (addresses.isEmpty()) {
            throw SessionFailure.temporary(
                    RemoteReply.ours("4.4.3", "the proxy " + proxy + " has no address"), Signal.DNS);
        }
        return dead.sorted(addresses);
    }
}
