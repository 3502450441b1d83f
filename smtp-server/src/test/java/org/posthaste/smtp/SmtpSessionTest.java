package org.posthaste.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.MovableClock;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.net.InMemoryClient;
import org.posthaste.common.net.InMemoryTransport;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.smtp.policy.PolicyChain;
import org.posthaste.smtp.policy.PolicyCheck;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.policy.RecipientSubject;
import org.posthaste.smtp.policy.Verdict;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.session.SmtpConfig;

/** What a transcript cannot say: other peers, things that happen between two octets, and what is left behind. */
class SmtpSessionTest {
    private static final String MESSAGE = "Subject: x\r\n\r\ntext\r\n.\r\n";
    private static final ListenerConfig SUBMISSION =
            new ListenerConfig("submission", new InetSocketAddress("127.0.0.1", 587), TlsMode.STARTTLS);

    private final MemoryStore store = new MemoryStore();
    private final MovableClock clock = new MovableClock();
    private InMemoryTransport transport = transport(PolicyChecks.standard(new FakeDns()));

    SmtpSessionTest() {
        List.of("alice", "bob").forEach(store.directory::user);
    }

    private InMemoryTransport transport(PolicyChecks checks) {
        SmtpConfig config = SmtpConfig.defaults("mx.example.org");
        return new InMemoryTransport(
                new SmtpSessions(
                        config, store, store.directory.logins(), checks, TestTrust.of(new FakeDns(), clock), clock),
                TransportLimits.defaults(),
                clock);
    }

    @AfterEach
    void stop() {
        transport.close();
    }

    private InMemoryClient atData() {
        InMemoryClient client = transport.connect("smtp");
        client.send("HELO x.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
        assertThat(client.take()).endsWith("line of one dot\r\n");
        return client;
    }

    @Test
    void nothingIsAcknowledgedBeforeTheStoreHasCommitted() {
        store.hold();
        InMemoryClient client = atData();
        client.send(MESSAGE + "QUIT\r\n");
        assertThat(client.take()).isEmpty();
        store.release();
        assertThat(client.take()).startsWith("250 2.0.0 accepted as ").endsWith("221 2.0.0 bye\r\n");
        assertThat(store.deliveries).hasSize(1);
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerHasItsMessageDelivered() {
        store.hold();
        InMemoryClient client = atData();
        client.send(MESSAGE);
        client.disconnect();
        store.release();
        transport.runUntilIdle();
        assertThat(store.deliveries).hasSize(1);
    }

    @Test
    void aClientThatLeavesWithinAMessageLeavesNothingBehind() {
        InMemoryClient client = atData();
        client.send("Subject: half\r\n");
        assertThat(store.open).hasValue(1);
        client.disconnect();
        assertThat(store.open).hasValue(0);
        assertThat(store.deliveries).isEmpty();
    }

    @Test
    void aStoppingServerTakesTheMessageThatIsComingAndThenSaysGoodbye() {
        InMemoryClient client = atData();
        client.send("Subject: half\r\n");
        transport.hub().shutdown(Duration.ofSeconds(30));
        transport.runUntilIdle();
        assertThat(client.take()).isEmpty();
        client.send("\r\n.\r\n");
        assertThat(client.take())
                .contains("250 2.0.0 accepted")
                .endsWith("421 4.3.2 server is stopping, try again later\r\n");
        assertThat(client.closed()).isTrue();
    }

    @Test
    void aStoppingServerAnswersAMessageThatIsBeingStored() {
        store.hold();
        InMemoryClient client = atData();
        client.send(MESSAGE);
        transport.hub().shutdown(Duration.ofSeconds(30));
        store.release();
        assertThat(client.take())
                .contains("250 2.0.0 accepted")
                .endsWith("421 4.3.2 server is stopping, try again later\r\n");
        assertThat(client.closed()).isTrue();
    }

    @Test
    void aStoppingServerSaysGoodbyeToAnIdleSession() {
        InMemoryClient client = transport.connect("smtp");
        client.take();
        transport.hub().shutdown(Duration.ofSeconds(30));
        assertThat(client.take()).isEqualTo("421 4.3.2 server is stopping, try again later\r\n");
        assertThat(client.closed()).isTrue();
    }

    @Test
    void aStoppingServerDoesNotWaitForAClientThatOwesAnAnswerWithinAuth() {
        InMemoryClient client = transport.connect("submission");
        client.send("EHLO x.example\r\nAUTH LOGIN\r\n");
        assertThat(client.take()).endsWith("334 VXNlcm5hbWU6\r\n");
        transport.hub().shutdown(Duration.ofSeconds(30));
        assertThat(client.take()).isEqualTo("421 4.3.2 server is stopping, try again later\r\n");
        assertThat(client.closed()).isTrue();
    }

    @Test
    void passwordsAreNotTakenInClearFromTheNetwork() throws Exception {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 4444);
        InMemoryClient client = transport.connect(SUBMISSION, remote);
        client.send("EHLO x.example\r\n");
        assertThat(client.take()).contains("STARTTLS").doesNotContain("AUTH");
        client.send("AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==\r\nMAIL FROM:<alice@example.org>\r\n");
        assertThat(client.take()).isEqualTo("530 5.7.0 STARTTLS comes first\r\n".repeat(2));
        client.send("STARTTLS\r\n");
        client.startTls();
        client.send("EHLO x.example\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==\r\n");
        assertThat(client.readLine()).contains("220 2.0.0 ready for TLS");
        String line = "";
        while (!line.startsWith("235")) {
            line = client.readLine().orElseThrow();
        }
    }

    @Test
    void receivedNamesAnIpv6Client() throws Exception {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName("2001:db8::7"), 4444);
        InMemoryClient client = transport.connect(
                new ListenerConfig("smtp", new InetSocketAddress("127.0.0.1", 25), TlsMode.STARTTLS), remote);
        client.send("EHLO we ird<>\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n" + MESSAGE);
        assertThat(client.take()).contains("250 2.0.0 accepted");
        assertThat(store.deliveries.get(0).prefix())
                .startsWith("Return-Path: <>\r\nAuthentication-Results: ")
                .contains("\r\nReceived: from unknown ([IPv6:2001:db8:0:0:0:0:0:7])\r\n\tby mx.example.org");
    }

