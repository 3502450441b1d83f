package org.posthaste.smtp.receive;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.RecipientOptions;
import org.posthaste.smtp.session.Login;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Recipient;
import org.posthaste.smtp.session.SmtpSession;

/**
 * What of an accepted message goes to other hosts: each address once, however many recipients lead there. If one of
 * them is that address itself its parameters count, otherwise those of the first (RFC 3461 §5.2.7).
 */
final class OutgoingMail {
    private final SmtpSession session;
    private final MailTransaction transaction;

    OutgoingMail(SmtpSession session, MailTransaction transaction) {
        this.session = session;
        this.transaction = transaction;
    }

    /**
     * For the queue; empty if all stays here.
     *
     * @param skip octets of the prefix that are not sent on
     */
    Optional<Outgoing> entry(int skip) {
        List<Outgoing.Recipient> recipients = recipients().entrySet().stream()
                .map(recipient -> new Outgoing.Recipient(
                        recipient.getKey(), recipient.getValue().toMap()))
                .toList();
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(new Outgoing(
                        transaction.id(),
                        transaction.sender().map(MailAddress::toString).orElse(""),
                        options().toMap(),
                        0,
                        skip,
                        recipients));
    }

    private MessageOptions options() {
        MessageOptions options = MessageOptions.of(transaction.parameters());
        Optional<Login> login = session.login();
        return login.isPresent() ? options.withSubmitter(login.get().account().value()) : options;
    }

    private Map<MailAddress, RecipientOptions> recipients() {
        Map<MailAddress, RecipientOptions> recipients = new LinkedHashMap<>();
        for (Recipient recipient : transaction.recipients()) {
            RecipientOptions options = RecipientOptions.of(recipient.parameters());
            if (recipient.forwards()) {
                RecipientOptions forwarded = forwarded(recipient, options);
                recipient.outside().forEach(address -> recipients.putIfAbsent(address, forwarded));
            } else {
                recipient.outside().forEach(address -> recipients.put(address, options));
            }
        }
        return recipients;
    }

    /** RFC 3461 §5.2.7.1: the sender's wishes go on, and so does the recipient as the sender knows it. */
    private static RecipientOptions forwarded(Recipient recipient, RecipientOptions options) {
        String address = recipient.address().toString();
        RecipientOptions named = options.withForwardedBy(address);
        String type = recipient.address().isAscii() ? "rfc822;" : "utf-8;";
        return options.originalRecipient().isPresent() ? named : named.withOriginalRecipient(type + address);
    }
}
