package org.posthaste.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.net.InMemoryClient;
import org.posthaste.common.net.InMemoryTransport;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.pop3.command.Pop3Command;
import org.posthaste.pop3.command.Pop3Commands;

/** What a transcript cannot say. */
class Pop3SessionTest {
    private static final String LOGIN = "AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==";

    private final Pop3TestServer server = new Pop3TestServer();
    private InMemoryTransport transport;

    @BeforeEach
    void start() throws Exception {
        server.given("3 messages");
        transport = new InMemoryTransport(server.sessions());
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private InMemoryClient connect() {
        InMemoryClient client = transport.connect("pop3");
        assertThat(client.readLine()).contains("+OK mail.example.org POP3 ready");
        return client;
    }

    private InMemoryClient logIn() {
        InMemoryClient client = connect();
        client.sendLine(LOGIN);
        assertThat(client.readLine().orElseThrow()).startsWith("+OK ");
        return client;
    }

    private static String answer(InMemoryClient client, String command) {
        client.sendLine(command);
        return client.readLine().orElse("closed");
    }

    @Test
    void passwordsAreRefusedInClearFromElsewhere() {
        ListenerConfig listener = new ListenerConfig("pop3", new InetSocketAddress("127.0.0.1", 110), TlsMode.STARTTLS);
        InMemoryClient client = transport.connect(listener, new InetSocketAddress("192.0.2.7", 4000));
        client.readLine();
        assertThat(answer(client, "USER alice@example.org"))
                .isEqualTo("-ERR [SYS/PERM] Plain-text login needs TLS: use STLS or the TLS port");
        assertThat(answer(client, "PASS secret")).isEqualTo("-ERR Send USER first");
        assertThat(answer(client, LOGIN)).isEqualTo("-ERR Mechanism is not available");
        client.sendLine("CAPA");
        assertThat(client.take()).contains("STLS").doesNotContain("\nUSER\r\n").doesNotContain("SASL");
        assertThat(answer(client, "STLS")).startsWith("+OK");
        client.startTls();
        client.sendLine("CAPA");
        assertThat(client.take()).contains("\nUSER\r\n").contains("SASL PLAIN");
        assertThat(answer(client, LOGIN)).startsWith("+OK 3 messages");
    }

    @Test
    void aClientThatNeverReadsCostsBoundedMemory() {
        InMemoryClient client = logIn();
        client.stopTaking();
        byte[] commands = "RETR 1\r\nNOOP\r\nUIDL\r\n".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 40; i++) {
            client.sendWithoutRunning(commands);
            transport.runUntilIdle();
        }
        assertThat(client.readingSuspended()).isTrue();
        assertThat(client.inFlight()).isLessThan(300_000);
        client.resumeTaking();
        client.sendLine("QUIT");
        String all = client.take();
        assertThat(all).endsWith("+OK Bye\r\n");
        assertThat(all.lines().filter(line -> line.equals("."))).hasSize(80_000);
    }

    @Test
    void aRemovalUnderWayIsFinishedWhenTheClientLeaves() throws Exception {
        InMemoryClient client = logIn();
        assertThat(answer(client, "DELE 2")).startsWith("+OK");
        server.holdRemovals();
        client.sendLine("QUIT");
        client.disconnect();
        InMemoryClient next = connect();
        assertThat(answer(next, LOGIN)).startsWith("-ERR [IN-USE]");
        server.releaseRemovals();
        await().until(() -> answer(next, LOGIN), reply -> reply.startsWith("+OK 2 messages"));
    }

    @Test
    void aServerThatStopsSaysSoBetweenCommands() {
        InMemoryClient client = logIn();
        assertThat(answer(client, "DELE 2")).startsWith("+OK");
        transport.hub().shutdown(Duration.ofSeconds(10));
        assertThat(client.readLine()).contains("-ERR [SYS/TEMP] Server is shutting down");
        assertThat(client.readLine()).isEmpty();
    }

    @Test
    void aServerThatStopsLetsQuitFinish() {
        InMemoryClient client = logIn();
        assertThat(answer(client, "DELE 2")).startsWith("+OK");
        server.holdRemovals();
        client.sendLine("QUIT");
        transport.hub().shutdown(Duration.ofSeconds(10));
        transport.runUntilIdle();
        server.releaseRemovals();
        assertThat(client.readLine()).contains("+OK Bye");
        assertThat(client.readLine()).isEmpty();
    }

    @Test
    void tenThousandMessagesAreListedAndRemoved() throws Exception {
        server.given("9997 messages");
        InMemoryClient client = logIn();
        client.sendLine("UIDL");
        assertThat(client.take().lines().distinct()).hasSize(10_002);
        StringBuilder commands = new StringBuilder();
        for (int i = 1; i <= 10_000; i += 2) {
            commands.append("DELE ").append(i).append("\r\n");
        }
        client.send(commands.toString());
        assertThat(client.take().lines()).hasSize(5_000);
        assertThat(answer(client, "QUIT")).isEqualTo("+OK Bye");
        InMemoryClient next = connect();
        assertThat(answer(next, LOGIN)).startsWith("+OK 5000 messages");
    }

    @Test
    void everyCommandHasAScript() throws IOException {
        StringBuilder scripts = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/scripts"))) {
            for (Path file : files.toList()) {
                scripts.append(Files.readString(file));
            }
        }
        for (Pop3Command command : Pop3Commands.ALL) {
            assertThat(scripts.toString()).containsPattern("\nC: " + command.keyword() + "\\b");
        }
    }
}
