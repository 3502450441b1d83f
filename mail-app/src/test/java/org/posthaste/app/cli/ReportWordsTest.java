package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.ReceivedReport;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;
import org.posthaste.mailstore.dmarc.ReceivedReports.Arrived;
import org.posthaste.mailstore.dmarc.TlsRow;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;

/** {@code report} and its verbs, with the store opened by the command itself and with a running server. */
class ReportWordsTest {
    private static final DmarcRow OWN = new DmarcRow(
            "127.0.0.1", "none", true, true, "", "example.org", "", "example.org/s1=pass", "example.org=pass");
    private static final DmarcRow FORGER = new DmarcRow(
            "127.9.9.9", "quarantine", false, false, "", "example.org", "", "", "forger\u001b.example=pass");

    @TempDir
    Path data;

    private static ReceivedReport report(Kind kind, int day, String authenticated, String unread) {
        Instant ends = Instant.now().minus(Duration.ofDays(day));
        return new ReceivedReport(
                kind,
                "example.org",
                "example.org",
                "Big\u001b[2J Mail",
                "dmarc@big.example",
                "r" + kind + day,
                authenticated,
                ends.minus(Duration.ofDays(1)),
                ends,
                Instant.now(),
                "m" + day,
                kind == Kind.TLS ? "sts mode: testing" : "p=none",
                unread);
    }

    private void fill() {
        try (JdbcMailStore store = JdbcMailStore.open(StoreConfig.of(data.resolve("store")))) {
            store.directory().addDomain("example.org");
            List<Arrived> reports = new ArrayList<>();
            for (int day = 1; day <= 10; day++) {
                reports.add(new Arrived(
                        report(Kind.DMARC, day, "big.example", ""),
                        List.of(new Counted<>(OWN, 10), new Counted<>(FORGER, 1)),
                        List.of()));
                reports.add(new Arrived(
                        report(Kind.TLS, day, "big.example", ""),
                        List.of(),
                        List.of(new Counted<>(new TlsRow("sts", "example.org", "", "", "mx.example.org", "", ""), 9))));
            }
            reports.add(
                    new Arrived(report(Kind.DMARC, 11, "", ""), List.of(new Counted<>(FORGER, 999_999)), List.of()));
            reports.add(new Arrived(report(Kind.DMARC, 12, "", "no report"), List.of(), List.of()));
            TestStore.await(store.receivedReports().keep(reports, List.of()));
        }
    }

    private CommandRun run(String... words) {
        List<String> line = new ArrayList<>(List.of("report"));
        line.addAll(List.of(words));
        return CommandRun.on(data, line.toArray(String[]::new));
    }

    private static void refused(CommandRun run, int code, String message, String next) {
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(run.err()).contains(message);
        assertThat(run.err().substring(run.err().indexOf("Next: "))).contains(next);
    }

    abstract class Words {
        @Test
        void reportsAreListedAndShown() {
            assertThat(run("list").out())
                    .contains("PROVED BY", "Big?[2J Mail", "(not read: no report)")
                    .doesNotContain("\u001b");
            assertThat(run("list", "example.org", "--limit", "3", "--json").json())
                    .hasSize(3);
            JsonNode first = run("list", "--json").json().path(21);
            assertThat(first.path("kind").asText()).isEqualTo("dmarc");
            String id = first.path("id").asText();
            assertThat(run("show", id).out())
                    .contains("dmarc@big.example", "127.9.9.9", "fail")
                    .doesNotContain("\u001b");
            assertThat(run("show", id, "--json").json().path("details")).hasSize(2);
            refused(run("show", "4711"), 1, "no report 4711", "posthaste report list");
            refused(run("list", "other.example"), 1, "not received here", "posthaste domain list");
        }

        @Test
        void whoSendsIsToldInWords() {
            JsonNode picture = run("dmarc", "example.org", "--json").json();
            assertThat(picture.path("reports").asInt()).isEqualTo(10);
            assertThat(picture.path("unproved").asInt()).isOne();
            assertThat(picture.path("conclusion").asText()).isEqualTo("All your mail passes: p=reject is safe.");
            assertThat(picture.path("sources").path(0).path("source").asText()).isEqualTo("this server");
            assertThat(run("dmarc", "example.org", "--weeks", "4").out())
                    .contains("10 reports about example.org", "this server", "127.9.9.9 (unknown)")
                    .contains("All your mail passes: p=reject is safe.")
                    .contains("1 report did not prove who sent")
                    .doesNotContain("\u001b", "999");
            refused(run("dmarc", "example.org", "--weeks", "0"), 2, "between 1 and", "posthaste report dmarc --help");
            refused(run("dmarc", "other.example"), 1, "not received here", "posthaste domain list");
        }

        @Test
        void howTlsWentIsToldInWords() {
            assertThat(run("tls", "example.org").out())
                    .contains("All 90 sessions went well: MTA-STS in mode enforce is safe.");
            assertThat(run("tls", "example.org", "--json")
                            .json()
                            .path("policies")
                            .path(0)
                            .asText())
                    .isEqualTo("sts");
        }
    }

    @Nested
    class WithoutServer extends Words {
        @BeforeEach
        void prepare() throws IOException {
            Files.writeString(data.resolve("posthaste.yaml"), ServerThread.configuration());
            fill();
        }

        @Test
        void onlyAServerSends() {
            refused(run("send"), 3, "No server runs", "posthaste serve");
        }
    }

    @Nested
    class WithServer extends Words {
        private ServerThread server;

        @BeforeEach
        void serve() throws IOException {
            fill();
            server = ServerThread.start(data);
        }

        @AfterEach
        void stop() throws InterruptedException {
            server.stop();
        }

        @Test
        void whereNothingCameNothingIsSent() {
            assertThat(run("send").out()).contains("Nothing is to be reported.");
            assertThat(run("send", "big.example").out()).contains("no mail in its name came today");
        }
    }
}
