package org.posthaste.smtp.relay.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.posthaste.smtp.relay.TlsOutcome;
import org.posthaste.smtp.relay.TlsPeer;
import org.posthaste.smtp.relay.TlsPolicy;
import org.posthaste.smtp.relay.TlsPolicySource;

/** A host that speaks TLS, and what comes of a handshake with it. */
final class TlsHost implements AutoCloseable {
    private final SSLServerSocket listening;
    volatile String askedFor = "";

    TlsHost(TestAuthority.Identity identity, String... protocols) throws IOException {
        listening = (SSLServerSocket)
                identity.server().getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        if (protocols.length > 0) {
            listening.setEnabledProtocols(protocols);
        }
        CompletableFuture.runAsync(this::serve);
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (SSLSocket socket = (SSLSocket) listening.accept()) {
                socket.setSoTimeout(10_000);
                socket.startHandshake();
                List<?> names = ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames();
                askedFor = names.isEmpty() ? "" : ((SNIHostName) names.get(0)).getAsciiName();
                socket.getOutputStream().write('!');
                socket.getInputStream().read();
            } catch (IOException e) {
                // The client has hung up, or the test is over.
                askedFor = String.valueOf(askedFor);
            }
        }
    }

    /** Shakes hands as the policy wants it. */
    TlsOutcome handshake(TlsPolicySource source, TlsPeer peer, TlsPolicy policy) {
        SSLContext context = source.contextFor(policy);
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
            plain.setSoTimeout(10_000);
            String name = policy.serverName(peer);
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, name, listening.getLocalPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);
            try {
                socket.startHandshake();
                if (socket.getInputStream().read() != '!') {
                    throw new IOException("the server has hung up");
                }
                SSLSession session = socket.getSession();
                socket.close();
                return TlsOutcome.encrypted("192.0.2.1", "192.0.2.9", session);
            } catch (IOException e) {
                return TlsOutcome.failed(TlsOutcome.Result.HANDSHAKE_FAILED, "192.0.2.1", "192.0.2.9", e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The failure within an outcome. */
    static Optional<String> failure(TlsOutcome outcome) {
        for (Throwable cause = outcome.cause().orElse(null); cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedPeerException untrusted) {
                return Optional.of(untrusted.failure().type().text());
            }
        }
        return outcome.cause().map(Throwable::toString);
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
