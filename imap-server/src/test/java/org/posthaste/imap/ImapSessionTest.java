package org.posthaste.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.net.InMemoryClient;
import org.posthaste.common.net.InMemoryTransport;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.change.ChangeBus;

/** What transcripts cannot say: strangers from elsewhere, readers that do not read, connections that end. */
class ImapSessionTest {
    private final ImapEnvironment environment = new ImapEnvironment();
    private final InMemoryTransport transport =
            new InMemoryTransport(environment.sessions(), environment.limits(), environment.clock());

    @AfterEach
    void end() {
        transport.close();
        environment.close();
    }

    private InMemoryClient selected() {
        InMemoryClient client = transport.connect("imap");
        client.sendLine("a LOGIN alice secret\r\nb SELECT INBOX");
        assertThat(until("b ", client)).startsWith("b OK");
        return client;
    }

    private static String until(String prefix, InMemoryClient client) {
        while (true) {
            String line = client.readLine().orElse("closed");
            if (line.startsWith(prefix) || line.equals("closed")) {
                return line;
            }
        }
    }

    private InMemoryClient fromElsewhere() throws IOException {
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 4711);
        InetSocketAddress local = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 143);
        return transport.connect(new ListenerConfig("imap", local, ListenerConfig.TlsMode.STARTTLS), peer);
    }

    @Test
    void passwordInClearIsRefusedFromElsewhereUntilTlsIsUp() throws IOException {
        InMemoryClient client = fromElsewhere();
        assertThat(client.readLine())
                .contains(
                        "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED IMAP4rev2 LITERAL+ SASL-IR ID ENABLE IDLE] "
                                + "imap.example.org Posthaste ready");
        client.sendLine("a LOGIN alice secret");
        assertThat(client.readLine()).contains("a NO [PRIVACYREQUIRED] Use STARTTLS first");
        client.sendLine("b AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==");
        assertThat(client.readLine()).contains("b NO [PRIVACYREQUIRED] Use STARTTLS first");
        client.sendLine("c STARTTLS");
        assertThat(client.readLine()).contains("c OK Begin TLS negotiation now");
        client.startTls();
        client.sendLine("d CAPABILITY");
        assertThat(client.readLine())
                .contains("* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN IMAP4rev2 LITERAL+ SASL-IR ID ENABLE IDLE");
        assertThat(until("d ", client)).startsWith("d OK");
        client.sendLine("e LOGIN alice secret");
        assertThat(until("e ", client)).startsWith("e OK");
    }

    @Test
    void readerThatDoesNotReadCostsABoundedAmountOfOutput() {
        environment.append(
                "INBOX", "Subject: big\r\n\r\n" + "0123456789abcdef".repeat(256 * 1024), Flags.NONE, Optional.empty());
        InMemoryClient client = selected();
        client.stopTaking();
        client.sendLine("c FETCH 1 BODY.PEEK[]\r\nd NOOP");
        assertThat(client.inFlight()).isBetween(64 * 1024L, 512 * 1024L);
        client.resumeTaking();
        assertThat(until("c ", client)).isEqualTo("c OK FETCH completed");
        assertThat(until("d ", client)).isEqualTo("d OK NOOP completed");
    }

    @Test
    void connectionThatEndsInTheMiddleOfALiteralOrAFetchLeavesNothingBehind() {
        environment.append("INBOX", "Subject: x\r\n\r\n" + "x".repeat(1 << 20), Flags.NONE, Optional.empty());
        InMemoryClient client = selected();
        client.sendLine("c APPEND INBOX {1000}");
        assertThat(client.readLine()).contains("+ OK");
        client.send("half of it");
        client.disconnect();
        InMemoryClient other = selected();
        other.stopTaking();
        other.sendLine("c FETCH 1 BODY.PEEK[]");
        other.disconnect();
        assertThat(transport.sessions().size()).isZero();
        assertThat(environment.mailbox("INBOX").status().messages()).isOne();
    }

    @Test
    void sessionThatEndsWhileIdlingHearsNothingMore() {
        InMemoryClient client = selected();
        client.sendLine("c IDLE");
        assertThat(client.readLine()).contains("+ idling");
        client.disconnect();
        environment.append("INBOX", TestStore.message("late"), Flags.NONE, Optional.empty());
        transport.runUntilIdle();
        assertThat(client.take()).isEmpty();
    }

    @Test
    void shutdownSaysGoodbyeAtTheNextCommandBoundary() {
        InMemoryClient idle = selected();
        idle.sendLine("c IDLE");
        assertThat(idle.readLine()).contains("+ idling");
        InMemoryClient busy = selected();
        busy.sendLine("c APPEND INBOX {12}");
        assertThat(busy.readLine()).contains("+ OK");
        transport.hub().shutdown(Duration.ofSeconds(10));
        transport.runUntilIdle();
        assertThat(idle.readLine()).contains("* BYE Server is shutting down");
        busy.send("Subject: x\r\n\r\n");
        assertThat(busy.readLine()).contains("* 1 EXISTS");
        assertThat(until("c ", busy)).startsWith("c OK [APPENDUID");
        assertThat(busy.readLine()).contains("* BYE Server is shutting down");
    }

    @Test
    void searchOfAConnectionThatEndedHoldsUpNobody() {
        for (int i = 0; i < 3; i++) {
            environment.append("INBOX", TestStore.message("m" + i), Flags.NONE, Optional.empty());
        }
        InMemoryClient client = selected();
        client.sendWithoutRunning("c SEARCH BODY nothing\r\nd LOGOUT\r\n".getBytes(StandardCharsets.UTF_8));
        client.disconnect();
        assertThat(transport.sessions().size()).isZero();
        InMemoryClient next = selected();
        next.sendLine("c SEARCH BODY \"Text of m1\"");
        assertThat(next.readLine()).contains("* SEARCH 2");
        assertThat(until("c ", next)).isEqualTo("c OK SEARCH completed");
    }

    @Test
    void commandThatTakesLongTellsHowItGoes() throws InterruptedException {
        environment.append("INBOX", TestStore.message("m"), Flags.NONE, Optional.empty());
        InMemoryClient client = selected();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (ChangeBus.Subscription committer = environment.whenChanged("INBOX", () -> {
            held.countDown();
            awaited(release);
        })) {
            environment.appendLater("INBOX", TestStore.message("holds up the committer"));
            held.await();
            client.sendWithoutRunning("c COPY 1 Trash\r\nd] COPY 1 Trash\r\n".getBytes(StandardCharsets.UTF_8));
            transport.advance(Duration.ofSeconds(11));
            assertThat(client.take()).isEmpty();
            transport.advance(Duration.ofSeconds(10));
            assertThat(client.readLine()).contains("* OK [INPROGRESS (\"c\" NIL NIL)] Still working");
            release.countDown();
            assertThat(until("c ", client)).startsWith("c OK [COPYUID ");
            assertThat(until("d] ", client)).startsWith("d] OK [COPYUID ");
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void lineWithoutEndEndsTheConversationOfAStranger() {
        InMemoryClient client = transport.connect("imap");
        client.send("a LOGIN " + "x".repeat(20_000));
        assertThat(client.readLine())
                .contains(
                        "* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN AUTH=LOGIN IMAP4rev2 LITERAL+ SASL-IR ID ENABLE IDLE]"
                                + " imap.example.org Posthaste ready");
        assertThat(client.readLine()).contains("* BYE Line is too long");
        assertThat(client.readLine()).isEmpty();
    }

    @Test
    void overlongCommandOfAUserIsRefusedAndTheConversationGoesOn() {
        InMemoryClient client = selected();
        client.sendLine("c UID FETCH " + "1,".repeat(40_000) + "1 FLAGS");
        assertThat(client.readLine()).contains("c BAD [TOOBIG] Command is too long");
        client.sendLine("d UID FETCH " + "1,".repeat(30_000) + "1 FLAGS");
        assertThat(until("d ", client)).isEqualTo("d OK FETCH completed");
    }

    private static String everyOther(int ranges) {
        StringBuilder set = new StringBuilder(ranges * 7);
        for (int i = 1; i < 2 * ranges; i += 2) {
            set.append(i).append(',');
        }
        return set.append('1').toString();
    }

    @Test
    void setOfTenThousandRangesIsUnderstoodAndOneOfAHundredThousandRefusedPolitely() {
        InMemoryClient client = selected();
        client.sendLine("c UID FETCH " + everyOther(10_000) + " FLAGS");
        assertThat(until("c ", client)).isEqualTo("c OK FETCH completed");
        client.sendLine("d UID SEARCH NOT UID " + everyOther(10_000));
        assertThat(client.readLine()).contains("* SEARCH");
        assertThat(until("d ", client)).isEqualTo("d OK SEARCH completed");
        client.sendLine("e UID STORE " + everyOther(100_000) + " +FLAGS (\\Seen)");
        assertThat(client.readLine()).contains("e BAD [TOOBIG] Command is too long");
        client.sendLine("f NOOP");
        assertThat(until("f ", client)).isEqualTo("f OK NOOP completed");
    }

    @Test
    void tenThousandKeywordsAreRefusedPolitely() {
        environment.append("INBOX", TestStore.message("one"), Flags.NONE, Optional.empty());
        InMemoryClient client = selected();
        StringBuilder keywords = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            keywords.append(i == 0 ? "" : " ").append('k').append(i);
        }
        client.sendLine("c STORE 1 +FLAGS (" + keywords + ")");
        assertThat(client.readLine())
                .hasValueSatisfying(line -> assertThat(line).startsWith("c NO [LIMIT] "));
        client.sendLine("d FETCH 1 FLAGS");
        assertThat(client.readLine()).contains("* 1 FETCH (FLAGS (\\Recent))");
    }
}
