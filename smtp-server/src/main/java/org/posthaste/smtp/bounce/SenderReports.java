package org.posthaste.smtp.bounce;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.MailParameters.Body;
import org.posthaste.smtp.protocol.MessageIds;
import org.posthaste.smtp.protocol.RcptParameters.Notify;
import org.posthaste.smtp.queue.FailureReporter;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.RecipientOptions;
import org.posthaste.smtp.queue.ReportedRecipient;
import org.posthaste.smtp.sign.MessageSigner;
import org.posthaste.smtp.verify.dkim.MessageHasher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what became of mail to its sender (RFC 3461 §6, RFC 3464): into the mailboxes of a sender here, through the queue with the null reverse-path to one elsewhere.
 *
 * <p>Nobody ever gets a report about a report. A failed message without a sender (RFC 5321 §6.1), or with one of our addresses that leads nowhere, is told to the postmaster, once: if that notice has to
 * leave this host and fails too, it ends in log and journal.
 *
 * <p>Thread-safe; called on delivery threads, which may block on the disk. Fails with StoreException if the store cannot take a message now; whoever calls tries again later. A message that cannot be
 * read any more is reported without its octets.
 */
public final class SenderReports implements FailureReporter {
    private static final Logger LOG = LoggerFactory.getLogger(SenderReports.class);

    /** Key among the options of a queued message: it is a report ({@link #TO_SENDER}) or a notice to the postmaster ({@link #TO_POSTMASTER}). */
    private static final String REPORT = "report";

    /** Of every report; taken off when it leaves this host, unlike the signatures behind it. */
    private static final String RETURN_PATH = "Return-Path: <>\r\n";

    private static final String TO_SENDER = "s";
    private static final String TO_POSTMASTER = "p";

    /** Octets of a report beside the message given back and what each recipient takes. */
    private static final long FRAME = 1 << 20;

    private static final long EACH_RECIPIENT = 8192;
    private static final int PIECE = 32 * 1024;
    private static final int NAMES_IN_ENTRY = 900;

    private final MailStore store;
    private final String hostname;
    private final MessageSigner signer;
    private final Clock clock;
    private final MessageIds ids;

    /**
     * @param hostname how this server calls itself
     * @param signer signs reports in the name of the domain whose postmaster they come from
     * @param clock gives the zone of dates too
     */
    public SenderReports(MailStore store, String hostname, MessageSigner signer, Clock clock) {
        this.store = store;
        this.hostname = hostname;
        this.signer = signer;
        this.clock = clock;
        this.ids = new MessageIds(clock);
    }

    @Override
    public Optional<Delivery> failed(QueuedMessage message, List<ReportedRecipient> recipients) {
        List<ReportedRecipient> told = wanting(recipients, Notify.FAILURE);
        if (told.isEmpty()) {
            return Optional.empty();
        }
        Optional<MailAddress> sender = AddressParser.mailbox(message.reversePath());
        Optional<Addressees> to = sender.flatMap(address -> Addressees.of(address, store.directory()));
        return to.isPresent()
                ? Optional.of(deliver(ReportKind.FAILED, message, told, to.get()))
                : tellPostmaster(message, sender, told);
    }

    @Override
    public Optional<Delivery> delayed(QueuedMessage message, List<ReportedRecipient> recipients) {
        return tell(ReportKind.DELAYED, message, wanting(recipients, Notify.DELAY));
    }

    @Override
    public Optional<Delivery> relayed(QueuedMessage message, List<ReportedRecipient> recipients) {
        return tell(ReportKind.RELAYED, message, wanting(recipients, Notify.SUCCESS));
    }

    @Override
    public Optional<Delivery> delivered(QueuedMessage message, ByteSource header, List<ReportedRecipient> recipients) {
        List<ReportedRecipient> told = wanting(recipients, Notify.SUCCESS);
        return told.isEmpty()
                ? Optional.empty()
                : AddressParser.mailbox(message.reversePath())
                        .flatMap(address -> Addressees.of(address, store.directory()))
                        .map(to -> deliver(ReportKind.DELIVERED, message, header, told, to));
    }

