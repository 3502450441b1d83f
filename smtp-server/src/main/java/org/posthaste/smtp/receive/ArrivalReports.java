package org.posthaste.smtp.receive;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.protocol.RcptParameters.Notify;
import org.posthaste.smtp.queue.FailureReporter;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.RecipientOptions;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.ReportedRecipient;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Recipient;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.verify.Judgement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells senders that asked for it (NOTIFY=SUCCESS) that their message is in mailboxes here (RFC 3461 §5.2.1). The report
 * is made once the message is durable and nobody waits for it; a crash in between costs it. Thread-safe.
 */
final class ArrivalReports {
    private static final Logger LOG = LoggerFactory.getLogger(ArrivalReports.class);
    private static final RemoteReply DELIVERED = RemoteReply.ours("2.0.0", "delivered");

    private final FailureReporter reporter;

    ArrivalReports(FailureReporter reporter) {
        this.reporter = reporter;
    }

    /**
     * False if the report would go to somebody who proved nothing, and may have sent nothing. Mail whose sender was not
     * asked for is from our users, or from a host that is trusted.
     */
    static boolean allowed(Optional<Judgement> judgement) {
        return judgement.isEmpty() || judgement.get().authentication().senderProved();
    }

    /** The header of a message, if somebody asked for a report; kept small. */
    static List<byte[]> header(MailTransaction transaction, HeaderBlock header) {
        return asking(transaction).isEmpty()
                ? List.of()
                : header.fields().stream().map(HeaderBlock.Field::raw).toList();
    }

    private static List<Recipient> asking(MailTransaction transaction) {
        return transaction.sender().isEmpty()
                ? List.of()
                : transaction.recipients().stream()
                        .filter(recipient -> !recipient.accounts().isEmpty()
                                && recipient.parameters().notifyOn().contains(Notify.SUCCESS))
                        .toList();
    }

    /** The message is durable in the mailboxes of all recipients here. */
    void delivered(SmtpSession session, MailTransaction transaction, long size, List<byte[]> header) {
        List<Recipient> asking = asking(transaction);
        if (asking.isEmpty()) {
            return;
        }
        Instant now = session.clock().instant();
        MessageOptions options = MessageOptions.of(transaction.parameters(), transaction.begun());
        QueuedMessage message = new QueuedMessage(
                0,
                transaction.id(),
                transaction.sender().map(MailAddress::toString).orElse(""),
                options.toMap(),
                transaction.parameters().wishes().priority(),
                now,
                size);
        List<ReportedRecipient> reported = new ArrayList<>();
        for (Recipient recipient : asking) {
            Map<String, String> wishes =
                    RecipientOptions.of(recipient.parameters()).toMap();
            QueuedRecipient at = new QueuedRecipient(
                    0,
                    message,
                    recipient.address(),
                    recipient.address().domain(),
                    wishes,
                    QueuedRecipient.State.WAITING,
                    1,
                    now,
                    "");
            reported.add(new ReportedRecipient(at, DELIVERED, "", "", now, false, now));
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        header.forEach(octets::writeBytes);
        try {
            reporter.delivered(message, ByteSource.of(octets.toByteArray()), reported)
                    .ifPresent(report -> session.store().deliver(report).whenComplete((receipt, problem) -> {
                        if (problem != null) {
                            LOG.warn("no report of delivery msg={}: {}", transaction.id(), problem.getMessage());
                        }
                    }));
        } catch (RuntimeException e) {
            LOG.warn("no report of delivery msg={}", transaction.id(), e);
        }
    }
}
