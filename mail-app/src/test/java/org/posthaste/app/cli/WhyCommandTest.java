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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.cli.CommandRun.ScriptedTerminal;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.mailstore.queue.Outgoing;

/** {@code why}: what the journal tells of messages. */
class WhyCommandTest {
    private static final Instant BEGUN = Instant.now().minus(Duration.ofHours(3));

    @TempDir
    Path data;

    private int minutes;

    private JournalEntry entry(Kind kind, String message, Map<String, String> details) {
        return new JournalEntry(BEGUN.plusSeconds(60L * minutes++), kind, message, "c1", details);
    }

    /** A message that waits for another try, one that came in and was judged, two that were refused. */
    @BeforeEach
    void fill() throws IOException {
        Files.writeString(data.resolve("posthaste.yaml"), "hostname: mail.example.org\n");
        try (JdbcMailStore store = JdbcMailStore.open(StoreConfig.of(data.resolve("store")))) {
            queued(
                    store,
                    "m1",
                    List.of(
                            entry(
                                    Kind.ACCEPTED,
                                    "m1",
                                    Map.of(
                                            "from", "bob@example.org",
                                            "to", "ann@slow.example",
                                            "user", "bob@example.org",
                                            "peer", "198.51.100.4",
                                            "tls", "TLSv1.3",
                                            "mid", "<one@example.org>",
                                            "size", "812",
                                            "queued", "1")),
                            entry(
                                    Kind.ATTEMPTED,
                                    "m1",
                                    Map.of(
                                            "to", "ann@slow.example",
                                            "from", "bob@example.org",
                                            "host", "mx.slow.example",
                                            "address", "192.0.2.7",
                                            "port", "25",
                                            "tls", "TLSv1.3",
                                            "attempt", "1",
                                            "reply", "451 4.7.1 try later\u001b[2J",
                                            "next", BEGUN.plusSeconds(9_000).toString(),
                                            "ms", "812"))));
            append(
                    store,
                    entry(
                            Kind.ACCEPTED,
                            "m2",
                            Map.of(
                                    "from", "news@sender.example",
                                    "to", "bob@example.org",
                                    "peer", "192.0.2.99",
                                    "helo", "mx.sender.example",
                                    "spf", "pass: ip4:192.0.2.0/24 of sender.example",
                                    "dkim", "pass: d=sender.example s=k1",
                                    "dmarc", "pass",
                                    "dns", "TXT sender.example: v=spf1 ip4:192.0.2.0/24 -all\nTXT k1._domainkey: p=..",
                                    "mailbox", "INBOX",
                                    "size", "4100")),
                    entry(
                            Kind.REJECTED,
                            "m3",
                            Map.of(
                                    "from", "boss@example.com",
                                    "to", "bob@example.org",
                                    "peer", "203.0.113.9",
                                    "dmarc", "fail",
                                    "clause", "p=reject of _dmarc.example.com",
                                    "reason", "dmarc",
                                    "status", "550 5.7.1 not yours")),
                    entry(
                            Kind.REJECTED,
                            "",
                            Map.of(
                                    "from", "x@nowhere.example",
                                    "peer", "203.0.113.9",
                                    "reason", "sender-domain",
                                    "status", "550 5.1.8 no such domain")),
                    entry(Kind.AUTHENTICATED, "", Map.of("user", "bob@example.org", "peer", "198.51.100.4")));
        }
    }

    private static void queued(MailStore store, String id, List<JournalEntry> journal) {
        IncomingMessage incoming = store.incoming(Integer.MAX_VALUE);
        byte[] octets = TestStore.message(id).getBytes(StandardCharsets.ISO_8859_1);
        incoming.write(octets, 0, octets.length);
        Outgoing.Recipient to = new Outgoing.Recipient(
                new MailAddress("ann", "slow.example"),
                Map.of(),
                Optional.of(Instant.now().plus(Duration.ofDays(1))),
                false);
        Outgoing outgoing = new Outgoing(id, "bob@example.org", Map.of(), 0, 0, List.of(to));
        TestStore.await(store.deliver(new Delivery(incoming, new byte[0], List.of(), journal, Optional.of(outgoing))));
    }

    private static void append(MailStore store, JournalEntry... entries) {
        TestStore.await(store.queue().settle(List.of(), List.of(entries), List.of()));
    }

