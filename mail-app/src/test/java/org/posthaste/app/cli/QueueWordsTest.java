package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.cli.CommandRun.ScriptedTerminal;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** {@code queue} and all its verbs, with the store opened by the command itself and with a running server. Everything queued here waits for tomorrow or is held, so that nothing is sent. */
class QueueWordsTest {
    private static final Instant TOMORROW = Instant.now().plus(Duration.ofDays(1));

    @TempDir
    Path data;

    private static Outgoing.Recipient waiting(String address) {
        return new Outgoing.Recipient(TestStores.addresses(address).get(0), Map.of(), Optional.of(TOMORROW), false);
    }

    private static Outgoing.Recipient held(String address) {
        return new Outgoing.Recipient(TestStores.addresses(address).get(0), Map.of(), Optional.empty(), true);
    }

    private static void enqueue(MailStore store, String id, String from, Outgoing.Recipient... to) {
        IncomingMessage incoming = store.incoming(Integer.MAX_VALUE);
        byte[] octets = TestStore.message(id).getBytes(StandardCharsets.ISO_8859_1);
        incoming.write(octets, 0, octets.length);
        byte[] prefix = "Return-Path: <x@example.org>\r\n".getBytes(StandardCharsets.US_ASCII);
        Outgoing outgoing = new Outgoing(id, from, Map.of(), 0, prefix.length, List.of(to));
        TestStore.await(store.deliver(new Delivery(incoming, prefix, List.of(), List.of(), Optional.of(outgoing))));
    }

    /** Three messages: one tried in vain, with a second recipient; one held; a report. */
    private void fill() {
        Path folder = data.resolve("store");
        try (JdbcMailStore store = JdbcMailStore.open(StoreConfig.of(folder))) {
            enqueue(
                    store,
                    "m1",
                    "bob@example.org",
                    new Outgoing.Recipient(new MailAddress("ann", "slow.example"), Map.of()),
                    waiting("eve@other.example"));
            enqueue(store, "m2", "ann@example.org", held("ann@slow.example"));
            enqueue(store, "m3", "", waiting("sam@third.example"));
            QueuedRecipient tried = TestStore.await(store.queue().claim("slow.example", 9, Duration.ofMinutes(1)))
                    .get(0);
            JournalEntry attempt = new JournalEntry(
                    Instant.now(),
                    JournalEntry.Kind.ATTEMPTED,
                    "m1",
                    "",
                    Map.of(
                            "to", "ann@slow.example",
                            "host", "mx.slow.example",
                            "address", "192.0.2.7",
                            "port", "25",
                            "tls", "TLSv1.3",
                            "reply", "451 4.7.1 try later\u001b[2J",
                            "ms", "812"));
            TestStore.await(store.queue()
                    .settle(
                            List.of(new Outcome.Deferred(
                                    tried.id(), TOMORROW, "451 4.7.1 try later\u001b[2J", Map.of())),
                            List.of(attempt),
                            List.of()));
        }
    }

    private CommandRun run(String... words) {
        List<String> line = new ArrayList<>(List.of("queue"));
        line.addAll(List.of(words));
        return CommandRun.on(data, line.toArray(String[]::new));
    }

    private List<String> listed(String... words) {
        List<String> line = new ArrayList<>(List.of("list", "--json"));
        line.addAll(List.of(words));
        List<String> found = new ArrayList<>();
        run(line.toArray(String[]::new))
                .json()
                .forEach(row -> found.add(
                        row.path("msg").asText() + " " + row.path("to").asText()));
        return found;
    }

    private static void refused(CommandRun run, int code, String message, String next) {
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(run.err()).contains(message);
        assertThat(run.err().substring(run.err().indexOf("Next: "))).contains(next);
    }

    abstract class Words {
        @Test
        void recipientsAreListedByFilter() {
            assertThat(listed())
                    .containsExactly(
                            "m1 ann@slow.example",
                            "m1 eve@other.example",
                            "m2 ann@slow.example",
                            "m3 sam@third.example");
            assertThat(listed("m1")).hasSize(2);
            assertThat(listed("--id", "m1")).hasSize(2);
            assertThat(listed("--to", "ann@*")).containsExactly("m1 ann@slow.example", "m2 ann@slow.example");
            assertThat(listed("--from", "BOB@example.org", "--domain", "Other.Example"))
                    .containsExactly("m1 eve@other.example");
            assertThat(listed("--from", "<>")).containsExactly("m3 sam@third.example");
            assertThat(listed("--held")).containsExactly("m2 ann@slow.example");
            assertThat(listed("--failed")).isEmpty();
            assertThat(listed("--reason", "TRY LATER")).containsExactly("m1 ann@slow.example");
            assertThat(listed("--older", "2h")).isEmpty();
            assertThat(listed("--older", "2100-01-01T00:00:00Z")).hasSize(4);
            assertThat(listed("--limit", "1")).hasSize(1);
            JsonNode first = run("list", "--json").json().path(0);
            List<String> fields = new ArrayList<>();
            first.fieldNames().forEachRemaining(fields::add);
            assertThat(fields)
                    .containsExactly(
                            "id",
                            "msg",
                            "from",
                            "queued",
                            "octets",
                            "priority",
                            "to",
                            "domain",
                            "state",
                            "inDelivery",
                            "attempts",
                            "next",
                            "lastReply");
            assertThat(first.path("next").asText().substring(0, 19))
                    .isEqualTo(TOMORROW.toString().substring(0, 19));
            assertThat(run("list").out())
                    .contains("LAST REPLY", "451 4.7.1 try later?[2J", "in 23h 59m", "held", "<>")
                    .doesNotContain("\u001b");
            refused(run("list", "--domain", "nonsense"), 2, "not a domain name", "--help");
        }

