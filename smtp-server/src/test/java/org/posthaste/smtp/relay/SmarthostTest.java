package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.tls.ServerContexts;
import org.posthaste.smtp.queue.RecipientResult;
import org.posthaste.smtp.queue.Verdict;
import org.posthaste.smtp.relay.RelayRoute.NextHop;
import org.posthaste.smtp.relay.RelayRoute.RelayLogin;
import org.posthaste.smtp.relay.RelayRoute.SocksProxy;

/** Ways other than mail exchangers: a host for everything, logins, proxies, our own addresses and names. */
class SmarthostTest {
    private static final SSLContext SERVER =
            ServerContexts.selfSigned(Instant.now(), "smart.example").context();

    private final RelayRig rig = new RelayRig();

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private RelayRoute via(TlsMode tls, boolean implicit, Optional<RelayLogin> login, Optional<SocksProxy> proxy) {
        rig.dns.address("smart.example", "127.0.0.1");
        return new RelayRoute(
                "smart.example",
                "via:smart.example",
                "there.example",
                Optional.of(new NextHop("smart.example", rig.port, implicit, false)),
                tls,
                login,
                SourceAddresses.ANY,
                Optional.empty(),
                proxy);
    }

    private Map<String, String> deliver(RelayRoute route) {
        return RelayRig.outcomes(rig.courier(route).deliver(rig.task("bob@there.example")));
    }

