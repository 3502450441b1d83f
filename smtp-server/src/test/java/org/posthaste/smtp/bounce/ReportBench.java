package org.posthaste.smtp.bounce;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.posthaste.common.address.AddressParser;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.RecipientOptions;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.ReportedRecipient;
import org.posthaste.smtp.sign.DomainKeys;
import org.posthaste.smtp.sign.MessageSigner;

/** A real store with mail in its queue, and reports about it. */
final class ReportBench implements AutoCloseable {
    static final String MESSAGE =
            "From: Alice <alice@example.org>\r\nTo: x@elsewhere.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
                    + "Date: Tue, 1 Sep 2026 10:00:00 +0200\r\nMessage-ID: <m1@example.org>\r\n\r\nText of the message\r\n";

    final TestStore test = TestStores.open();
    final DomainKeys keys = DomainKeys.open(test.folder().resolve("dkim"), test.clock());
    final SenderReports reports =
            new SenderReports(test.store(), "mail.example.org", new MessageSigner(keys, test.clock()), test.clock());

    /** Puts a message into the queue and returns its recipients there. */
    List<QueuedRecipient> queue(
            String from, String message, MessageOptions options, RecipientOptions each, String... to) {
        return queue(from, test.incoming(message), options.toMap(), each, to);
    }

    List<QueuedRecipient> queue(
            String from, IncomingMessage message, Map<String, String> options, RecipientOptions each, String... to) {
        List<Outgoing.Recipient> recipients = new ArrayList<>();
        for (String address : to) {
            recipients.add(new Outgoing.Recipient(AddressParser.mailbox(address).orElseThrow(), each.toMap()));
        }
        TestStore.await(test.store()
                .deliver(new Delivery(
                        message,
                        new byte[0],
                        List.of(),
                        List.of(),
                        Optional.of(new Outgoing("id1", from, options, 0, 0, recipients)))));
        return queued();
    }

    List<QueuedRecipient> queued() {
        return test.store().queue().list(QueueFilter.ALL, 0, 100);
    }

    /** A recipient refused by another host. */
    ReportedRecipient refused(QueuedRecipient recipient, int code, String status, String text) {
        return new ReportedRecipient(
                recipient,
                new RemoteReply(code, org.posthaste.smtp.protocol.EnhancedStatus.of(status), text, false),
                "mx.elsewhere.example",
                "192.0.2.25",
                test.clock().instant(),
                false,
                test.clock().instant().plus(Duration.ofDays(5)));
    }

    ReportedRecipient unknown(QueuedRecipient recipient) {
        return refused(recipient, 550, "5.1.1", "<x@elsewhere.example>: no such user");
    }

    /** As a report of a failure with a reply of this server. */
    ReportedRecipient given(QueuedRecipient recipient, RemoteReply reply, boolean expired) {
        Instant now = test.clock().instant();
        return new ReportedRecipient(recipient, reply, "", "", now, expired, now.plus(Duration.ofDays(5)));
    }

    /** Ends recipients and files what is reported, as the queue does. */
    void settle(List<QueuedRecipient> done, Optional<Delivery> notice) {
        List<Outcome> outcomes = done.stream()
                .<Outcome>map(recipient -> new Outcome.Finished(recipient.id()))
                .toList();
        TestStore.await(
                test.store().queue().settle(outcomes, List.of(), notice.stream().toList()));
    }

    /** Octets of the newest message in an INBOX. */
    byte[] newest(AccountId account) throws IOException {
        Mailbox inbox = test.mailbox(account, "INBOX");
        MailboxSnapshot snapshot = inbox.snapshot();
        return inbox.reader().octets(snapshot, snapshot.count() - 1).toByteArray();
    }

    int count(AccountId account) {
        return test.mailbox(account, "INBOX").snapshot().count();
    }

    /** Reports that these failed, and reads what Alice gets. */
    MimeMessage failedToAlice(List<QueuedRecipient> recipients, ReportedRecipient... reported) throws Exception {
        settle(recipients, reports.failed(recipients.get(0).message(), List.of(reported)));
        return parse(newest(test.alice()));
    }

    static MimeMessage parse(byte[] octets) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets));
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        test.close();
    }
}
