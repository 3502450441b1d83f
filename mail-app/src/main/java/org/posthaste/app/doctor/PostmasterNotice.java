package org.posthaste.app.doctor;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.posthaste.app.doctor.CaseBook.Change;
import org.posthaste.app.doctor.CaseBook.Kind;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.Resolution;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.smtp.protocol.MessageIds;
import org.posthaste.smtp.queue.MessageOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the postmaster (RFC 5321 §4.5.1) what has changed: of the domain the host's name is in, or else of the first.
 * Whoever that is, a user, an alias, or somebody elsewhere, gets the mail. Thread-safe; blocks.
 */
public final class PostmasterNotice {
    private static final Logger LOG = LoggerFactory.getLogger(PostmasterNotice.class);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy HH:mm", Locale.ENGLISH);
    private static final byte[] PREFIX = "Return-Path: <>\r\n".getBytes(StandardCharsets.US_ASCII);

    private final MailStore store;
    private final String hostname;
    private final BiFunction<byte[], String, byte[]> signer;
    private final Clock clock;
    private final MessageIds ids;

    /**
     * A notice.
     *
     * @param signer signs a message in the name of a domain
     * @param clock gives the zone of dates too
     */
    public PostmasterNotice(MailStore store, String hostname, BiFunction<byte[], String, byte[]> signer, Clock clock) {
        this.store = store;
        this.hostname = hostname;
        this.signer = signer;
        this.clock = clock;
        this.ids = new MessageIds(clock);
    }

    /** Delivers the news. */
    void send(List<Change> changes) {
        Directory directory = store.directory();
        List<String> domains =
                directory.domains().stream().map(Directory.Domain::name).toList();
        Optional<String> domain = domains.stream()
                .filter(each -> hostname.equals(each) || hostname.endsWith("." + each))
                .findFirst()
                .or(() -> domains.stream().findFirst());
        if (domain.isEmpty()
                || !(directory.resolve(new MailAddress("postmaster", domain.get()))
                        instanceof Resolution.Found found)) {
            LOG.warn("no postmaster to tell: {}", changes.get(0).finding().subject());
            return;
        }
        String id = ids.next();
        byte[] octets = signer.apply(
                text(changes, domain.get(), id).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), domain.get());
        IncomingMessage message = store.incoming(octets.length);
        message.write(octets, 0, octets.length);
        message.finish();
        List<Delivery.Target> targets = found.accounts().stream()
                .map(account -> new Delivery.Target(account, MailboxName.INBOX, Flags.NONE))
                .toList();
        Map<String, String> details =
                Map.of("to", "postmaster@" + domain.get(), "reason", "doctor: " + subject(changes));
        JournalEntry entry = new JournalEntry(clock.instant(), JournalEntry.Kind.REPORTED, id, "", details);
        store.deliver(new Delivery(message, PREFIX, targets, List.of(entry), outgoing(found, id)))
                .toCompletableFuture()
                .join();
        LOG.info("postmaster told of {} changes msg={}", changes.size(), id);
    }

    private static Optional<Outgoing> outgoing(Resolution.Found found, String id) {
        List<Outgoing.Recipient> recipients = found.outside().stream()
                .map(address -> new Outgoing.Recipient(address, Map.of()))
                .toList();
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(new Outgoing(id, "", MessageOptions.NONE.toMap(), 0, PREFIX.length, recipients));
    }

    private static String subject(List<Change> changes) {
        long ended =
                changes.stream().filter(change -> change.kind() == Kind.ENDED).count();
        long begun = changes.size() - ended;
        return begun == 0
                ? ended + " mended"
                : begun + (begun == 1 ? " thing is" : " things are") + " wrong"
                        + (ended == 0 ? "" : ", " + ended + " mended");
    }

    private String text(List<Change> changes, String domain, String id) {
        StringBuilder text = new StringBuilder()
                .append("From: Posthaste <postmaster@" + domain + ">\n")
                .append("To: <postmaster@" + domain + ">\n")
                .append("Subject: " + hostname + ": " + subject(changes) + "\n")
                .append("Date: " + DATE.format(ZonedDateTime.now(clock)) + "\n")
                .append("Message-ID: <doctor." + id + "@" + hostname + ">\n")
                .append("Auto-Submitted: auto-generated\n")
                .append("MIME-Version: 1.0\n")
                .append("Content-Type: text/plain; charset=utf-8\n")
                .append("Content-Transfer-Encoding: 8bit\n")
                .append('\n');
        for (Change change : changes) {
            text.append(line(change)).append('\n');
        }
        return text.append("What has not changed is not told again. Everything at once: posthaste doctor\n")
                .toString();
    }

    private String line(Change change) {
        Finding finding = change.finding();
        String since = DAY.format(change.since().atZone(clock.getZone()));
        String begin = finding.subject() + "\n";
        if (change.kind() == Kind.ENDED) {
            return begin + "  is right again since " + since + ".\n";
        }
        return begin
                + "  " + finding.state().word() + " since " + since + ": " + plain(finding.published()) + "\n"
                + (finding.expected().isEmpty() ? "" : "  expected: " + plain(finding.expected()) + "\n")
                + (finding.remedy().isEmpty() ? "" : "  " + plain(finding.remedy()) + "\n");
    }

    /** Others write what is published: no line breaks, no endless lines (RFC 5321 §4.5.3.1.6). */
    private static String plain(String text) {
        String shown = text.replaceAll("\\p{Cntrl}", "?");
        return shown.length() > 400 ? shown.substring(0, 400) + "..." : shown;
    }
}
