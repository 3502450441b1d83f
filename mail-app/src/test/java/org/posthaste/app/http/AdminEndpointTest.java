package org.posthaste.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.ClientSettings;
import org.posthaste.app.DataFolder;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.acme.CertificateDesk;
import org.posthaste.app.admin.AdminContext;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.Json;
import org.posthaste.app.doctor.Doctor;
import org.posthaste.app.records.RecordSource;
import org.posthaste.common.sasl.PasswordHasher;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;
import org.posthaste.smtp.sign.DomainKeys;

class AdminEndpointTest {
    @TempDir
    Path folder;

    private MailStore store;
    private AdminEndpoint endpoint;
    private AdminFile file;

    @BeforeEach
    void start() {
        store = JdbcMailStore.open(StoreConfig.of(folder.resolve("store")));
        Clock clock = Clock.systemUTC();
        DomainKeys keys = DomainKeys.open(folder.resolve("dkim"), clock);
        AdminContext context = new AdminContext(
                store,
                ClientSettings.of(SuiteConfig.empty()),
                new PasswordHasher(new SecureRandom()),
                keys,
                new RecordSource(SuiteConfig.empty(), List::of, store.queue().routes(), keys, clock),
                Optional.empty(),
                new CertificateDesk(
                        SuiteConfig.empty(), new DataFolder(folder), Clock.systemUTC(), List::of, Optional.empty()),
                new Doctor(() -> {
                    throw new IllegalStateException("nothing is examined here");
                }));
        endpoint = AdminEndpoint.start(context, folder.resolve("admin.json"));
        file = AdminFile.read(folder.resolve("admin.json")).orElseThrow();
    }

    @AfterEach
    void stop() {
        endpoint.close();
        store.close();
    }

    @Test
    void actionRunsAndRefusalsKeepReasonMessageAndNext() {
        AdminClient client = new AdminClient(file);
        ObjectNode domain = Json.object().put("domain", "example.org");
        assertThat(client.run("domain.add", domain).path("added").asBoolean()).isTrue();
        assertThatThrownBy(() -> client.run("user.show", Json.object().put("address", "x@example.org")))
                .isInstanceOfSatisfying(AdminRefusal.class, refusal -> {
                    assertThat(refusal.reason()).isEqualTo(AdminRefusal.Reason.NOT_FOUND);
                    assertThat(refusal.next()).isEqualTo("posthaste user list");
                });
        assertThatThrownBy(() -> client.run("user.show", Json.object().put("adress", "x@example.org")))
                .hasMessageContaining("Unknown argument \"adress\"");
        assertThatThrownBy(() -> client.run("user.frobnicate", Json.object())).hasMessageContaining("no action");
    }

    @Test
    void wrongTokenForeignHostAndOtherMethodsAreKeptOut() throws IOException {
        String host = "127.0.0.1:" + file.port();
        String right = "Authorization: Bearer " + file.token() + "\r\n";
        assertThat(ask("POST /actions/domain.list", host, right)).startsWith("HTTP/1.1 200");
        assertThat(ask("POST /actions/domain.list", host, "")).startsWith("HTTP/1.1 403");
        assertThat(ask("POST /actions/domain.list", host, "Authorization: Bearer " + "0".repeat(64) + "\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(ask("POST /actions/domain.list", "evil.example:" + file.port(), right))
                .startsWith("HTTP/1.1 403");
        assertThat(ask("GET /actions/domain.list", host, right)).startsWith("HTTP/1.1 404");
        assertThat(ask("POST /", host, right)).startsWith("HTTP/1.1 404");
    }

    @Test
    void longAndBrokenRequestsAreRefused() throws IOException {
        String host = "127.0.0.1:" + file.port();
        String right = "Authorization: Bearer " + file.token() + "\r\n";
        assertThat(ask("POST /actions/domain.list", host, right, "[1, 2")).startsWith("HTTP/1.1 400");
        assertThat(ask("POST /actions/domain.list", host, right, "\"text\"")).startsWith("HTTP/1.1 400");
        assertThat(ask("POST /actions/domain.list", host, right, " ".repeat((1 << 20) + 1)))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void endpointThatEndedIsUnreachableAndItsFileIsGone() {
        endpoint.close();
        assertThat(Files.exists(folder.resolve("admin.json"))).isFalse();
        assertThatThrownBy(() -> new AdminClient(file).run("domain.list", Json.object()))
                .isInstanceOfSatisfying(AdminRefusal.class, refusal -> assertThat(refusal.reason())
                        .isEqualTo(AdminRefusal.Reason.UNREACHABLE));
    }

    private String ask(String request, String host, String header) throws IOException {
        return ask(request, host, header, "");
    }

    private String ask(String request, String host, String header, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), file.port())) {
            byte[] octets = body.getBytes(StandardCharsets.UTF_8);
            String head = request + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + header
                    + "Content-Length: " + octets.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(octets);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
