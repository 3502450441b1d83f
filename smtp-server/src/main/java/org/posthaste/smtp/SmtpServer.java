package org.posthaste.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ProtocolServer;
import org.posthaste.common.net.SessionRegistry;
import org.posthaste.common.net.Transport;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.queue.RouteTable;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.receive.Trust;
import org.posthaste.smtp.report.ReportInbox;
import org.posthaste.smtp.session.SmtpConfig;
import org.posthaste.smtp.sign.MessageSigner;
import org.posthaste.smtp.verify.ArrivalWatcher;
import org.posthaste.smtp.verify.MessageVerifier;

/**
 * The SMTP server: its listeners (named {@code smtp}, {@code submission}, {@code submissions}, {@code lmtp}) and the
 * sessions behind them. Thread-safe.
 */
public final class SmtpServer {
    private final ProtocolServer server;
    private final SmtpSessions sessions;

    private SmtpServer(ProtocolServer server, SmtpSessions sessions) {
        this.server = server;
        this.sessions = sessions;
    }

    /**
     * What the server is built on; none of it is closed with the server.
     *
     * @param store takes the messages
     * @param authenticator checks logins on submission
     * @param tls makes the engine of each TLS connection
     * @param transport carries the octets
     * @param dns tells whether senders' domains exist, and who may send in their name
     * @param signer signs what we send
     * @param watcher is told of what DMARC judged
     * @param inbox takes what others report of our domains
     * @param clock the time
     */
    public record Foundation(
            MailStore store,
            Authenticator authenticator,
            Supplier<SSLEngine> tls,
            Transport transport,
            DnsResolver dns,
            MessageSigner signer,
            ArrivalWatcher watcher,
            ReportInbox inbox,
            Clock clock) {}

    /**
     * Opens all listeners, or none.
     *
     * @throws IOException if an address cannot be had; its message names the listener
     */
    public static SmtpServer start(
            SmtpConfig config, List<ListenerConfig> listeners, TransportLimits limits, Foundation foundation)
            throws IOException {
        RouteTable routes = foundation.store().queue().routes();
        SmtpSessions sessions = new SmtpSessions(
                config,
                foundation.store(),
                foundation.authenticator(),
                PolicyChecks.standard(foundation.dns(), InetAddress::isLoopbackAddress, () -> !routes.all()
                        .isEmpty()),
                new Trust(
                        new MessageVerifier(config.hostname(), foundation.dns(), foundation.clock()),
                        foundation.signer(),
                        foundation.watcher(),
                        foundation.inbox()),
                foundation.clock());
        ProtocolServer server = new ProtocolServer(
                "smtp", listeners, sessions, limits, foundation.tls(), foundation.transport(), foundation.clock());
        server.start();
        return new SmtpServer(server, sessions);
    }

    /** Where each listener really listens, by its name. */
    public Map<String, InetSocketAddress> boundAddresses() {
        return server.boundAddresses();
    }

    /** The open connections. */
    public SessionRegistry sessions() {
        return server.sessions();
    }

    /**
     * Stops listening, lets messages that are coming in finish, and closes what is open after {@code grace}. Blocks.
     */
    public void close(Duration grace) {
        server.close(grace);
        sessions.close();
    }
}
