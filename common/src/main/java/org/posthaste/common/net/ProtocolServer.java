package org.posthaste.common.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server of one protocol: its listening sockets, its pool of workers, its connections. {@link #start} once, {@link #close} once; the rest is thread-safe.
 *
 * <p>Fails: {@link #start} throws an {@link IOException} that names the listener and the address that could not be had, and leaves nothing open.
 */
public final class ProtocolServer {
    private static final Logger LOG = LoggerFactory.getLogger(ProtocolServer.class);

    /** What is given to connections, after they were closed, to tell their sessions so. */
    private static final Duration AFTERMATH = Duration.ofSeconds(2);

    private final String name;
    private final List<ListenerConfig> listeners;
    private final Supplier<SSLEngine> tls;
    private final Transport transport;
    private final ExecutorService workers;
    private final SchedulerTimers timers;
    private final ConnectionHub hub;
    private final Map<ListenerConfig, Transport.Listening> listening = new LinkedHashMap<>();

    /**
     * A server that does not listen yet.
     *
     * @param name {@code smtp}, {@code imap}, {@code pop3}; names threads and log lines
     * @param tls makes the engine of each connection that starts TLS, {@code TlsContexts::newServerEngine} for instance
     * @throws IllegalArgumentException if a network in a listener's list of trusted proxies is none
     */
    public ProtocolServer(
            String name,
            List<ListenerConfig> listeners,
            SessionFactory sessions,
            TransportLimits limits,
            Supplier<SSLEngine> tls,
            Transport transport,
            Clock clock) {
        this.name = name;
        this.listeners = List.copyOf(listeners);
        this.tls = tls;
        this.transport = transport;
        for (ListenerConfig listener : listeners) {
            listener.proxyTrusted().forEach(AddressRange::parse);
        }
        this.workers = Workers.forServer(name, limits.workers());
        this.timers = new SchedulerTimers(name + "-timer");
        this.hub = new ConnectionHub(name, sessions, limits, workers, timers, clock);
    }

    /** Opens all listening sockets, or none. */
    public synchronized void start() throws IOException {
        for (ListenerConfig listener : listeners) {
            try {
                if (listener.address().isUnresolved()) {
                    throw new IOException("no such host");
                }
                listening.put(listener, transport.listen(listener, tls, hub));
            } catch (IOException | RuntimeException e) {
                stopListening();
                workers.shutdown();
                timers.close();
                throw new IOException(
                        "listener " + listener.name() + " cannot use " + text(listener.address()) + ": " + root(e), e);
            }
        }
        listening.forEach((listener, socket) -> LOG.info("{} listens on {}", listener.name(), text(socket.address())));
        scanSoon();
    }

    /** Where each listener really listens, by its name; of several with one name, the first. */
    public synchronized Map<String, InetSocketAddress> boundAddresses() {
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        listening.forEach((listener, socket) -> addresses.putIfAbsent(listener.name(), socket.address()));
        return addresses;
    }

    /** The server's name. */
    public String name() {
        return name;
    }

    /** The open connections. */
    public SessionRegistry sessions() {
        return hub.sessions();
    }

    /** Stops listening, asks all sessions to say goodbye, waits up to {@code grace} for them, and closes what is left. Blocks. */
    public void close(Duration grace) {
        synchronized (this) {
            stopListening();
        }
        try {
            hub.shutdown(grace);
            if (!hub.sessions().awaitEmpty(grace)) {
                LOG.info("{} sessions of {} did not end in time", hub.sessions().size(), name);
                hub.closeNow();
                hub.sessions().awaitEmpty(AFTERMATH);
            }
            // Never interrupted: that would close the files a worker is reading or writing.
            workers.shutdown();
            if (!workers.awaitTermination(AFTERMATH.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a task of {} is still running", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            hub.closeNow();
            workers.shutdown();
        } finally {
            timers.close();
        }
    }

    private void stopListening() {
        listening.values().forEach(Transport.Listening::close);
        listening.clear();
    }

    private void scanSoon() {
        timers.schedule(ConnectionHub.SCAN, () -> {
            try {
                hub.scan();
            } finally {
                scanSoon();
            }
        });
    }

    /** What the operating system said, without what was put around it. */
    private static String root(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
