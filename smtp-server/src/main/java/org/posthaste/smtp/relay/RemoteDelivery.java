package org.posthaste.smtp.relay;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.net.Timers;
import org.posthaste.smtp.queue.Courier;
import org.posthaste.smtp.queue.CourierService;
import org.posthaste.smtp.queue.Route;

/** Delivers to other hosts, by the routes of {@link RelayRoute}. Thread-safe. */
public final class RemoteDelivery implements CourierService {
    private final Outbound outbound;

    /**
     * Delivery over the network.
     *
     * @param lookup finds the hosts of a domain
     * @param policies says what TLS must achieve
     * @param timers for time limits
     */
    public RemoteDelivery(
            RelaySettings settings, MxLookup lookup, TlsPolicySource policies, Timers timers, Clock clock) {
        this.outbound = new Outbound(settings, policies, lookup, timers, clock);
    }

    /** Goes the way to a domain without a message; blocks. */
    public List<RelayProbe.Step> probe(Routes routes, String domain, Optional<MailAddress> recipient) {
        return new RelayProbe(outbound.impatient(), routes).run(domain, recipient);
    }

    @Override
    public Courier courier(Route route) {
        if (!(route instanceof RelayRoute relay)) {
            throw new IllegalArgumentException("not a route of this delivery: " + route.name());
        }
        return new RemoteCourier(outbound, relay);
    }
}
