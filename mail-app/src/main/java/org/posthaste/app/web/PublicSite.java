package org.posthaste.app.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.posthaste.app.ClientSettings;
import org.posthaste.app.PortCheck;
import org.posthaste.app.PortCheck.Obstacle;
import org.posthaste.app.PortCheck.Problem;
import org.posthaste.app.PortOwner;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.records.MtaStsPolicyText;
import org.posthaste.app.web.SiteEnvironment.Times;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.common.net.ProtocolServer;
import org.posthaste.common.net.ProtocolSession;
import org.posthaste.common.net.SessionFactory;
import org.posthaste.common.net.SessionRegistry;
import org.posthaste.common.net.Transport;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.common.tls.TlsContexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public pages of this host by HTTP and HTTPS, on the transport of the mail servers and with its limits. Thread-safe.
 *
 * <p>Fails: never because of a port. What cannot be bound belongs to a web server, and mail has to run beside it: then the pages are served on a loopback port to which that server is
 * asked to lead ({@link #notes}).
 */
public final class PublicSite implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublicSite.class);
    private static final String NAME = "web";

    /** The role of the listener for a reverse proxy on this host. */
    private static final String PROXIED = "http-proxied";

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration WRITE_STALL = Duration.ofSeconds(20);
    private static final int CONNECTIONS = 1_000;
    private static final int CONNECTIONS_PER_ADDRESS = 32;
    private static final int WORKERS = 4;

    private final Optional<ProtocolServer> server;
    private final SiteEnvironment environment;
    private final List<ListenerConfig> listeners;
    private final List<Problem> problems;

    private PublicSite(
            Optional<ProtocolServer> server,
            SiteEnvironment environment,
            List<ListenerConfig> listeners,
            List<Problem> problems) {
        this.server = server;
        this.environment = environment;
        this.listeners = listeners;
        this.problems = problems;
    }

    /**
     * What the site stands on.
     *
     * @param localDomain tells whether mail for a domain is received here
     * @param policy the MTA-STS policy of the moment
     */
    public record Foundation(
            Predicate<String> localDomain,
            Supplier<MtaStsPolicyText> policy,
            TlsContexts tls,
            ChallengeBoard board,
            Transport transport,
            Clock clock) {}

    /** Listens where it can. */
    public static PublicSite start(SuiteConfig config, Foundation foundation) {
        return start(config, foundation, Times.STANDARD);
    }

    /** The same with other times. */
    static PublicSite start(SuiteConfig config, Foundation foundation, Times times) {
        List<ListenerConfig> wanted = config.webListeners();
        List<Problem> problems = PortCheck.problems(wanted);
        List<ListenerConfig> listeners = new ArrayList<>(wanted);
        problems.forEach(problem -> listeners.remove(problem.listener()));
        if (!problems.isEmpty() && listeners.stream().noneMatch(listener -> listener.tls() == TlsMode.NEVER)) {
            proxied(config).ifPresent(listener -> {
                if (PortCheck.problems(List.of(listener)).isEmpty()) {
                    listeners.add(listener);
                }
            });
        }
        int httpsPort = config.ports().https() == 0 ? 443 : config.ports().https() + config.portOffset();
        SiteNames names = new SiteNames(config.hostname(), foundation.localDomain());
        Pages pages = Pages.of(new Pages.Contents(
                ClientSettings.of(config),
                httpsPort,
                names,
                foundation.board(),
                foundation.policy(),
                foundation.tls().signer(),
                foundation.clock()));
        SiteEnvironment environment = new SiteEnvironment(
                names, new Forwarding(config.proxy().trusted()), pages, times, foundation.clock(), new AtomicLong());
        PublicSite site = new PublicSite(
                server(listeners, environment, foundation), environment, List.copyOf(listeners), problems);
        site.notes().forEach(note -> LOG.warn("{}", note));
        return site;
    }

    /** Where a reverse proxy on this host finds the pages if their own ports are not to be had. */
    private static Optional<ListenerConfig> proxied(SuiteConfig config) {
        int port = config.web().proxyPort();
        return port == 0
                ? Optional.empty()
                : Optional.of(new ListenerConfig(
                        PROXIED,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port + config.portOffset()),
                        TlsMode.NEVER));
    }

    private static Optional<ProtocolServer> server(
            List<ListenerConfig> listeners, SiteEnvironment environment, Foundation foundation) {
        if (listeners.isEmpty()) {
            return Optional.empty();
        }
        ProtocolServer server = new ProtocolServer(
                NAME,
                listeners,
                new Sessions(environment),
                new TransportLimits(
                        CONNECTIONS,
                        CONNECTIONS_PER_ADDRESS,
                        CONNECTIONS_PER_ADDRESS,
                        environment.times().idle(),
                        HANDSHAKE,
                        WRITE_STALL,
                        WORKERS),
                foundation.tls()::newWebEngine,
                foundation.transport(),
                foundation.clock());
        try {
            server.start();
            return Optional.of(server);
        } catch (IOException takenJustNow) {
            LOG.warn("the public pages are not served: {}", takenJustNow.getMessage());
            return Optional.empty();
        }
    }

    /** Makes sessions. Thread-safe. */
    private record Sessions(SiteEnvironment environment) implements SessionFactory {
        @Override
        public ProtocolSession open(Connection connection, ListenerConfig listener) {
            return new WebSession(environment, connection, listener);
        }

        @Override
        public String refusal(ListenerConfig listener, Refusal reason) {
            return "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n";
        }
    }

    /** Where it really listens. */
    public List<ListenerConfig> listeners() {
        return server.isPresent() ? listeners : List.of();
    }

    /** The open connections. */
    public Optional<SessionRegistry> sessions() {
        return server.map(ProtocolServer::sessions);
    }

    /** How often each page was asked for. */
    public Map<String, Long> requests() {
        return environment.pages().counts();
    }

    /** Requests that were not understood, too large or too slow. */
    public long refusals() {
        return environment.refusals().get();
    }

    /** Where a reverse proxy on this host finds the pages; empty if there is no port without TLS. */
    public Optional<InetSocketAddress> backend() {
        return listeners().stream()
                .filter(listener -> listener.tls() == TlsMode.NEVER)
                .map(ListenerConfig::address)
                .findFirst();
    }

    /** The web server that has one of our ports, if it is one we know. */
    public Optional<ProxyProgram> neighbour() {
        return problems.stream()
                .filter(problem -> problem.obstacle() == Obstacle.TAKEN)
                .flatMap(problem -> PortOwner.of(problem.listener().address().getPort()).stream())
                .flatMap(owner -> ProxyProgram.running(owner.command()).stream())
                .findFirst();
    }

    /** What the administrator must know: ports that are not ours, and what to do about it. */
    public List<String> notes() {
        if (problems.isEmpty()) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        problems.stream().map(Problem::sentence).distinct().sorted().forEach(notes::add);
        notes.add("Mail runs all the same. The public pages (settings for mail programs, MTA-STS, ACME) need a reverse "
                + "proxy there; its lines: posthaste web proxy "
                + neighbour().map(ProxyProgram::word).orElse("nginx, or caddy, or apache"));
        return notes;
    }

    @Override
    public void close() {
        server.ifPresent(open -> open.close(GRACE));
    }
}
