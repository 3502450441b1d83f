package org.posthaste.common.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.common.net.mina.MinaTransport;
import org.posthaste.common.tls.TestCertificates;

/** A server on a real socket, for transcripts. */
final class SocketHost implements ScriptHost {
    private final TranscriptEnvironment environment;
    private final boolean tls;
    private final MinaTransport transport = new MinaTransport();
    private ProtocolServer server;

    SocketHost(TranscriptEnvironment environment, boolean tls) {
        this.environment = environment;
        this.tls = tls;
    }

    @Override
    public ScriptClient connect() throws IOException {
        InetSocketAddress address = server().boundAddresses().get(environment.listener(tls));
        return tls ? SocketClient.tls(address) : SocketClient.plain(address);
    }

    @Override
    public void advance(Duration by) {
        throw new UnsupportedOperationException("time does not move on sockets");
    }

    @Override
    public String finish(ScriptClient client) throws IOException {
        SocketClient socket = (SocketClient) client;
        try {
            return socket.readRest();
        } catch (SocketException alreadyClosed) {
            return "";
        } finally {
            socket.close();
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close(Duration.ofMillis(100));
        }
        transport.close();
    }

    private ProtocolServer server() throws IOException {
        if (server == null) {
            ListenerConfig listener = new ListenerConfig(
                    environment.listener(tls),
                    InMemoryTransport.address("127.0.0.1", 0),
                    tls ? TlsMode.IMPLICIT : TlsMode.STARTTLS);
            try {
                server = new ProtocolServer(
                        "script",
                        List.of(listener),
                        environment.sessions(),
                        environment.limits(),
                        TestCertificates::newServerEngine,
                        transport,
                        Clock.systemUTC());
            } catch (Exception e) {
                throw new IOException("the environment makes no sessions", e);
            }
            server.start();
        }
        return server;
    }
}
