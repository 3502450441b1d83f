package org.posthaste.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.net.InMemoryClient;
import org.posthaste.common.net.InMemoryTransport;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.common.sasl.AuthSettings;
import org.posthaste.common.sasl.GuardedAuthenticator;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.Preferences;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.session.SmtpConfig;

/** Mail through SMTP into the real store, and logins against its real passwords. */
class SmtpDeliveryTest {
    private final TestStore store = TestStores.open();
    private final GuardedAuthenticator authenticator =
            new GuardedAuthenticator(store.store().directory(), store.clock(), AuthSettings.defaults());
    private final FakeDns dns = new FakeDns().mx("elsewhere.example", 10, "mx.elsewhere.example");
    private final InMemoryTransport transport = new InMemoryTransport(
            new SmtpSessions(
                    SmtpConfig.defaults("mx.example.org"),
                    store.store(),
                    authenticator,
                    PolicyChecks.standard(dns),
                    TestTrust.of(dns, store.clock()),
                    store.clock()),
            TransportLimits.defaults(),
            store.clock());

    @AfterEach
    void stop() {
        transport.close();
        authenticator.close();
        store.close();
    }

    private InMemoryClient greeted(String listener) {
        InMemoryClient client = transport.connect(listener);
        client.send("HELO client.example\r\n");
        assertThat(client.take()).endsWith("250 mx.example.org\r\n");
        return client;
    }

    /** Sends a message and returns the reply behind its end. */
    private static String send(InMemoryClient client, String message, String... recipients) {
        StringBuilder commands = new StringBuilder("MAIL FROM:<ann@sender.example>\r\n");
        for (String recipient : recipients) {
            commands.append("RCPT TO:<").append(recipient).append(">\r\n");
        }
        client.send(commands + "DATA\r\n");
        assertThat(client.take()).contains("354 ");
        client.send(message + ".\r\n");
        return client.readLine().orElseThrow();
    }

    private String text(AccountId account, int index) {
        Mailbox inbox = store.mailbox(account, "INBOX");
        return TestStore.text(inbox, inbox.snapshot(), index);
    }

    @Test
    void theMailboxHoldsTheTraceFieldsAndThenTheOctetsAsSent() {
        String message = "Subject: gr\u00fc\u00dfe\r\n\r\nline\r\n\r\n\t \r\nlast without end\r\n";
        String reply = send(greeted("smtp"), message, "bob@example.org");
        String id = reply.substring(reply.lastIndexOf(' ') + 1);
        String utf8 = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String results = "Authentication-Results: mx.example.org;[^\r]*\r\n(\t[^\r]*\r\n)*";
        assertThat(text(store.bob(), 0))
                .containsPattern("^Return-Path: <ann@sender.example>\r\n" + results + "Received");
        assertThat(text(store.bob(), 0).replaceFirst(results, ""))
                .isEqualTo("Return-Path: <ann@sender.example>\r\n"
                        + "Received: from client.example ([127.0.0.1])\r\n"
                        + "\tby mx.example.org (Posthaste) with SMTP id " + id
                        + "\r\n\tfor <bob@example.org>; Tue, 1 Sep 2026 08:00:00 +0000\r\n" + utf8);
    }

