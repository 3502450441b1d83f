package org.posthaste.app.acme;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.posthaste.app.acme.CertificateKeeper.Foundation;
import org.posthaste.app.acme.LineageState.TextRecord;
import org.posthaste.app.acme.LineageState.Time;
import org.posthaste.app.acme.LineageState.Word;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.tls.CertificateBundle;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.Resolution;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what became of certificates: the journal always, the postmaster when a person has to look. Thread-safe. */
final class CertificateNotice {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateNotice.class);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int LIMIT = 64 * 1024;

    private final Foundation foundation;

    CertificateNotice(Foundation foundation) {
        this.foundation = foundation;
    }

    /** A certificate is there. */
    void issued(CertificateBundle bundle) {
        append(Map.of(
                "status", "issued",
                "names", String.join(",", bundle.names()),
                "until", bundle.certificate().getNotAfter().toInstant().toString()));
    }

    /** A certificate could not be had. */
    void failed(Lineage lineage, String reason) {
        append(Map.of("status", "failed", "names", String.join(",", lineage.names()), "reason", reason));
    }

    private void append(Map<String, String> details) {
        foundation
                .store()
                .journal()
                .append(new JournalEntry(foundation.clock().instant(), Kind.CERTIFICATE, "", "", details));
    }

    /** Mail to the postmaster of the first domain that has one; nobody waits for it. */
    void send(Lineage lineage, CertificateBundle held, LineageState state) {
        for (String domain : foundation.domains().get()) {
            MailAddress postmaster = new MailAddress("postmaster", domain);
            if (foundation.store().directory().resolve(postmaster) instanceof Resolution.Found found
                    && !found.accounts().isEmpty()) {
                file(postmaster, new LinkedHashSet<>(found.accounts()), text(postmaster, lineage, held, state));
                return;
            }
        }
        LOG.warn("nobody is told of the certificate {}: no domain has a postmaster", lineage.stem());
    }

    private void file(MailAddress to, Set<AccountId> accounts, String text) {
        byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        IncomingMessage message = foundation.store().incoming(LIMIT);
        message.write(octets, 0, octets.length);
        message.finish();
        List<Delivery.Target> targets = accounts.stream()
                .map(account -> new Delivery.Target(account, MailboxName.INBOX, Flags.NONE))
                .toList();
        byte[] prefix = "Return-Path: <>\r\n".getBytes(StandardCharsets.US_ASCII);
        Map<String, String> details = new LinkedHashMap<>();
        details.put("to", to.toString());
        details.put("reason", "certificate");
        JournalEntry entry = new JournalEntry(foundation.clock().instant(), Kind.FILED, "", "", details);
        foundation
                .store()
                .deliver(new Delivery(message, prefix, targets, List.of(entry)))
                .whenComplete((receipt, problem) -> {
                    if (problem != null) {
                        LOG.error("the notice about a certificate is not stored", problem);
                    }
                });
    }

    private String text(MailAddress to, Lineage lineage, CertificateBundle held, LineageState state) {
        Instant now = foundation.clock().instant();
        Instant end = held.certificate().getNotAfter().toInstant();
        StringBuilder text = new StringBuilder()
                .append("From: Mail server <" + to + ">\n")
                .append("To: <" + to + ">\n")
                .append("Subject: The certificate of " + lineage.names().get(0) + " is not renewed\n")
                .append("Date: " + DATE.format(now) + "\n")
                .append("Message-ID: <certificate." + now.toEpochMilli() + "@"
                        + foundation.config().hostname() + ">\n")
                .append("Auto-Submitted: auto-generated\n")
                .append("MIME-Version: 1.0\n")
                .append("Content-Type: text/plain; charset=utf-8\n")
                .append("\n")
                .append("The certificate for " + String.join(", ", held.names()) + " ends at " + end + ",\n")
                .append("and there is no new one yet.\n");
        if (!state.records().isEmpty()) {
            text.append(
                    "\nThese records of the DNS are waited for. Write them, and the rest is done by the server:\n\n");
            for (TextRecord record : state.records()) {
                text.append("  " + record.name() + ". TXT \"" + record.value() + "\"\n");
            }
        } else if (state.has(Word.ERROR)) {
            text.append(
                    "\nThe last try has failed:\n\n  " + state.get(Word.ERROR).replaceAll("\\p{Cntrl}", " ") + "\n");
        }
        state.at(Time.NEXT_TRY).ifPresent(next -> text.append("\nThe next try is at " + next + ".\n"));
        return text.append("\nMail goes on meanwhile. See what is known, and try at once:\n\n")
                .append("  posthaste certificate show\n")
                .append("  posthaste certificate renew " + lineage.names().get(0) + "\n")
                .toString();
    }
}
