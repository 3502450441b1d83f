package org.posthaste.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthaste.app.web.SiteEnvironment.Times;
import org.posthaste.common.net.InputBuffer;

/** HTTP/1.1 as strangers speak it: in pieces, too much, too slowly, in ways that two readers could understand differently. */
class WebSessionTest {
    private static final String PATH = "/mail/config-v1.1.xml";
    private static final Times HASTY = new Times(Duration.ofMillis(1_500), Duration.ofMillis(1_200));

    @TempDir
    private static Path folder;

    private static SiteHost host;

    @BeforeAll
    static void start() throws IOException {
        host = SiteHost.start(folder);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static String say(String request) throws IOException {
        return SiteHost.exchange(host.plain(), request);
    }

    private static String firstLine(String answer) {
        return answer.substring(0, Math.max(0, answer.indexOf("\r\n")));
    }

    // ---- in pieces

    private static final String CHUNKED =
            "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nX: y\r\nX: z\r\n\r\n"
                    + "3;a=b\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\nTrailer: t\r\n\r\n";

    private static String decoded(String octets, Random cuts) throws HttpRefusal {
        RequestDecoder decoder = new RequestDecoder();
        InputBuffer input = new InputBuffer();
        Optional<HttpRequest> request = Optional.empty();
        byte[] all = octets.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < all.length; ) {
            int end = Math.min(all.length, i + 1 + cuts.nextInt(20));
            input.append(ByteBuffer.wrap(all, i, end - i));
            request = decoder.decode(input);
            i = end;
        }
        HttpRequest whole = request.orElseThrow();
        return whole.method() + " " + whole.target() + " " + whole.field("x").orElse("") + " "
                + new String(whole.body(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void requestsAreTheSameHoweverTheyAreCut() throws HttpRefusal {
        for (int seed = 0; seed < 300; seed++) {
            assertThat(decoded(CHUNKED, new Random(seed))).isEqualTo("POST /a y, z abc0123456789abcdef");
            assertThat(decoded("POST /b HTTP/1.1\nHost: h\nContent-Length: 5\n\nhello", new Random(seed)))
                    .isEqualTo("POST /b  hello");
        }
    }

    @Test
    void aRequestMayComeOctetByOctet() throws IOException {
        try (Socket socket = host.plain()) {
            socket.setTcpNoDelay(true);
            for (byte octet : SiteHost.request("GET", "example.org", PATH).getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(octet);
                socket.getOutputStream().flush();
            }
            assertThat(SiteHost.rest(socket)).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void severalRequestsMayComeAtOnceOnOneConnection() throws IOException {
        String one = "GET " + PATH + " HTTP/1.1\r\nHost: example.org\r\n\r\n";
        String post = "POST " + PATH + " HTTP/1.1\r\nHost: example.org\r\nContent-Length: 3\r\n\r\nabc";
        String all = say("\r\n" + one + post + one + SiteHost.request("GET", "example.org", "/none"));
        assertThat(all.split("HTTP/1\\.1 (?=200)", -1)).hasSize(3);
        assertThat(all.split("HTTP/1\\.1 405", -1)).hasSize(2);
        assertThat(all.split("HTTP/1\\.1 404", -1)).hasSize(2);
        String many = say(one.repeat(100));
        assertThat(many.split("HTTP/1\\.1 200", -1)).hasSize(WebSession.MOST_REQUESTS + 1);
    }

    @Test
    void oldClientsAndAbsoluteTargetsAreUnderstood() throws IOException {
        assertThat(say("GET " + PATH + " HTTP/1.0\r\nHost: example.org\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("Connection: close");
        assertThat(say("GET " + PATH + " HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 404 ");
        assertThat(say("GET http://example.org" + PATH + " HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(say("OPTIONS * HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
    }

    // ---- too much, or not clear

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1\\r\\n\\r\\n|400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n|400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\n folded\\r\\n\\r\\n|400",
                "GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n|400",
                "GET / HTTP/1.1\\r\\nHost: a\\rb\\r\\n\\r\\n|400",
                "GET  / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n|400",
                "GET /a#b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n|400",
                "GET /|400",
                "hello\\r\\n|400",
                "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n|505",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nab|400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +1\\r\\n\\r\\na|400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0|400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n0|501",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz\\r\\n|400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1\\r\\nab\\r\\n|400",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nffffffff\\r\\n|413",
                "POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 65537\\r\\n\\r\\n|413"
            })
    void whatIsNotClearIsRefusedAndTheConnectionClosed(String request, int status) throws IOException {
        long refused = host.site.refusals();
        String octets = request.replace("\\r", "\r").replace("\\n", "\n");
        String answer = say(octets.endsWith("\n") || octets.contains("\r\n\r\n") ? octets : octets + "\r\n");
        assertThat(firstLine(answer)).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer).contains("\r\nConnection: close\r\n");
        assertThat(host.site.refusals()).isGreaterThan(refused);
    }

    @Test
    void hugeHeadersAreRefused() throws IOException {
        String begin = "GET / HTTP/1.1\r\nHost: a\r\n";
        assertThat(say(begin + "X: " + "y".repeat(9_000))).startsWith("HTTP/1.1 431 ");
        assertThat(say(begin + "A: b\r\n".repeat(100) + "\r\n")).startsWith("HTTP/1.1 431 ");
        assertThat(say("GET /" + "a".repeat(3_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(say("x".repeat(9_000))).startsWith("HTTP/1.1 414 ");
        assertThat(say("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + "1\r\na\r\n".repeat(5_000)))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void theBodyIsAskedForOnlyWhenTheHeaderIsGood() throws IOException {
        String expecting = "Expect: 100-continue\r\nConnection: close\r\n\r\n";
        try (Socket socket = host.plain()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + PATH + " HTTP/1.1\r\nHost: example.org\r\nContent-Length: 2\r\n" + expecting)
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] go = socket.getInputStream().readNBytes(25);
            assertThat(new String(go, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            out.write("ab".getBytes(StandardCharsets.US_ASCII));
            assertThat(SiteHost.rest(socket)).startsWith("HTTP/1.1 405 ");
        }
        assertThat(say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999\r\n" + expecting))
                .startsWith("HTTP/1.1 413 ");
    }

    // ---- too slow, too many

    private static SiteHost hasty() throws IOException {
        return SiteHost.with(
                folder, "ports: {http: " + SiteHost.freePort() + ", https: " + SiteHost.freePort() + "}\n", HASTY);
    }

    @Test
    void aRequestThatTricklesInIsCutOff() throws IOException {
        try (SiteHost slow = hasty()) {
            try (Socket socket = slow.plain()) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n".getBytes(StandardCharsets.US_ASCII));
                // Never silent for as long as a connection may be idle, and yet never done.
                await().atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> ended(socket));
                assertThat(slow.site.refusals()).isEqualTo(1);
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> slow.site.sessions().orElseThrow().size() == 0);
        }
    }

    private static boolean ended(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write("X: y\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().available() > 0
                    && SiteHost.rest(socket).startsWith("HTTP/1.1 408 ");
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void silentConnectionsAreClosed() throws IOException {
        try (SiteHost slow = hasty();
                Socket nothing = slow.plain();
                Socket idle = slow.plain();
                Socket handshake = SiteHost.connect(slow.config.ports().https())) {
            idle.getOutputStream()
                    .write(("GET " + PATH + " HTTP/1.1\r\nHost: example.org\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(SiteHost.rest(nothing)).isEmpty();
            assertThat(SiteHost.rest(idle)).startsWith("HTTP/1.1 200 ").contains("keep-alive");
            assertThat(handshake.isConnected()).isTrue();
        }
    }

    @Test
    void manyConnectionsAreServed() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                sockets.add(host.plain());
            }
            byte[] request = SiteHost.request("GET", "example.org", PATH).getBytes(StandardCharsets.US_ASCII);
            for (Socket socket : sockets) {
                socket.getOutputStream().write(request);
            }
            for (Socket socket : sockets) {
                assertThat(SiteHost.rest(socket)).startsWith("HTTP/1.1 200 OK\r\n");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    // ---- the JDK's client

    @Test
    void theClientOfTheJdkIsServed() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        URI address =
                URI.create("http://localhost:" + host.config.ports().http() + PATH + "?emailaddress=a@example.org");
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer = client.send(
                    java.net.http.HttpRequest.newBuilder(address)
                            .POST(BodyPublishers.ofString("x".repeat(1_000)))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(404);
        }
    }
}
