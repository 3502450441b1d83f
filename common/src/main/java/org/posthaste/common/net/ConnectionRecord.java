package org.posthaste.common.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.tls.TlsFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What one connection was and did, for the administrator and for its line in the log. Thread-safe. */
final class ConnectionRecord {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

    private final String id;
    private final String server;
    private final String listener;
    private final Instant since;
    private final Timers timers;
    private final long accepted;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private volatile String state = "";
    private volatile @Nullable String reason;

    ConnectionRecord(String id, String server, String listener, Instant since, Timers timers) {
        this.id = id;
        this.server = server;
        this.listener = listener;
        this.since = since;
        this.timers = timers;
        this.accepted = timers.nanos();
    }

    String id() {
        return id;
    }

    void received(int octets) {
        received.addAndGet(octets);
    }

    void sent(int octets) {
        sent.addAndGet(octets);
    }

    /** What the session says of itself. */
    void state(String described) {
        state = described;
    }

    /** Why the connection ended; the first reason counts. */
    synchronized void reason(String cause) {
        if (reason == null) {
            reason = cause;
        }
    }

    SessionInfo info(InetSocketAddress peer, Optional<String> user, Optional<TlsFacts> tls) {
        return new SessionInfo(id, server, listener, peer, user, since, tls, state, received.get(), sent.get());
    }

    /** One line for the whole connection. A port scan or a health check is not worth one. */
    void logEnd(InetSocketAddress peer, Optional<String> user, Optional<TlsFacts> tls, boolean conversed) {
        Level level = !conversed && "closed by peer".equals(reason) ? Level.DEBUG : Level.INFO;
        LOG.atLevel(level)
                .log(
                        "closed listener={} peer={} user={} tls={} in={} out={} ms={} reason=\"{}\"",
                        listener,
                        peer,
                        user.orElse("-"),
                        tls.map(TlsFacts::protocol).orElse("-"),
                        received.get(),
                        sent.get(),
                        Duration.ofNanos(timers.nanos() - accepted).toMillis(),
                        reason);
    }
}