    /** News that nobody misses if the sender cannot be told. */
    private Optional<Delivery> tell(ReportKind kind, QueuedMessage message, List<ReportedRecipient> told) {
        return told.isEmpty()
                ? Optional.empty()
                : AddressParser.mailbox(message.reversePath())
                        .flatMap(address -> Addressees.of(address, store.directory()))
                        .map(to -> deliver(kind, message, told, to));
    }

    private static List<ReportedRecipient> wanting(List<ReportedRecipient> recipients, Notify occasion) {
        return recipients.stream()
                .filter(recipient ->
                        RecipientOptions.of(recipient.recipient().options()).wants(occasion))
                .toList();
    }

    private Optional<Delivery> tellPostmaster(
            QueuedMessage message, Optional<MailAddress> sender, List<ReportedRecipient> told) {
        MailAddress postmaster = Addressees.postmaster(sender, hostname, store.directory());
        Optional<Addressees> to = message.options().getOrDefault(REPORT, "").equals(TO_POSTMASTER)
                ? Optional.empty()
                : Addressees.of(postmaster, store.directory());
        if (to.isEmpty()) {
            LOG.warn(
                    "failed for good and nobody left to tell msg={} from=<{}> to={}",
                    message.messageId(),
                    message.reversePath(),
                    names(told));
            store.journal().append(entry(message, "", told, Map.of("reason", "nobody left to tell")));
            return Optional.empty();
        }
        return Optional.of(deliver(ReportKind.UNREPORTABLE, message, told, to.get()));
    }

    private Delivery deliver(ReportKind kind, QueuedMessage message, List<ReportedRecipient> told, Addressees to) {
        return deliver(kind, message, octets(message), told, to);
    }

    private Delivery deliver(
            ReportKind kind, QueuedMessage message, ByteSource original, List<ReportedRecipient> told, Addressees to) {
        Returned returned = Returned.of(kind, MessageOptions.of(message.options()), original.size());
        if (original.size() == 0) {
            returned = Returned.NOTHING;
        }
        returned = fitting(returned, original.size(), to);
        while (true) {
            try {
                return write(kind, message, told, to, original, returned);
            } catch (IOException e) {
                if (returned == Returned.NOTHING) {
                    throw new UncheckedIOException(e);
                }
                LOG.warn("message cannot be given back to its sender msg={}: {}", message.messageId(), e.getMessage());
                returned = returned.less();
            }
        }
    }

    private ByteSource octets(QueuedMessage message) {
        try {
            return store.queue().octets(message);
        } catch (StoreException e) {
            LOG.warn("message cannot be given back to its sender msg={}: {}", message.messageId(), e.getMessage());
            return ByteSource.of(new byte[0]);
        }
    }

    /** A mailbox that is nearly full gets at least the report itself. */
    private Returned fitting(Returned wanted, long size, Addressees to) {
        boolean fits = to.accounts().stream()
                .allMatch(account -> store.account(account).quota().fits(size + FRAME, 1));
        return wanted == Returned.FULL && !fits ? Returned.HEADER : wanted;
    }

