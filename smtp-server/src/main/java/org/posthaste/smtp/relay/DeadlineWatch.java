package org.posthaste.smtp.relay;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.posthaste.common.net.Timers;

/**
 * Breaks connections whose present phase takes longer than it may. A limit on a single read would not do: a host that
 * sends an octet a minute, or takes one, would hold a thread for days. One look at all connections several times a
 * second, only while there are any. Thread-safe.
 */
final class DeadlineWatch {
    private static final Duration TICK = Duration.ofMillis(250);

    private final Timers timers;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ticking = new AtomicBoolean();

    DeadlineWatch(Timers timers) {
        this.timers = timers;
    }

    long nanos() {
        return timers.nanos();
    }

    void add(Wire wire) {
        wires.add(wire);
        tick();
    }

    void remove(Wire wire) {
        wires.remove(wire);
    }

    private void tick() {
        if (ticking.compareAndSet(false, true)) {
            timers.schedule(TICK, this::look);
        }
    }

    private void look() {
        long now = timers.nanos();
        wires.forEach(wire -> wire.checkDeadline(now));
        ticking.set(false);
        if (!wires.isEmpty()) {
            tick();
        }
    }
}
