package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.mailstore.queue.RouteTable;

/** Two suites, one sending to the other over a route: mail arrives, is refused and reported, and waits over a restart. */
class OutboundIT {
    private static final String ALICE = "alice@example.org";
    private static final String BOB = "bob@example.net";
    private static final String NOT_DELIVERED = "Your message could not be delivered";
    private static final String QUICK = "queue: {firstRetry: 1s, longestRetry: 1s}\nsmtp: {senderDomain: 'off'}\n";

    private MailHost here;
    private MailHost there;

    @BeforeEach
    void start() throws Exception {
        here = MailHost.start(QUICK);
        here.addUser(ALICE);
        there = MailHost.start(QUICK, "example.net");
        there.addUser(BOB);
    }

    @AfterEach
    void end() {
        here.close();
        there.close();
    }

    private static void route(MailHost from, String domain, int port) throws Exception {
        from.store()
                .queue()
                .routes()
                .put(new RouteTable.Rule(domain, Map.of("via", "[127.0.0.1]:" + port)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private void send(String to, String subject) throws MessagingException {
        Mail.submit(here, "submissions", ALICE, Mail.message(ALICE, to, subject, "text\r\n"));
    }

    /** A message as its reader has it; {@code parts} are decoded. */
    private record Seen(String contentType, List<String> received, List<String> returnPath, List<String> parts) {
        static Seen of(Message message) throws MessagingException, IOException {
            List<String> parts = new ArrayList<>();
            if (message.getContent() instanceof MimeMultipart multipart) {
                for (int i = 0; i < multipart.getCount(); i++) {
                    byte[] octets = multipart.getBodyPart(i).getInputStream().readAllBytes();
                    parts.add(new String(octets, StandardCharsets.UTF_8));
                }
            }
            return new Seen(
                    message.getContentType(),
                    List.of(message.getHeader("Received") == null ? new String[0] : message.getHeader("Received")),
                    List.of(message.getHeader("Return-Path")),
                    parts);
        }
    }

    /** Waits for a message in an INBOX and reads it by IMAP. */
    private static Seen read(MailHost host, String user, String subject) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> find(host, user, subject), Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<Seen> find(MailHost host, String user, String subject)
            throws MessagingException, IOException {
        try (Store store = Mail.store(host, "imaps", user);
                Folder inbox = Mail.open(store, "INBOX", Folder.READ_ONLY)) {
            for (Message message : inbox.getMessages()) {
                if (subject.equals(message.getSubject())) {
                    return Optional.of(Seen.of(message));
                }
            }
            return Optional.empty();
        }
    }

    private void queueEmpties() {
        await().atMost(Duration.ofSeconds(30)).until(() -> here.store().queue().size() == 0);
    }

    @Test
    void mailArrivesAtTheOtherSuiteWithTheTraceOfBoth() throws Exception {
        route(here, "example.net", there.port("smtp"));
        send(BOB, "hello");
        Seen seen = read(there, BOB, "hello");
        assertThat(seen.received()).hasSize(2);
        assertThat(seen.received().get(0)).contains("by mail.example.net").contains("TLSv1.3");
        assertThat(seen.received().get(1)).contains("by mail.example.org").contains("with ESMTPSA");
        assertThat(seen.returnPath()).containsExactly("<" + ALICE + ">");
        queueEmpties();
    }

    @Test
    void unknownRecipientThereIsReportedIntoTheInboxHere() throws Exception {
        route(here, "example.net", there.port("smtp"));
        send("nobody@example.net", "to nobody");
        Seen report = read(here, ALICE, NOT_DELIVERED);
        assertThat(new ContentType(report.contentType()).getBaseType()).isEqualToIgnoringCase("multipart/report");
        assertThat(report.parts()).hasSize(3);
        assertThat(report.parts().get(0))
                .startsWith("Your message could not be delivered to this recipient:")
                .contains("nobody@example.net", "There is no mailbox with this address.");
        assertThat(report.parts().get(1))
                .contains("Reporting-MTA: dns; mail.example.org\r\n")
                .contains("Final-Recipient: rfc822; nobody@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n")
                .contains("Diagnostic-Code: smtp; 550 5.1.1");
        assertThat(report.parts().get(2)).contains("Subject: to nobody");
        queueEmpties();
    }

    @Test
    void waitingMailIsSentBehindARestart() throws Exception {
        route(here, "example.net", 1); // nobody listens there
        send(BOB, "later");
        await().atMost(Duration.ofSeconds(30)).until(() -> attempts() > 0);
        here.restart();
        assertThat(here.store().queue().size()).isEqualTo(1);
        route(here, "example.net", there.port("smtp"));
        here.store().queue().retryNow(QueueFilter.ALL);
        assertThat(read(there, BOB, "later").received()).hasSize(2);
        queueEmpties();
    }

    private int attempts() {
        return here.store().queue().list(QueueFilter.ALL, 0, 10).stream()
                .mapToInt(QueuedRecipient::attempts)
                .sum();
    }

    @Test
    void bounceOfForwardedMailComesBackToItsSender() throws Exception {
        route(here, "example.net", there.port("smtp"));
        route(there, "example.org", here.port("smtp"));
        there.alias("lost@example.net", "nobody@example.org");
        send("lost@example.net", "around");
        Seen report = read(here, ALICE, NOT_DELIVERED);
        assertThat(report.parts().get(1))
                .contains("Reporting-MTA: dns; mail.example.net\r\n")
                .contains("Final-Recipient: rfc822; lost@example.net\r\n")
                .doesNotContain("nobody@example.org");
        assertThat(report.returnPath()).containsExactly("<>");
        await().atMost(Duration.ofSeconds(30)).until(() -> there.store().queue().size() == 0);
    }
}