        @Test
        void messageIsShownWithAllThatWasTried() {
            assertThat(run("show", "m1").out())
                    .contains("Message m1 from bob@example.org")
                    .contains("ann@slow.example", "eve@other.example", "waiting")
                    .contains("attempted", "mx.slow.example [192.0.2.7]:25", "TLSv1.3", "812", "451 4.7.1 try later")
                    .doesNotContain("\u001b", "Subject: m1");
            assertThat(run("show", "m1", "--source").out())
                    .contains("Subject: m1")
                    .doesNotContain("Return-Path", "Text of m1");
            JsonNode json = run("show", "m1", "--json").json();
            assertThat(json.path("recipients")).hasSize(2);
            assertThat(json.path("history").path(0).path("details").path("host").asText())
                    .isEqualTo("mx.slow.example");
            refused(run("show", "m9"), 1, "no message m9 in the queue", "posthaste queue list");
            refused(run("show", "m?"), 2, "3 messages are meant", "posthaste queue list m?");
            run("remove", "m1", "--yes");
            assertThat(run("show", "m1").out()).contains("not in the queue any more", "removed", "attempted");
        }

        @Test
        void domainsAreSummedUp() {
            JsonNode summary = run("summary", "--json").json();
            assertThat(summary.path("domains").asInt()).isEqualTo(3);
            JsonNode largest = summary.path("largest").path(0);
            assertThat(largest.path("domain").asText()).isEqualTo("slow.example");
            assertThat(largest.path("waiting").asInt()).isOne();
            assertThat(largest.path("held").asInt()).isOne();
            assertThat(largest.path("lastReply").asText()).startsWith("451");
            assertThat(run("summary", "--limit", "1").out())
                    .contains("DOMAIN", "slow.example", "And 2 domains more")
                    .doesNotContain("third.example");
        }

        @Test
        void whatWaitsIsHeldAndWhatIsHeldIsReleased() {
            assertThat(run("hold", "--domain", "slow.example").out()).contains("1 recipient held");
            assertThat(listed("--held")).hasSize(2);
            assertThat(run("hold", "m3").out()).contains("1 recipient held");
            assertThat(run("release", "m3", "--json").json().path("changed").asInt())
                    .isOne();
            refused(run("hold"), 2, "Say which messages are meant, or --all", "posthaste queue hold --help");
            refused(run("release", "m9"), 1, "no message m9", "posthaste queue list");
            refused(run("retry"), 2, "or --all", "posthaste queue retry --help");
            assertThat(run("retry", "--reason", "no such text").out()).contains("0 recipients due now");
        }

        @Test
        void removingAsks() {
            refused(
                    run("remove", "--to", "ann@*"),
                    1,
                    "2 recipients will not get the mail, and no sender is told",
                    "posthaste queue remove --to 'ann@*' --yes");
            refused(run("remove"), 2, "or --all", "posthaste queue remove --help");
            refused(run("remove", "--all"), 1, "4 recipients", "posthaste queue remove --all --yes");
            assertThat(listed()).hasSize(4);
            assertThat(CommandRun.with(new ScriptedTerminal(true, "remove"), data, "queue", "remove", "--from", "<>")
                            .out())
                    .contains("1 recipient removed");
            assertThat(run("remove", "--all", "--yes").out()).contains("3 recipients removed");
            assertThat(listed()).isEmpty();
            assertThat(run("summary", "--json").json().path("domains").asInt()).isZero();
        }

        @Test
        void suppressedAddressesComeAndGo() {
            assertThat(run("suppressed", "add", "Gone@Other.example", "--reason", "asked to")
                            .out())
                    .contains("Nothing is sent to Gone@other.example from now on");
            assertThat(run("suppressed", "add", "soon@other.example", "--days", "2", "--json")
                            .json()
                            .path("until")
                            .asText())
                    .isNotEmpty();
            assertThat(run("suppressed", "list").out()).contains("REASON", "asked to", "soon@other.example");
            assertThat(run("suppressed", "remove", "gone@other.example").out()).contains("is sent again");
            refused(
                    run("suppressed", "remove", "gone@other.example"),
                    1,
                    "not suppressed",
                    "posthaste queue suppressed list");
            assertThat(run("suppressed", "list", "--json").json()).hasSize(1);
            refused(run("suppressed"), 2, "add, list, remove", "queue suppressed --help");
        }
    }

    @Nested
    class WithoutServer extends Words {
        @BeforeEach
        void configure() throws IOException {
            Files.writeString(data.resolve("posthaste.yaml"), "hostname: mail.example.org\n");
            fill();
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
        void statusTellsOfTheQueue() {
            JsonNode queue = CommandRun.on(data, "status", "--json").json().path("queue");
            assertThat(queue.path("recipients").asInt()).isEqualTo(4);
            assertThat(queue.path("held").asInt()).isOne();
            assertThat(CommandRun.on(data, "status").out()).contains("4 recipients, oldest ", ", 1 held");
        }
    }
}
