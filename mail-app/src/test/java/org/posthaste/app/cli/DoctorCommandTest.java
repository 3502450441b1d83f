package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.common.dns.ZoneServer;

class DoctorCommandTest {
    @TempDir
    Path data;

    private ZoneServer dns;

    @BeforeEach
    void start() throws IOException {
        dns = ZoneServer.start();
        dns.add(
                "example.org. 300 IN SOA ns1.example.org. admin.example.org. 1 3600 600 86400 60",
                "example.org. 300 IN NS ns1.example.org.",
                "ns1.example.org. 300 IN A 127.0.0.1");
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private String settings() {
        return "dns: {servers: [\"127.0.0.1:" + dns.port() + "\"], timeout: 2s, dnssec: off}\n"
                + "publish: {addresses: [127.0.0.1]}\ndoctor: {daily: false}\n";
    }

    private CommandRun run(String... words) {
        return CommandRun.on(data, words);
    }

    /** Publishes what {@code domain dns} says. */
    private void publish() {
        for (JsonNode record : run("domain", "dns", "example.org", "--json").json()) {
            String value = record.path("value").asText();
            boolean text = record.path("type").asText().equals("TXT");
            dns.add(absolute(record.path("name").asText()) + " 300 IN "
                    + record.path("type").asText() + " " + (text ? quoted(value) : value));
        }
    }

    private static String absolute(String name) {
        return name.endsWith(".") ? name : name + ".";
    }

    private static String quoted(String value) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < value.length(); i += 250) {
            parts.add('"' + value.substring(i, Math.min(value.length(), i + 250)) + '"');
        }
        return String.join(" ", parts);
    }

    @Test
    void withoutAServerTheRecordsAreComparedAllTheSame() throws IOException {
        Files.writeString(data.resolve("posthaste.yaml"), "hostname: mail.example.org\n" + settings());
        run("domain", "add", "example.org");
        CommandRun bare = run("doctor", "example.org");
        assertThat(bare.code()).as(bare.out() + bare.err()).isEqualTo(1);
        assertThat(bare.out())
                .contains("Mail comes in", "missing  MX example.org", "expected: 10 mail.example.org.", "Next: ");
        publish();
        CommandRun good = run("doctor", "example.org");
        assertThat(good.code()).as(good.out()).isEqualTo(3);
        assertThat(good.out()).contains("right", "No server runs here").doesNotContain("missing", "wrong");
        assertThat(run("doctor", "example.com").code()).isEqualTo(1);
        assertThat(run("doctor", "nonsense").code()).isEqualTo(2);
        assertThat(run("doctor", "example.org", "--wait-dns", "--timeout", "soon")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void waitingEndsWhenTheRecordsAreThere() throws IOException {
        Files.writeString(data.resolve("posthaste.yaml"), "hostname: mail.example.org\n" + settings());
        run("domain", "add", "example.org");
        assertThat(run("doctor", "example.org", "--wait-dns", "--timeout", "1s").out())
                .contains("The time is over");
        CompletableFuture<CommandRun> waiting =
                CompletableFuture.supplyAsync(() -> run("doctor", "example.org", "--wait-dns", "--timeout", "60s"));
        await().atMost(Duration.ofSeconds(30)).until(() -> dns.asked().contains("_dmarc.example.org/TXT"));
        publish();
        CommandRun done = waiting.join();
        assertThat(done.code()).as(done.out()).isZero();
        assertThat(done.out()).contains("right    MX example.org", "All records that must be there are right.");
    }

    @Test
    void theHostIsExaminedThroughItsServer() throws Exception {
        ServerThread server = ServerThread.start(data, settings());
        try {
            run("domain", "add", "example.org");
            publish();
            CommandRun all = run("doctor", "--json");
            String open = states(all, "safety", "Open relay");
            assertThat(open).as(all.out()).isEqualTo("right");
            assertThat(states(all, "safety", "Secret files")).isEqualTo("right");
            assertThat(states(all, "reachability", "Ports")).isEqualTo("right");
            assertThat(states(all, "resolver", "The resolver")).isEqualTo("right");
            assertThat(states(all, "receiving", "MX example.org")).isEqualTo("right");
            assertThat(states(all, "certificates", "Certificate for mail.example.org"))
                    .isEqualTo("warning");
            assertThat(states(all, "host", "Clock")).isEqualTo("skipped");
        } finally {
            server.stop();
        }
    }

    private static String states(CommandRun run, String area, String subject) {
        for (JsonNode finding : run.parsed().path("findings")) {
            if (finding.path("area").asText().equals(area)
                    && finding.path("subject").asText().equals(subject)) {
                return finding.path("state").asText();
            }
        }
        return "not found";
    }
}