    private List<String> messages(String... words) {
        List<String> line = new ArrayList<>(List.of("why", "--json"));
        line.addAll(List.of(words));
        List<String> found = new ArrayList<>();
        for (JsonNode story :
                CommandRun.on(data, line.toArray(String[]::new)).json().path("stories")) {
            found.add(story.path("msg").asText() + " " + story.path("state").asText());
        }
        return found;
    }

    @Test
    void aMessageIsFoundByWhateverIsKnownOfIt() {
        assertThat(messages("m1")).containsExactly("m1 waiting");
        assertThat(messages("<one@example.org>")).containsExactly("m1 waiting");
        assertThat(messages("one@example.org")).containsExactly("m1 waiting");
        assertThat(messages("ANN@slow.example")).containsExactly("m1 waiting");
        assertThat(messages("bob@example.org")).containsExactly("m3 refused", "m2 delivered", "m1 waiting");
        assertThat(messages("bob@example.org", "--limit", "1")).containsExactly("m3 refused");
        assertThat(messages("sender.example")).containsExactly("m2 delivered");
        assertThat(messages("203.0.113.9")).containsExactly(" refused", "m3 refused");
        assertThat(messages("x@nowhere.example")).containsExactly(" refused");
        assertThat(messages("--from", "bob@example.org")).containsExactly("m1 waiting");
        assertThat(messages("bob@example.org", "--from", "example.com")).containsExactly("m3 refused");
        assertThat(messages("--to", "example.org")).containsExactly("m3 refused", "m2 delivered");
        assertThat(messages()).containsExactly(" refused", "m3 refused", "m2 delivered", "m1 waiting");
        assertThat(messages("bob@example.org", "--since", "179m")).containsExactly("m3 refused", "m2 delivered");
    }

    @Test
    void theStoryTellsEachStepAndWhatDecided() {
        String waiting = CommandRun.on(data, "why", "m1").out();
        assertThat(waiting)
                .contains(
                        "accepted from bob@example.org for ann@slow.example, 812 octets",
                        "client: 198.51.100.4, logged in as bob@example.org, TLSv1.3",
                        "queued for 1 address of other hosts",
                        "could not be delivered to ann@slow.example, tried again at",
                        "attempt 1, host mx.slow.example [192.0.2.7], TLSv1.3, 812 ms",
                        "answer: 451 4.7.1 try later?[2J",
                        "now: ann@slow.example waits; next try at",
                        "It waits in the queue.")
                .doesNotContain("\u001b");
        assertThat(CommandRun.on(data, "why", "m2").out())
                .contains(
                        "client: 192.0.2.99, calls itself mx.sender.example",
                        "spf: pass: ip4:192.0.2.0/24 of sender.example",
                        "dkim: pass: d=sender.example s=k1",
                        "dns: TXT sender.example: v=spf1 ip4:192.0.2.0/24 -all\n",
                        "dns: TXT k1._domainkey: p=..",
                        "filed in INBOX");
        assertThat(CommandRun.on(data, "why", "m3").out())
                .contains(
                        "rejected: boss@example.com for bob@example.org",
                        "decided by: p=reject of _dmarc.example.com",
                        "reason: the author's domain asks to refuse",
                        "answer: 550 5.7.1 not yours");
    }

    @Test
    void aPastedBounceLeadsToItsMessage() {
        CommandRun run = CommandRun.with(
                new ScriptedTerminal(
                        false,
                        "Received: by mx.example.net; today",
                        "",
                        "Message-ID: <one@example.org>",
                        "Subject: returned"),
                data,
                "why");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Message m1 of");
        CommandRun nothing = CommandRun.with(new ScriptedTerminal(false, "hello"), data, "why");
        assertThat(nothing.code()).isEqualTo(1);
        assertThat(nothing.err()).contains("names no message").contains("Next: posthaste why ADDRESS");
    }

    @Test
    void whatIsNotKnownIsSaid() {
        CommandRun run = CommandRun.on(data, "why", "nobody@example.org");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("The journal knows nothing of nobody@example.org.")
                .contains("Next: posthaste journal tail");
        assertThat(CommandRun.on(data, "why", "m1", "--limit", "0").code()).isEqualTo(2);
        assertThat(CommandRun.on(data, "why", "m1", "--since", "yesterday").code())
                .isEqualTo(2);
    }
}