    private Delivery write(
            ReportKind kind,
            QueuedMessage message,
            List<ReportedRecipient> told,
            Addressees to,
            ByteSource original,
            Returned returned)
            throws IOException {
        Report report = new Report(
                kind,
                ids.next(),
                hostname,
                Addressees.postmaster(Optional.of(to.address()), hostname, store.directory()),
                to.address(),
                message,
                told.stream().map(each -> RecipientFate.of(kind, each)).toList(),
                returned == Returned.NOTHING ? OriginalHeader.NONE : OriginalHeader.read(original),
                clock.instant(),
                clock.getZone());
        ReportMail mail =
                new ReportMail(report, returned, original, !to.outside().isEmpty());
        long content = returned == Returned.FULL ? original.size() * 3 / 2 : 0;
        IncomingMessage incoming = store.incoming(FRAME + content + EACH_RECIPIENT * told.size());
        MessageHasher hasher = new MessageHasher(MessageHasher.Need.SIGN);
        boolean complete = false;
        try (OutputStream out = new BufferedOutputStream(new Spool(incoming, hasher), PIECE)) {
            mail.write(out);
            out.flush();
            incoming.finish();
            complete = true;
        } finally {
            if (!complete) {
                incoming.close();
            }
        }
        String signatures = signer.signGenerated(hasher.finish(), report.from().domain());
        return delivery(report, to, incoming, signatures, mail.isEightBit(), told);
    }

    private Delivery delivery(
            Report report,
            Addressees to,
            IncomingMessage incoming,
            String signatures,
            boolean eightBit,
            List<ReportedRecipient> told) {
        byte[] prefix = (RETURN_PATH + signatures).getBytes(StandardCharsets.US_ASCII);
        List<Delivery.Target> targets = to.accounts().stream()
                .map(account -> new Delivery.Target(account, MailboxName.INBOX, Flags.NONE))
                .toList();
        JournalEntry entry = entry(
                report.message(),
                to.address().toString(),
                told,
                Map.of("report", report.id(), "reason", report.kind().action()));
        LOG.info(
                "sender told msg={} report={} from=<> to={} size={} status={} recipients={}",
                report.message().messageId(),
                report.id(),
                to.address(),
                incoming.size(),
                report.kind().action(),
                told.size());
        return new Delivery(
                incoming, prefix, targets, List.of(entry), outgoing(report, to, RETURN_PATH.length(), eightBit));
    }

    /** The null reverse-path (RFC 3461 §6.1), so that nothing is ever reported about a report. */
    private static Optional<Outgoing> outgoing(Report report, Addressees to, int skip, boolean eightBit) {
        if (to.outside().isEmpty()) {
            return Optional.empty();
        }
        MailParameters parameters = eightBit ? MailParameters.NONE.withBody(Body.EIGHT_BIT_MIME) : MailParameters.NONE;
        boolean utf8 = !to.address().isAscii() || !to.outside().stream().allMatch(MailAddress::isAscii);
        Map<String, String> options = new HashMap<>(
                MessageOptions.of(utf8 ? parameters.withSmtpUtf8() : parameters).toMap());
        options.put(REPORT, report.kind() == ReportKind.UNREPORTABLE ? TO_POSTMASTER : TO_SENDER);
        List<Outgoing.Recipient> recipients = to.outside().stream()
                .map(address -> new Outgoing.Recipient(address, Map.of()))
                .toList();
        return Optional.of(new Outgoing(report.id(), "", options, 0, skip, recipients));
    }

    private JournalEntry entry(
            QueuedMessage message, String to, List<ReportedRecipient> about, Map<String, String> details) {
        Map<String, String> all = new HashMap<>(details);
        all.put("to", to);
        all.put("about", names(about));
        return new JournalEntry(clock.instant(), Kind.REPORTED, message.messageId(), "", all);
    }

    private static String names(List<ReportedRecipient> recipients) {
        String names = recipients.stream()
                .limit(20)
                .map(each -> each.recipient().address().toString())
                .collect(Collectors.joining(","));
        return names.length() > NAMES_IN_ENTRY ? names.substring(0, NAMES_IN_ENTRY) : names;
    }

    /** Octets on their way into the store, and into the hash that is signed. */
    private static final class Spool extends OutputStream {
        private final IncomingMessage message;
        private final MessageHasher hasher;

        Spool(IncomingMessage message, MessageHasher hasher) {
            this.message = message;
            this.hasher = hasher;
        }

        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            message.write(octets, offset, length);
            hasher.write(octets, offset, length);
        }
    }
}
