package org.posthaste.app.acme;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps a server with very many domains below the numbers of new orders that authorities allow (300 in three hours at Let's Encrypt). Confined to the ACME thread. */
final class OrderPace {
    private static final Duration SPAN = Duration.ofHours(1);
    private static final int MOST = 60;

    private final Clock clock;
    private final Deque<Instant> orders = new ArrayDeque<>();

    OrderPace(Clock clock) {
        this.clock = clock;
    }

    /** True if one more may be made now, and then counts it. */
    boolean take() {
        Instant now = clock.instant();
        while (!orders.isEmpty() && orders.peek().plus(SPAN).isBefore(now)) {
            orders.remove();
        }
        return orders.size() < MOST && orders.add(now);
    }
}
