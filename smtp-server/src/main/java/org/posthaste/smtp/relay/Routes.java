package org.posthaste.smtp.relay;

import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.queue.Route;
import org.posthaste.smtp.queue.RouteSource;

/** The ways that mail takes: to the mail exchangers of each destination. Thread-safe. */
public final class Routes implements RouteSource {
    @Override
    public Route routeFor(QueuedRecipient recipient) {
        return RelayRoute.exchangers(recipient.destination());
    }
}
