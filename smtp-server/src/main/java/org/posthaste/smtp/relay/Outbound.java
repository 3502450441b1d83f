package org.posthaste.smtp.relay;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import org.posthaste.common.net.Timers;

/**
 * What all outgoing connections share: settings, the memory of addresses that do not answer, the watch over time limits,
 * TLS policies. Thread-safe; {@link #connect} blocks.
 */
final class Outbound {
    private final RelaySettings settings;
    private final TlsPolicySource policies;
    private final MxLookup lookup;
    private final Clock clock;
    private final DeadlineWatch watch;
    private final DeadAddresses dead;
    private final Dialer dialer;

    Outbound(RelaySettings settings, TlsPolicySource policies, MxLookup lookup, Timers timers, Clock clock) {
        this.settings = settings;
        this.policies = policies;
        this.lookup = lookup;
        this.clock = clock;
        this.watch = new DeadlineWatch(timers);
        this.dead = new DeadAddresses(timers);
        this.dialer = new Dialer(timers, dead);
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
    Dialer.Dialed connect(List<InetSocketAddress> addresses, RelayRoute route) throws Dialer.NoAnswer {
        RelayTimeouts limits = settings.timeouts();
        return dialer.dial(addresses, route.sources(), limits.connect(), limits.fallback());
    }
}