    private static Optional<RelayLogin> login() {
        return Optional.of(new RelayLogin("me", "secret"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void aSmarthostTakesMailForAllDomains() {
        TestPeer peer = rig.peer("127.0.0.1", PoliteServer.with("PIPELINING"));
        RecipientResult result = rig.courier(via(TlsMode.AUTOMATIC, false, Optional.empty(), Optional.empty()))
                .deliver(rig.task("bob@there.example", "eve@elsewhere.example"))
                .get(1);
        assertThat(result.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(result.facts().host()).isEqualTo("smart.example");
        assertThat(peer.messages()).hasSize(1);
        assertThat(rig.dns.queries()).doesNotContain("there.example/MX");
    }

    @Test
    void thePasswordIsSentOverTlsOnly() {
        TestPeer peer = rig.peer(
                "127.0.0.1",
                PoliteServer.with("AUTH PLAIN"),
                PoliteServer.with("AUTH PLAIN")
                        .startTls(SERVER, "AUTH PLAIN LOGIN")
                        .on("AUTH", "235 2.7.0 welcome"));
        RelayRoute route = via(TlsMode.REQUIRE, false, login(), Optional.empty());
        assertThat(deliver(route)).isEqualTo(Map.of("bob", "DEFERRED 451 4.7.8"));
        assertThat(deliver(route)).isEqualTo(Map.of("bob", "DELIVERED 250 2.0.0"));
        assertThat(peer.transcript).contains("AUTH PLAIN " + base64("\0me\0secret"));
    }

    @Test
    void loginIsSpokenInSteps() {
        TestPeer peer = rig.peer(
                "127.0.0.1",
                PoliteServer.with("AUTH LOGIN")
                        .on("AUTH LOGIN", "334 " + base64("Username:"))
                        .on(base64("me"), "334 " + base64("Password:"))
                        .on(base64("secret"), "235 2.7.0 welcome"));
        assertThat(deliver(via(TlsMode.PLAIN, false, login(), Optional.empty())))
                .isEqualTo(Map.of("bob", "DELIVERED 250 2.0.0"));
        assertThat(peer.messages()).hasSize(1);
    }

    @Test
    void aRefusedLoginIsNotFinalAndDoesNotTellThePassword() {
        rig.peer("127.0.0.1", PoliteServer.with("AUTH PLAIN").on("AUTH", "535 5.7.8 wrong"));
        RecipientResult result = rig.courier(via(TlsMode.PLAIN, false, login(), Optional.empty()))
                .deliver(rig.task("bob@there.example"))
                .get(0);
        assertThat(result.verdict()).isEqualTo(Verdict.DEFERRED);
        assertThat(result.reply().toString())
                .isEqualTo("451 4.7.8 the host refuses the login of me with 535 5.7.8 wrong");
        assertThat(via(TlsMode.PLAIN, false, login(), Optional.empty()).toString())
                .doesNotContain("secret");
    }

    @Test
    void tlsMayBeginBeforeTheGreeting() {
        TestPeer peer = rig.peer(
                "127.0.0.1", PoliteServer.with("AUTH PLAIN").implicitTls(SERVER).on("AUTH", "235 2.7.0 welcome"));
        RelayRoute route = via(TlsMode.OPPORTUNISTIC, true, login(), Optional.empty());
        assertThat(deliver(route)).isEqualTo(Map.of("bob", "DELIVERED 250 2.0.0"));
        assertThat(peer.transcript).doesNotContain("STARTTLS");
    }

    @Test
    void aHostThatDoesNotSpeakTlsFromTheBeginningIsGivenUp() {
        TestPeer peer = rig.peer("127.0.0.1", PoliteServer.with("PIPELINING"));
        assertThat(deliver(via(TlsMode.OPPORTUNISTIC, true, Optional.empty(), Optional.empty())))
                .isEqualTo(Map.of("bob", "DEFERRED 451 4.7.5"));
        assertThat(peer.connections()).isEqualTo(1);
    }

    @Test
    void ourNameAndAddressAreTheRoutes() throws Exception {
        TestPeer peer = rig.there(client -> {
            client.say("220 hello");
            String line = client.line();
            client.say("550 5.7.1 " + line + " from " + client.peerAddress()).line();
            client.say("550 5.7.1 " + line + " from " + client.peerAddress());
        });
        RelayRoute plain = RelayRoute.exchangers("there.example");
        RelayRoute route = new RelayRoute(
                plain.name(),
                plain.lane(),
                plain.domain(),
                plain.via(),
                TlsMode.AUTOMATIC,
                Optional.empty(),
                new SourceAddresses(Optional.of(InetAddress.getByName("127.0.0.77")), Optional.empty()),
                Optional.of("out.here.example"),
                Optional.empty());
        assertThat(rig.courier(route)
                        .deliver(rig.task("bob@there.example"))
                        .get(0)
                        .reply()
                        .text())
                .isEqualTo("EHLO out.here.example from 127.0.0.77");
        assertThat(peer.connections()).isEqualTo(1);
    }

    /** A SOCKS5 proxy with a login, which knows 192.0.2.1 and nothing else. */
    private void socks(Conversation client) throws IOException {
        DataInputStream in = client.input();
        in.readFully(new byte[2 + 2]);
        client.octets(5, 2);
        in.readFully(new byte[1 + 1 + 2 + 1 + 6]);
        client.octets(1, 0);
        byte[] request = new byte[10];
        in.readFully(request);
        boolean known = request[3] == 1 && request[4] == (byte) 192 && request[7] == 1;
        client.octets(5, known ? 0 : 4, 0, 1, 0, 0, 0, 0, 0, 0);
        if (known) {
            PoliteServer.with("PIPELINING").converse(client);
        }
    }

    @Test
    void aProxyConnectsToAddresses() {
        TestPeer proxy = rig.peer("127.0.0.2", this::socks);
        rig.dns.mx("there.example", 5, "gone.there.example").address("gone.there.example", "192.0.2.9");
        rig.dns.mx("there.example", 10, "mx.there.example").address("mx.there.example", "192.0.2.1");
        RelayRoute plain = RelayRoute.exchangers("there.example");
        RelayRoute route = new RelayRoute(
                plain.name(),
                plain.lane(),
                plain.domain(),
                plain.via(),
                TlsMode.AUTOMATIC,
                Optional.empty(),
                SourceAddresses.ANY,
                Optional.empty(),
                Optional.of(new SocksProxy("[127.0.0.2]", rig.port, Optional.of(new RelayLogin("me", "secret")))));
        RecipientResult result =
                rig.courier(route).deliver(rig.task("bob@there.example")).get(0);
        assertThat(result.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(result.facts().address()).isEqualTo("192.0.2.1");
        assertThat(proxy.connections()).isEqualTo(2);
        assertThat(List.of(proxy.messages().size())).containsExactly(1);
    }

    @Test
    void aProxyThatIsNoneIsNamed() {
        rig.dns.mx("there.example", 10, "mx.there.example").address("mx.there.example", "192.0.2.1");
        rig.peer("127.0.0.2", client -> client.say("HTTP/1.1 400 Bad Request").ignore());
        RelayRoute plain = RelayRoute.exchangers("there.example");
        RelayRoute route = new RelayRoute(
                plain.name(),
                plain.lane(),
                plain.domain(),
                plain.via(),
                TlsMode.AUTOMATIC,
                Optional.empty(),
                SourceAddresses.ANY,
                Optional.empty(),
                Optional.of(new SocksProxy("[127.0.0.2]", rig.port, Optional.empty())));
        assertThat(rig.courier(route)
                        .deliver(rig.task("bob@there.example"))
                        .get(0)
                        .reply()
                        .toString())
                .isEqualTo("451 4.4.1 the proxy socks5://[127.0.0.2]:" + rig.port + " speaks no SOCKS5");
    }
}
