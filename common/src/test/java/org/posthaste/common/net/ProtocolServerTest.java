package org.posthaste.common.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.common.net.mina.MinaTransport;
import org.posthaste.common.tls.TestCertificates;

class ProtocolServerTest {
    private static final InetSocketAddress ANY_PORT = InMemoryTransport.address("127.0.0.1", 0);

    private final ChatSession.Factory factory = new ChatSession.Factory();
    private final MinaTransport transport = new MinaTransport();
    private final List<ProtocolServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.close(Duration.ZERO));
        transport.close();
    }

    private ProtocolServer start(TransportLimits limits, ListenerConfig... listeners) throws IOException {
        ProtocolServer server = new ProtocolServer(
                "chat",
                List.of(listeners),
                factory,
                limits,
                TestCertificates::newServerEngine,
                transport,
                Clock.systemUTC());
        server.start();
        servers.add(server);
        return server;
    }

    private InetSocketAddress start(TlsMode mode) throws IOException {
        return start(TransportLimits.defaults(), new ListenerConfig("chat", ANY_PORT, mode))
                .boundAddresses()
                .get("chat");
    }

    @Test
    void conversesOverAPlainSocket() throws IOException {
        try (SocketClient client = SocketClient.plain(start(TlsMode.STARTTLS))) {
            assertThat(client.readLine()).contains("220 hello");
            client.send("ECHO a\r\nECHO b\r\n");
            assertThat(client.readLine()).contains("250 a");
            assertThat(client.readLine()).contains("250 b");
            client.sendLine("QUIT");
            assertThat(client.readLine()).contains("221 bye");
            assertThat(client.readLine()).isEmpty();
        }
        await().untilAsserted(() -> assertThat(factory.events).containsExactly("opened", "closed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void conversesOverImplicitTls(String protocol) throws IOException {
        InetSocketAddress address = start(TlsMode.IMPLICIT);
        SSLContext context = TestCertificates.newClientContext();
        for (int i = 0; i < 3; i++) {
            try (SocketClient client = SocketClient.plain(address)) {
                SSLSession session = client.startTls(context, "localhost", protocol);
                assertThat(session.getProtocol()).isEqualTo(protocol);
                assertThat(client.readLine()).contains("220 hello over TLS");
                client.sendLine("TLS");
                assertThat(client.readLine()).contains("250 " + protocol);
                client.sendLine("BIG 1000000");
                assertThat(client.read(1_000_000 / 64 * 64)).hasSize(1_000_000 / 64 * 64);
                client.sendLine("QUIT");
                assertThat(client.readLine()).contains("221 bye");
                assertThat(client.readLine()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void upgradesWithStartTls(String protocol) throws IOException {
        InetSocketAddress address = start(TlsMode.STARTTLS);
        for (int i = 0; i < 10; i++) {
            try (SocketClient client = SocketClient.plain(address)) {
                assertThat(client.readLine()).contains("220 hello");
                client.sendLine("STARTTLS");
                assertThat(client.readLine()).contains("220 go ahead");
                client.startTls(TestCertificates.clientContext(), "localhost", protocol);
                client.sendLine("TLS");
                assertThat(client.readLine()).contains("250 " + protocol);
            }
        }
    }

    @Test
    void plainTextBehindStartTlsClosesTheConnection() throws IOException {
        InetSocketAddress address = start(TlsMode.STARTTLS);
        try (SocketClient client = SocketClient.plain(address)) {
            assertThat(client.readLine()).contains("220 hello");
            client.send("STARTTLS\r\nECHO injected\r\n");
            assertThat(client.readLine()).isEmpty();
        }
        try (SocketClient client = SocketClient.plain(address)) {
            assertThat(client.readLine()).contains("220 hello");
            client.send("STARTTLS\r\n");
            assertThat(client.readLine()).contains("220 go ahead");
            client.send("ECHO injected\r\n");
            assertThat(new String(client.read(10_000))).doesNotContain("injected");
        }
        assertThat(factory.events).doesNotContain("tlsStarted");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sixtyFourMebibytesReachASlowReaderWithBoundedMemory(boolean tls) throws IOException {
        long octets = 64L << 20;
        ProtocolServer server = start(
                TransportLimits.defaults(),
                new ListenerConfig("chat", ANY_PORT, tls ? TlsMode.IMPLICIT : TlsMode.STARTTLS));
        InetSocketAddress address = server.boundAddresses().get("chat");
        try (SocketClient client = SocketClient.withSmallBuffer(address, 8 * 1024)) {
            if (tls) {
                client.startTls();
            }
            client.readLine();
            client.sendLine("BIG " + octets);
            // The kernel's buffers take some; then the server must stand still at its window.
            long[] before = {-1};
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                long sent = server.sessions().list().get(0).sent();
                boolean still = sent == before[0] && sent > 64;
                before[0] = sent;
                return still;
            });
            assertThat(before[0]).isLessThan(octets / 4);
            assertThat(client.skip(octets)).isEqualTo(octets);
            client.sendLine("ECHO after");
            assertThat(client.readLine()).contains("250 after");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manySmallPipelinedLinesAreAnsweredInOrder(boolean tls) throws Exception {
        int lines = 100_000;
        InetSocketAddress address = start(tls ? TlsMode.IMPLICIT : TlsMode.STARTTLS);
        try (SocketClient client = tls ? SocketClient.tls(address) : SocketClient.plain(address)) {
            client.readLine();
            Thread writer = new Thread(() -> {
                StringBuilder all = new StringBuilder();
                for (int i = 0; i < lines; i++) {
                    all.append("ECHO ").append(i).append("\r\n");
                }
                try {
                    client.send(all.toString());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < lines; i++) {
                expected.append("250 ").append(i).append("\r\n");
            }
            assertThat(new String(client.read(expected.length()))).isEqualTo(expected.toString());
            writer.join();
        }
    }

    @Test
    void clientsThatNeverReadHoldNoThread() throws IOException {
        ProtocolServer server = start(
                new TransportLimits(1000, 1000, 10, Duration.ofMinutes(5), 2),
                new ListenerConfig("chat", ANY_PORT, TlsMode.STARTTLS),
                new ListenerConfig("chats", ANY_PORT, TlsMode.IMPLICIT));
        InetSocketAddress plain = server.boundAddresses().get("chat");
        InetSocketAddress tls = server.boundAddresses().get("chats");
        List<SocketClient> greedy = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            SocketClient client = SocketClient.withSmallBuffer(i < 15 ? plain : tls, 4 * 1024);
            if (i >= 15) {
                client.startTls();
            }
            client.sendLine("BIG 1000000000");
            greedy.add(client);
        }
        try (SocketClient client = SocketClient.plain(plain)) {
            client.readLine();
            client.sendLine("ECHO served");
            assertThat(client.readLine()).contains("250 served");
        }
        for (SocketClient client : greedy) {
            client.close();
        }
        await().untilAsserted(() ->
                assertThat(factory.events).filteredOn("source finished"::equals).hasSize(20));
    }

    @Test
    void silenceEndsWithGoodbye() throws IOException {
        try (SocketClient client = SocketClient.plain(start(TlsMode.STARTTLS))) {
            client.readLine();
            client.sendLine("IDLE 1");
            assertThat(client.readLine()).contains("250 idle");
            assertThat(client.readLine()).contains("421 too quiet");
            assertThat(client.readLine()).isEmpty();
        }
    }

    @Test
    void aClientThatNeverBeginsItsHandshakeIsCutOff() throws IOException {
        TransportLimits hasty =
                new TransportLimits(10, 10, 10, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(5), 1);
        ProtocolServer server = start(hasty, new ListenerConfig("chat", ANY_PORT, TlsMode.IMPLICIT));
        try (SocketClient client = SocketClient.plain(server.boundAddresses().get("chat"))) {
            assertThat(client.readLine()).isEmpty();
        }
        assertThat(factory.events).isEmpty();
    }

    @Test
    void whatIsNoHandshakeGetsAnAlertAndTheEnd() throws IOException {
        try (SocketClient client = SocketClient.plain(start(TlsMode.IMPLICIT))) {
            client.sendLine("EHLO example.org");
            byte[] answer = client.read(1000);
            assertThat(answer).startsWith(0x15, 0x03);
        }
    }

    @Test
    void anOldProtocolVersionIsRefused() throws IOException {
        InetSocketAddress address = start(TlsMode.IMPLICIT);
        try (SocketClient client = SocketClient.plain(address)) {
            assertThatThrownBy(() -> client.startTls(TestCertificates.clientContext(), "localhost", "TLSv1.1"))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aPortInUseIsNamedAndNothingStaysBound() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, ANY_PORT.getAddress());
                ServerSocket free = new ServerSocket(0, 1, ANY_PORT.getAddress())) {
            int freePort = free.getLocalPort();
            free.close();
            InetSocketAddress first = new InetSocketAddress(ANY_PORT.getAddress(), freePort);
            InetSocketAddress second = new InetSocketAddress(ANY_PORT.getAddress(), taken.getLocalPort());
            assertThatThrownBy(() -> start(
                            TransportLimits.defaults(),
                            new ListenerConfig("one", first, TlsMode.NEVER),
                            new ListenerConfig("two", second, TlsMode.NEVER)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("two")
                    .hasMessage(
                            "listener two cannot use 127.0.0.1:" + taken.getLocalPort() + ": Address already in use");
            new ServerSocket(freePort, 1, ANY_PORT.getAddress()).close();
        }
    }

    @Test
    void aHostThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> start(
                        TransportLimits.defaults(),
                        new ListenerConfig("one", InetSocketAddress.createUnresolved("no.example", 25), TlsMode.NEVER)))
                .hasMessage("listener one cannot use no.example:25: no such host");
    }

    @Test
    void closingSaysGoodbyeAndFreesThePort() throws IOException {
        ProtocolServer server =
                start(TransportLimits.defaults(), new ListenerConfig("chat", ANY_PORT, TlsMode.STARTTLS));
        InetSocketAddress address = server.boundAddresses().get("chat");
        try (SocketClient client = SocketClient.plain(address)) {
            client.readLine();
            server.close(Duration.ofSeconds(5));
            assertThat(client.readLine()).contains("421 stopping");
            assertThat(client.readLine()).isEmpty();
        }
        assertThat(server.sessions().size()).isZero();
        assertThatThrownBy(() -> SocketClient.plain(address)).isInstanceOf(IOException.class);
    }

    @Test
    void twoHundredConnectionsAtATime() throws IOException {
        ProtocolServer server = start(
                TransportLimits.defaults(),
                new ListenerConfig("chat", ANY_PORT, TlsMode.STARTTLS),
                new ListenerConfig("chats", ANY_PORT, TlsMode.IMPLICIT));
        List<SocketClient> clients = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            clients.add(
                    i % 4 == 0
                            ? SocketClient.tls(server.boundAddresses().get("chats"))
                            : SocketClient.plain(server.boundAddresses().get("chat")));
        }
        for (SocketClient client : clients) {
            client.sendLine("ECHO first");
            client.sendLine("WAIT second");
        }
        for (SocketClient client : clients) {
            assertThat(client.readLine())
                    .hasValueSatisfying(line -> assertThat(line).startsWith("220"));
            assertThat(client.readLine()).contains("250 first");
            assertThat(client.readLine()).contains("250 waited second");
            client.close();
        }
        await().untilAsserted(() -> assertThat(server.sessions().size()).isZero());
    }

    @Test
    void aHalfClosedClientGetsAllItsAnswers() throws IOException {
        try (SocketClient client = SocketClient.plain(start(TlsMode.STARTTLS))) {
            client.send("BIG 6400000\r\nECHO last\r\n");
            String rest = client.readRest();
            assertThat(rest).startsWith("220 hello\r\n").endsWith("\r\n250 last\r\n");
            assertThat(rest.length()).isEqualTo(11 + 6_400_000 + 10);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrustedProxyTellsForWhomItConnects(boolean tls) throws IOException {
        InetSocketAddress address = start(
                        TransportLimits.defaults(),
                        new ListenerConfig(
                                "chat", ANY_PORT, tls ? TlsMode.IMPLICIT : TlsMode.STARTTLS, List.of("127.0.0.0/8")))
                .boundAddresses()
                .get("chat");
        try (SocketClient client = SocketClient.plain(address)) {
            client.send("PROXY TCP4 192.0.2.7 192.0.2.1 5000 25\r\n");
            if (tls) {
                client.startTls();
            }
            client.readLine();
            client.sendLine("PEER");
            assertThat(client.readLine()).contains("250 192.0.2.7");
        }
    }

    @Test
    void aConnectionThatComesNotFromTheProxyIsClosed() throws IOException {
        InetSocketAddress address = start(
                        TransportLimits.defaults(),
                        new ListenerConfig("chat", ANY_PORT, TlsMode.STARTTLS, List.of("192.0.2.0/24")))
                .boundAddresses()
                .get("chat");
        try (SocketClient client = SocketClient.plain(address)) {
            assertThat(client.readLine()).isEmpty();
        }
        assertThat(factory.events).isEmpty();
    }

    @Test
    void aHandshakeThatArrivesTogetherWithTheProxyHeaderIsNotLost() throws Exception {
        InetSocketAddress address = start(
                        TransportLimits.defaults(),
                        new ListenerConfig("chat", ANY_PORT, TlsMode.IMPLICIT, List.of("127.0.0.0/8")))
                .boundAddresses()
                .get("chat");
        SSLEngine engine = TestCertificates.newClientContext().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        byte[] header = "PROXY TCP4 192.0.2.7 192.0.2.1 5000 25\r\n".getBytes();
        byte[] both = Arrays.copyOf(header, header.length + hello.position());
        System.arraycopy(hello.array(), 0, both, header.length, hello.position());
        try (SocketClient client = SocketClient.plain(address)) {
            client.send(both);
            // The server's part of the handshake begins with a handshake record, not with an alert.
            assertThat(client.read(3)).startsWith(0x16, 0x03, 0x03);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTlsClientThatSaysItSendsNoMoreIsAnsweredAndClosed(String protocol) throws IOException {
        try (SocketClient client = SocketClient.plain(start(TlsMode.IMPLICIT))) {
            client.startTls(TestCertificates.clientContext(), "localhost", protocol);
            client.readLine();
            client.sendLine("ECHO last");
            assertThat(client.readLine()).contains("250 last");
            assertThat(client.readRest()).isEmpty();
        }
    }

    @Test
    void renegotiationIsRefused() throws Exception {
        InetSocketAddress address = start(TlsMode.IMPLICIT);
        try (SocketClient client = SocketClient.plain(address)) {
            client.startTls(TestCertificates.newClientContext(), "localhost", "TLSv1.2");
            client.readLine();
            assertThatThrownBy(() -> {
                        client.handshakeAgain();
                        client.sendLine("ECHO again");
                        client.read(1000);
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void lastWordsReachAClientThatKeepsSending() throws IOException {
        InetSocketAddress address = start(TlsMode.STARTTLS);
        for (int i = 0; i < 20; i++) {
            try (SocketClient client = SocketClient.plain(address)) {
                client.readLine();
                client.send("x".repeat(300_000));
                client.send("x".repeat(300_000));
                assertThat(client.readLine()).contains("500 line too long");
            }
        }
    }
}
