package org.posthaste.pop3;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.posthaste.common.net.ProtocolServer;
import org.posthaste.common.net.SessionRegistry;
import org.posthaste.common.net.Transport;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.mailstore.MailStore;
import org.posthaste.pop3.session.MaildropLocks;
import org.posthaste.pop3.session.Pop3Environment;

/** A POP3 server. Thread-safe. */
public final class Pop3Server implements AutoCloseable {
    /** Time sessions get at the end to finish the command they are in. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ProtocolServer server;

    private Pop3Server(ProtocolServer server) {
        this.server = server;
    }

    /**
     * Listens on all listeners of the configuration, or on none.
     *
     * @param tls makes the engine of each connection that starts TLS
     * @throws IOException if a listener's address cannot be had; the message names it
     */
    public static Pop3Server start(
            Pop3Config config,
            MailStore store,
            Authenticator authenticator,
            Supplier<SSLEngine> tls,
            Transport transport,
            Clock clock)
            throws IOException {
        Pop3Environment environment = new Pop3Environment(
                config.hostName(), store, authenticator, new MaildropLocks(), config.times(), clock);
        ProtocolServer server = new ProtocolServer(
                "pop3", config.listeners(), new Pop3Sessions(environment), config.limits(), tls, transport, clock);
        server.start();
        return new Pop3Server(server);
    }

    /** Where each listener really listens, by its name. */
    public Map<String, InetSocketAddress> boundAddresses() {
        return server.boundAddresses();
    }

    /** The open connections. */
    public SessionRegistry sessions() {
        return server.sessions();
    }

    /** Stops listening, lets sessions finish their commands, closes them. Removals under way are finished. Blocks. */
    @Override
    public void close() {
        server.close(GRACE);
    }
}
