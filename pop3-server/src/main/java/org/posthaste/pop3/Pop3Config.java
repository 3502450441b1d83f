package org.posthaste.pop3;

import java.time.Duration;
import java.util.List;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.pop3.session.Pop3Environment.Times;

/**
 * Settings of a POP3 server.
 *
 * @param hostName the name in the greeting
 * @param listeners where to listen, usually 110 with STLS and 995 with TLS
 * @param limits connections and workers
 * @param times waiting times and limits of a session
 */
public record Pop3Config(String hostName, List<ListenerConfig> listeners, TransportLimits limits, Times times) {
    /** Ten minutes of silence are a client's right (RFC 1939 §3), but only after login; strangers get three. */
    public static final Times DEFAULT_TIMES =
            new Times(Duration.ofMinutes(3), Duration.ofMinutes(10), Duration.ofSeconds(2), 10, 5);

    public Pop3Config {
        listeners = List.copyOf(listeners);
    }

    /** Default limits and times. */
    public Pop3Config(String hostName, List<ListenerConfig> listeners) {
        this(hostName, listeners, TransportLimits.defaults(), DEFAULT_TIMES);
    }
}
