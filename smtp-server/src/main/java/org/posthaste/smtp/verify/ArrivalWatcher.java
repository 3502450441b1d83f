package org.posthaste.smtp.verify;

import java.time.Instant;
import java.util.List;

/**
 * Is told of each message for which there is a DMARC record, once its fate is known: it is durable here, or was refused
 * because of DMARC. Thread-safe; called on workers, so it must return soon and never fail.
 */
@FunctionalInterface
public interface ArrivalWatcher {
    /** Nobody watches. */
    ArrivalWatcher NOBODY = arrival -> {};

    /** A message came. */
    void judged(Arrival arrival);

    /**
     * A message.
     *
     * @param at when it was judged
     * @param message where it came from, and its header
     * @param judgement what was found out, and what became of it
     * @param recipientDomains the domains it was for
     */
    record Arrival(Instant at, ArrivingMessage message, Judgement judgement, List<String> recipientDomains) {
        public Arrival {
            recipientDomains = List.copyOf(recipientDomains);
        }
    }
}
