package org.posthaste.smtp.queue;

import java.time.Duration;
import java.time.Instant;

/**
 * What is known of an attempt, for the journal, {@code queue show}, and reports to the sender.
 *
 * @param host name of the host that was asked; empty if none was
 * @param address its IP address; empty if there was no connection
 * @param port 0 if there was no connection
 * @param tls protocol and cipher suite; empty without TLS
 * @param policy what was asked of TLS, in a word ({@code opportunistic}, {@code dane}, {@code mta-sts}, {@code verify}, {@code plain})
 * @param begun when the attempt began
 * @param took how long it lasted
 * @param signal what it tells of the host
 * @param dsnRelayed the host took NOTIFY=SUCCESS over; otherwise whoever asked for it gets a relayed report from us (RFC 3461 §5.2.2)
 */
public record AttemptFacts(
        String host,
        String address,
        int port,
        String tls,
        String policy,
        Instant begun,
        Duration took,
        Signal signal,
        boolean dsnRelayed) {
    /** An attempt that ended before any host was asked. */
    public static AttemptFacts nowhere(Instant begun, Duration took, Signal signal) {
        return new AttemptFacts("", "", 0, "", "", begun, took, signal, false);
    }
}
