package org.posthaste.smtp.relay;

import java.time.Duration;
import java.time.Instant;
import org.posthaste.smtp.queue.AttemptFacts;
import org.posthaste.smtp.queue.Signal;

/**
 * Where an attempt got to.
 *
 * @param host name of the host; empty text before there is one
 * @param address its address; empty text without a connection
 * @param port 0 without a connection
 * @param tls protocol and cipher; empty text without TLS
 * @param policy what was asked of TLS
 */
record Place(String host, String address, int port, String tls, String policy) {
    static final Place NOWHERE = new Place("", "", 0, "", "");

    /** The facts of an attempt that ended here. */
    AttemptFacts facts(Instant begun, Instant now, Signal signal, boolean dsnRelayed) {
        return new AttemptFacts(
                host, address, port, tls, policy, begun, Duration.between(begun, now), signal, dsnRelayed);
    }
}