    @Test
    void oneCopyOnDiskServesAllRecipients() {
        Directory directory = store.store().directory();
        List<String> recipients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            MailAddress user = new MailAddress("user" + i, "example.org");
            TestStores.addUser(store.store(), user);
            recipients.add(user.toString());
        }
        directory.addAlias(
                new MailAddress("all", "example.org"), TestStores.addresses(recipients.toArray(String[]::new)));
        recipients.add("all@example.org");
        long before = store.store().health().packBytes();
        String body = "x".repeat(70) + "\r\n";
        String reply =
                send(greeted("smtp"), "Subject: x\r\n\r\n" + body.repeat(2_000), recipients.toArray(String[]::new));
        assertThat(reply).startsWith("250 2.0.0 accepted as ");
        assertThat(store.store().health().messages()).isEqualTo(50);
        assertThat(store.store().health().packBytes() - before).isLessThan(2 * 2_000 * 72);
    }

    @Test
    void whatTheStoreKnowsOfAMessageIsWhatWasSentWithItsPrefix() {
        send(greeted("smtp"), "Subject: one\r\n\r\nx\r\n", "bob@example.org");
        MailboxSnapshot snapshot = store.mailbox(store.bob(), "INBOX").snapshot();
        assertThat(snapshot.count()).isOne();
        assertThat(snapshot.size(0)).isEqualTo(text(store.bob(), 0).length());
    }

    @Test
    void roleAddressesPlusAddressesAndCatchAllArrive() {
        InMemoryClient client = greeted("smtp");
        send(client, "Subject: 1\r\n\r\n", "postmaster", "ABUSE@Example.Org");
        send(client, "Subject: 2\r\n\r\n", "Bob+shop@example.org");
        client.send("MAIL FROM:<>\r\nRCPT TO:<who@example.org>\r\nRSET\r\n");
        assertThat(client.take()).contains("550 5.1.1 no such user here");
        store.store().directory().setCatchAll("example.org", Optional.of(TestStore.BOB));
        send(client, "Subject: 3\r\n\r\n", "who@example.org");
        assertThat(store.inbox().status().messages()).isOne();
        assertThat(store.mailbox(store.bob(), "INBOX").status().messages()).isEqualTo(2);
    }

    @Test
    void aFullMailboxIsRefusedAtRcptAndRoomIsCountedWithTheAnnouncedSize() {
        store.store().directory().updateUser(TestStore.BOB, Optional.empty(), Optional.of(10_000L), Optional.empty());
        InMemoryClient client = greeted("smtp");
        client.send("MAIL FROM:<> SIZE=20000\r\nRCPT TO:<bob@example.org>\r\nRSET\r\n");
        assertThat(client.take()).contains("452 4.2.2 mailbox is full");
        assertThat(send(client, "Subject: x\r\n\r\n" + "x\r\n".repeat(5_000), "bob@example.org"))
                .isEqualTo("452 4.2.2 mailbox is full");
        assertThat(send(client, "Subject: x\r\n\r\n", "bob@example.org")).startsWith("250 ");
    }

    @Test
    void aUserLogsInAndSendsUnderAnAlias() {
        store.store().directory().addAlias(new MailAddress("sales", "example.org"), List.of(TestStore.ALICE));
        InMemoryClient client = greeted("submission");
        client.send("AUTH PLAIN "
                + java.util.Base64.getEncoder()
                        .encodeToString(
                                ("\0alice@example.org\0" + TestStores.PASSWORD).getBytes(StandardCharsets.UTF_8))
                + "\r\n");
        assertThat(client.readLine()).contains("235 2.7.0 welcome");
        client.send("MAIL FROM:<bob@example.org>\r\n"
                + "MAIL FROM:<sales@example.org>\r\n"
                + "RCPT TO:<bob@example.org>\r\n"
                + "DATA\r\n");
        assertThat(client.take()).startsWith("550 5.7.1 ").contains("354 ");
        client.send("From: Sales <sales@example.org>\r\nSubject: offer\r\n\r\n.\r\n");
        assertThat(client.readLine().orElseThrow()).startsWith("250 ");
        assertThat(text(store.bob(), 0))
                .contains("\r\nDate: ", "\r\nMessage-ID: <")
                .contains(" with SMTPA id ");
    }

    private InMemoryClient loggedIn() {
        InMemoryClient client = greeted("submission");
        client.send("AUTH PLAIN "
                + java.util.Base64.getEncoder()
                        .encodeToString(
                                ("\0alice@example.org\0" + TestStores.PASSWORD).getBytes(StandardCharsets.UTF_8))
                + "\r\n");
        assertThat(client.readLine()).contains("235 2.7.0 welcome");
        return client;
    }

    private static String submit(InMemoryClient client, String... recipients) {
        StringBuilder commands = new StringBuilder("MAIL FROM:<alice@example.org>\r\n");
        for (String recipient : recipients) {
            commands.append("RCPT TO:<").append(recipient).append(">\r\n");
        }
        client.send(commands + "DATA\r\n");
        assertThat(client.take()).contains("354 ");
        client.send("From: alice@example.org\r\nSubject: x\r\n\r\ntext\r\n.\r\n");
        return client.readLine().orElseThrow();
    }

    @Test
    void mailForOtherHostsIsQueuedWithoutReturnPath() throws Exception {
        assertThat(submit(loggedIn(), "friend@elsewhere.example", "bob@example.org"))
                .startsWith("250 ");
        assertThat(store.mailbox(store.bob(), "INBOX").status().messages()).isOne();
        QueuedRecipient queued =
                store.store().queue().list(QueueFilter.ALL, 0, 10).get(0);
        assertThat(queued.address()).hasToString("friend@elsewhere.example");
        assertThat(queued.message().reversePath()).isEqualTo("alice@example.org");
        try (InputStream octets = store.store().queue().octets(queued.message()).open()) {
            assertThat(new String(octets.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("Received: from client.example")
                    .endsWith("\r\n\r\ntext\r\n");
        }
    }

    @Test
    void whoAsksIsToldThatTheMessageIsInTheMailbox() {
        InMemoryClient client = loggedIn();
        client.send("MAIL FROM:<alice@example.org> ENVID=QQ314\r\n"
                + "RCPT TO:<bob@example.org> NOTIFY=SUCCESS ORCPT=rfc822;bob@example.org\r\n"
                + "RCPT TO:<bob+quiet@example.org>\r\nDATA\r\n");
        assertThat(client.take()).contains("354 ");
        client.send("From: alice@example.org\r\nSubject: news\r\n\r\nsecret\r\n.\r\n");
        assertThat(client.readLine().orElseThrow()).startsWith("250 ");
        Awaitility.await().until(() -> store.inbox().status().messages() == 1);
        assertThat(text(store.alice(), 0))
                .contains(
                        "Return-Path: <>",
                        "Action: delivered",
                        "Final-Recipient: rfc822; bob@example.org",
                        "Original-Envelope-Id: QQ314",
                        "Subject: news")
                .doesNotContain("bob+quiet", "secret");
    }

    @Test
    void theServerFilesASeenCopyOfWhatIsSentIfTheUserWishes() {
        submit(loggedIn(), "bob@example.org");
        Mailbox sent = store.mailbox(store.alice(), "Sent");
        assertThat(sent.status().messages()).isZero();
        store.store().directory().setPreferences(TestStore.ALICE, Preferences.NONE.withSaveSent(true));
        submit(loggedIn(), "friend@elsewhere.example", "alice@example.org");
        assertThat(sent.status().messages()).isOne();
        assertThat(sent.status().unseen()).isZero();
        assertThat(store.inbox().status().messages()).isOne();
    }

    @Test
    void aUsersMailIsForwardedUnderASenderOfOurs() {
        store.store()
                .directory()
                .setPreferences(
                        TestStore.BOB,
                        Preferences.NONE.withForward(List.of(new MailAddress("bob", "elsewhere.example")), true));
        assertThat(send(greeted("smtp"), "Subject: x\r\n\r\n", "bob@example.org"))
                .startsWith("250 ");
        assertThat(store.mailbox(store.bob(), "INBOX").status().messages()).isOne();
        QueuedRecipient queued =
                store.store().queue().list(QueueFilter.ALL, 0, 10).get(0);
        assertThat(queued.message().reversePath()).isEqualTo("ann@sender.example");
        MailAddress shown =
                MessageOptions.of(queued.message().options()).mailFrom().orElseThrow();
        assertThat(shown.domain()).isEqualTo("example.org");
        InMemoryClient client = greeted("smtp");
        client.send("MAIL FROM:<>\r\nRCPT TO:<" + shown + ">\r\n");
        assertThat(client.take()).endsWith("250 2.1.5 recipient ok\r\n");
    }

    @Test
    void theJournalNamesEveryRecipientOfAnAcknowledgedMessage() {
        String[] recipients = new String[120];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = "bob+list" + i + "@example.org";
        }
        String reply = send(greeted("smtp"), "Subject: x\r\n\r\n", recipients);
        String id = reply.substring(reply.lastIndexOf(' ') + 1);
        List<JournalEntry> entries = store.store().journal().latest(Instant.EPOCH, 100).stream()
                .map(Journal.Positioned::entry)
                .filter(entry -> entry.message().equals(id))
                .toList();
        assertThat(entries).extracting(JournalEntry::kind).containsOnlyOnce(Kind.ACCEPTED);
        assertThat(entries.stream()
                        .flatMap(entry -> Stream.of(entry.details().get("to").split(","))))
                .containsExactly(recipients);
    }

    @Test
    void bigMessagesSideBySideCostLittleHeapAndArriveWhole() {
        byte[] megabyte = new byte[1 << 20];
        Random random = new Random(7);
        for (int i = 0; i < megabyte.length; i++) {
            megabyte[i] = i % 64 == 62 ? (byte) '\r' : i % 64 == 63 ? (byte) '\n' : (byte) ('a' + random.nextInt(26));
        }
        int size = 32;
        List<InMemoryClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            InMemoryClient client = greeted("smtp");
            client.send("MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
            client.take();
            client.send("Subject: big\r\n\r\n");
            clients.add(client);
        }
        long before = usedHeap();
        for (int i = 0; i < size; i++) {
            clients.forEach(client -> client.send(megabyte));
        }
        assertThat(usedHeap() - before).isLessThan(24L << 20);
        for (InMemoryClient client : clients) {
            client.send(".\r\n");
            assertThat(client.readLine().orElseThrow()).startsWith("250 ");
        }
        MailboxSnapshot snapshot = store.mailbox(store.bob(), "INBOX").snapshot();
        assertThat(snapshot.count()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(snapshot.size(i)).isBetween((long) size << 20, ((long) size << 20) + 1_000);
        }
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
