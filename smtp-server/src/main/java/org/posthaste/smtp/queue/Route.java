package org.posthaste.smtp.queue;

import java.util.OptionalInt;

/** The way to a destination: its mail exchangers, a smarthost, an LMTP server. A value, compared by what it says. */
public interface Route {
    /** For people: {@code mx}, or the name of the configured route. */
    String name();

    /**
     * What shares connections and their limits: {@code mx:example.com} for the exchangers of one domain, {@code via:NAME} for all that goes to one smarthost. A courier takes tasks of its own lane
     * only.
     */
    String lane();

    /** The most connections at one time, if the route knows better than the settings of the queue. */
    default OptionalInt connections() {
        return OptionalInt.empty();
    }
}
