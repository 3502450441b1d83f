package org.posthaste.imap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ProtocolServer;
import org.posthaste.common.net.SessionRegistry;
import org.posthaste.common.net.Transport;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.imap.session.ImapConfig;
import org.posthaste.mailstore.MailStore;

/** The IMAP server: its listeners (named {@code imap}, {@code imaps}) and the sessions behind them. Thread-safe. */
public final class ImapServer {
    private final ProtocolServer server;
    private final ImapSessions sessions;

    private ImapServer(ProtocolServer server, ImapSessions sessions) {
        this.server = server;
        this.sessions = sessions;
    }

    /**
     * What the server is built on; none of it is closed with the server.
     *
     * @param store holds the mail
     * @param authenticator checks logins
     * @param tls makes the engine of each TLS connection
     * @param transport carries the octets
     * @param clock the time
     */
    public record Foundation(
            MailStore store, Authenticator authenticator, Supplier<SSLEngine> tls, Transport transport, Clock clock) {}

    /**
     * Opens all listeners, or none.
     *
     * @throws IOException if an address cannot be had; its message names the listener
     */
    public static ImapServer start(
            ImapConfig config, List<ListenerConfig> listeners, TransportLimits limits, Foundation foundation)
            throws IOException {
        ImapSessions sessions =
                new ImapSessions(config, foundation.store(), foundation.authenticator(), foundation.clock());
        ProtocolServer server = new ProtocolServer(
                "imap", listeners, sessions, limits, foundation.tls(), foundation.transport(), foundation.clock());
        try {
            server.start();
        } catch (IOException e) {
            sessions.close();
            throw e;
        }
        return new ImapServer(server, sessions);
    }

    /** Where each listener really listens, by its name. */
    public Map<String, InetSocketAddress> boundAddresses() {
        return server.boundAddresses();
    }

    /** The open connections. */
    public SessionRegistry sessions() {
        return server.sessions();
    }

    /** Stops listening, says goodbye at the next command boundary, and closes what is open after {@code grace}. Blocks. */
    public void close(Duration grace) {
        server.close(grace);
        sessions.close();
    }
}
