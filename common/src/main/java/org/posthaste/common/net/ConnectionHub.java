package org.posthaste.common.net;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.posthaste.common.net.SessionFactory.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one server share, and the place where transports bring new ones. It knows no sockets: {@link ProtocolServer} puts it on MINA, the tests' in-memory transport
 * drives it directly. Thread-safe.
 */
public final class ConnectionHub {
    /** How often {@link #scan} wants to be called; time-outs are that exact. */
    public static final Duration SCAN = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHub.class);
    private static final AtomicLong NEXT_ID = new AtomicLong(System.currentTimeMillis() / 1000 << 10);

    private final String server;
    private final SessionFactory factory;
    private final TransportLimits limits;
    private final Executor workers;
    private final Timers timers;
    private final Clock clock;
    private final Supplier<String> ids;
    private final ConnectionLimits counts;
    private final SessionRegistry registry = new SessionRegistry();
    private final Map<List<String>, List<AddressRange>> trusted = new ConcurrentHashMap<>();
    private volatile boolean shuttingDown;

    /** A hub whose connections get identifiers unique in this process, and hardly ever repeated by a later one. */
    public ConnectionHub(
            String server,
            SessionFactory factory,
            TransportLimits limits,
            Executor workers,
            Timers timers,
            Clock clock) {
        this(server, factory, limits, workers, timers, clock, () -> Long.toString(NEXT_ID.getAndIncrement(), 36));
    }

    /** A hub with its own source of identifiers. */
    public ConnectionHub(
            String server,
            SessionFactory factory,
            TransportLimits limits,
            Executor workers,
            Timers timers,
            Clock clock,
            Supplier<String> ids) {
        this.server = server;
        this.factory = factory;
        this.limits = limits;
        this.workers = workers;
        this.timers = timers;
        this.clock = clock;
        this.ids = ids;
        this.counts = new ConnectionLimits(limits);
    }

    /** A transport has a new channel; it reports all that happens to it to the connection returned, beginning with {@link ServerConnection#channelOpened}. */
    public ServerConnection accept(Channel channel, ListenerConfig listener) {
        ServerConnection connection = new ServerConnection(this, channel, listener, ids.get(), clock.instant());
        registry.add(connection);
        if (shuttingDown) {
            connection.refuse(Refusal.SHUTTING_DOWN);
        }
        return connection;
    }

    /** True if a proxy at this address may tell us for whom it connects. */
    boolean trusts(ListenerConfig listener, InetAddress proxy) {
        return trusted
                .computeIfAbsent(
                        listener.proxyTrusted(),
                        networks -> networks.stream().map(AddressRange::parse).toList())
                .stream()
                .anyMatch(network -> network.contains(proxy));
    }

    /** The open connections. */
    public SessionRegistry sessions() {
        return registry;
    }

    /** Looks at all connections for time-outs: one scan costs less memory than a timer for each. */
    public void scan() {
        long now = timers.nanos();
        for (ServerConnection connection : registry.connections()) {
            try {
                connection.check(now);
            } catch (RuntimeException e) {
                LOG.error("a connection could not be checked, peer={}", connection.peer(), e);
            }
        }
    }

    /** Refuses new connections and asks all sessions to say goodbye; those still open after {@code grace} are closed. */
    public void shutdown(Duration grace) {
        shuttingDown = true;
        for (ServerConnection connection : registry.connections()) {
            connection.shutdown(grace);
        }
    }

    /** Closes everything at once. */
    public void closeNow() {
        shuttingDown = true;
        for (ServerConnection connection : registry.connections()) {
            connection.abort("server stopped");
        }
    }

    boolean shuttingDown() {
        return shuttingDown;
    }

    String server() {
        return server;
    }

    SessionFactory factory() {
        return factory;
    }

    TransportLimits limits() {
        return limits;
    }

    Executor workers() {
        return workers;
    }

    Timers timers() {
        return timers;
    }

    ConnectionLimits counts() {
        return counts;
    }
}
