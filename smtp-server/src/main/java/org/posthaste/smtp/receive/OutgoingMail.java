package org.posthaste.smtp.receive;

import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.smtp.protocol.RcptParameters.Notify;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.RecipientOptions;
import org.posthaste.smtp.session.Login;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Recipient;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.srs.SenderRewriting;

/**
 * What of an accepted message goes to other hosts: each address once, however many recipients lead there. If one of
 * them is that address itself its parameters count, otherwise those of the first (RFC 3461 §5.2.7). Mail that is forwarded keeps its reverse-path for
 * reports, and shows the next host a sender of ours (SRS).
 */
final class OutgoingMail {
    private final SmtpSession session;
    private final MailTransaction transaction;
    private final HeaderBlock header;
    private final SenderRewriting rewriting;
    private final Map<MailAddress, RecipientOptions> recipients;

    /**
     * Of a message.
     *
     * @param successReports whether the sender may be told that it arrived, if it wants to be
     */
    OutgoingMail(
            SmtpSession session,
            MailTransaction transaction,
            HeaderBlock header,
            SenderRewriting rewriting,
            boolean successReports) {
        this.header = header;
        this.session = session;
        this.transaction = transaction;
        this.rewriting = rewriting;
        this.recipients = collect(transaction, successReports);
    }

    /** Addresses of other hosts. */
    Set<MailAddress> addresses() {
        return recipients.keySet();
    }

    /**
     * For the queue; empty if all stays here.
     *
     * @param skip octets of the prefix that are not sent on
     * @param held nothing is sent before somebody releases it
     */
    Optional<Outgoing> entry(int skip, boolean held) {
        Optional<Instant> notBefore =
                transaction.parameters().wishes().hold().map(hold -> hold.from(transaction.begun()));
        List<Outgoing.Recipient> queued = recipients.entrySet().stream()
                .map(recipient -> new Outgoing.Recipient(
                        recipient.getKey(), recipient.getValue().toMap(), notBefore, held))
                .toList();
        return queued.isEmpty()
                ? Optional.empty()
                : Optional.of(new Outgoing(
                        transaction.id(),
                        transaction.sender().map(MailAddress::toString).orElse(""),
                        options().toMap(),
                        transaction.parameters().wishes().priority(),
                        skip,
                        queued));
    }

    private MessageOptions options() {
        MessageOptions options = MessageOptions.of(transaction.parameters(), transaction.begun());
        if (!options.requireTls() && tlsNotRequired()) {
            options = options.withTls(MessageOptions.Tls.NOT_REQUIRED);
        }
        Optional<MailAddress> rewritten = rewritten();
        if (rewritten.isPresent()) {
            options = options.withMailFrom(rewritten.get());
        }
        Optional<Login> login = session.login();
        return login.isPresent() ? options.withSubmitter(login.get().account().value()) : options;
    }

    /** RFC 8689 §3: exactly one field {@code TLS-Required: No}. */
    private boolean tlsNotRequired() {
        List<HeaderBlock.Field> fields = header.all("TLS-Required");
        return fields.size() == 1 && fields.get(0).body().strip().equalsIgnoreCase("No");
    }

    /** Senders of our domains are believed of us, the null path of everybody; others' are rewritten when forwarded. */
    private Optional<MailAddress> rewritten() {
        return transaction
                .sender()
                .filter(sender -> !session.store().directory().isLocalDomain(sender.domain()))
                .flatMap(sender -> transaction.recipients().stream()
                        .filter(Recipient::forwards)
                        .findFirst()
                        .flatMap(by -> rewriting.rewrite(sender, by.address().domain())));
    }

    private static Map<MailAddress, RecipientOptions> collect(MailTransaction transaction, boolean successReports) {
        Map<MailAddress, RecipientOptions> recipients = new LinkedHashMap<>();
        for (Recipient recipient : transaction.recipients()) {
            RecipientOptions said = RecipientOptions.of(recipient.parameters());
            RecipientOptions options = successReports ? said : withoutSuccess(said);
            if (recipient.forwards()) {
                RecipientOptions forwarded = forwarded(recipient, options);
                recipient.outside().forEach(address -> recipients.putIfAbsent(address, forwarded));
            } else {
                recipient.outside().forEach(address -> recipients.put(address, options));
            }
        }
        return recipients;
    }

    private static RecipientOptions withoutSuccess(RecipientOptions options) {
        if (!options.notifyOn().contains(Notify.SUCCESS)) {
            return options;
        }
        Set<Notify> left = EnumSet.copyOf(options.notifyOn());
        left.remove(Notify.SUCCESS);
        return options.withNotify(left.isEmpty() ? EnumSet.of(Notify.NEVER) : left);
    }

    /** RFC 3461 §5.2.7.1: the sender's wishes go on, and so does the recipient as the sender knows it. */
    private static RecipientOptions forwarded(Recipient recipient, RecipientOptions options) {
        String address = recipient.address().toString();
        RecipientOptions named = options.withForwardedBy(address);
        String type = recipient.address().isAscii() ? "rfc822;" : "utf-8;";
        return options.originalRecipient().isPresent() ? named : named.withOriginalRecipient(type + address);
    }
}