    @Test
    void aMessageFarOverTheLimitClosesTheConnection() {
        InMemoryClient client = transport.connect("smtp");
        client.send("HELO x.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
        client.take();
        byte[] megabyte = "0123456789abcde\n".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 201 && !client.closed(); i++) {
            client.send(megabyte);
        }
        assertThat(client.take()).isEqualTo("552 5.3.4 message too big\r\n");
        transport.advance(Duration.ofSeconds(2));
        assertThat(client.closed()).isTrue();
        assertThat(store.open).hasValue(0);
    }

    @Test
    void aMessageOverTheLimitIsReadToItsEndAndRefused() {
        InMemoryClient client = atData();
        byte[] megabyte = "0123456789abcd\r\n".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 51; i++) {
            client.send(megabyte);
        }
        client.send(".\r\nNOOP\r\n");
        assertThat(client.take()).isEqualTo("552 5.3.4 message too big\r\n250 2.0.0 ok\r\n");
        assertThat(store.open).hasValue(0);
    }

    @Test
    void aMessageThatTakesHoursIsGivenUp() {
        InMemoryClient client = atData();
        for (int i = 0; i < 70 && !client.closed(); i++) {
            client.send("x\r\n");
            transport.advance(Duration.ofMinutes(3));
        }
        assertThat(client.take()).isEqualTo("421 4.4.2 this takes too long, closing\r\n");
        assertThat(store.open).hasValue(0);
    }

    @Test
    void aCheckMayAnswerLaterAndCommandsBehindItWait() {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        PolicyCheck<RecipientSubject> slow = new PolicyCheck<>() {
            @Override
            public String name() {
                return "slow";
            }

            @Override
            public CompletableFuture<Verdict> check(RecipientSubject subject) {
                return verdict;
            }
        };
        PolicyChecks standard = PolicyChecks.standard(new FakeDns());
        transport =
                transport(new PolicyChecks(standard.onMail(), new PolicyChain<>(List.of(slow)), standard.onMessage()));
        InMemoryClient client = transport.connect("smtp");
        client.send("HELO x.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<bob@example.org>\r\nNOOP\r\n");
        assertThat(client.take()).endsWith("250 2.1.0 sender ok\r\n");
        verdict.complete(new Verdict.Refuse("slow", Replies.MAILBOX_UNKNOWN));
        assertThat(client.take()).isEqualTo("550 5.1.1 no such user here\r\n250 2.0.0 ok\r\n");
    }

    @Test
    void aBugIsAnsweredWithAnIncidentAndTheSessionGoesOn() {
        PolicyCheck<RecipientSubject> broken = new PolicyCheck<>() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public CompletableFuture<Verdict> check(RecipientSubject subject) {
                throw new IllegalStateException("a bug");
            }
        };
        PolicyChecks standard = PolicyChecks.standard(new FakeDns());
        transport = transport(
                new PolicyChecks(standard.onMail(), new PolicyChain<>(List.of(broken)), standard.onMessage()));
        InMemoryClient client = transport.connect("smtp");
        client.send("HELO x.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<bob@example.org>\r\nNOOP\r\n");
        assertThat(client.take())
                .containsPattern("451 4.3.0 internal error, please try again later; incident [0-9a-z]{13}\r\n")
                .endsWith("250 2.0.0 ok\r\n")
                .doesNotContain("bug");
    }

    @Test
    void theJournalTellsTheStoryOfAMessageUnderOneId() {
        InMemoryClient client = transport.connect("smtp");
        client.send("HELO x.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<nobody@example.org>\r\n"
                + "RCPT TO:<bob@example.org>\r\nDATA\r\n" + MESSAGE);
        String id = client.take().replaceAll("(?s).*accepted as (\\w+).*", "$1");
        assertThat(store.entries).extracting(JournalEntry::kind).containsExactly(Kind.REJECTED, Kind.ACCEPTED);
        assertThat(store.entries).allMatch(entry -> entry.message().equals(id));
        assertThat(store.entries.get(1).details())
                .containsEntry("from", "a@x.example")
                .containsEntry("to", "bob@example.org")
                .containsEntry("mailbox", "INBOX")
                .containsEntry("size", "20")
                .containsEntry("peer", "127.0.0.1");
    }

    @Test
    void everyFailureOfTheStoreHasAReplyThatSaysWhetherToTryAgain() {
        for (StoreFailure failure : StoreFailure.values()) {
            store.fail(failure);
            InMemoryClient client = atData();
            client.send(MESSAGE);
            String reply = client.take();
            boolean forGood = failure == StoreFailure.NOT_FOUND || failure == StoreFailure.TOO_BIG;
            assertThat(reply).as(failure.name()).startsWith(forGood ? "55" : "45");
        }
    }
}
