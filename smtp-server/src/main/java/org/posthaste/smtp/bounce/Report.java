package org.posthaste.smtp.bounce;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.smtp.queue.MessageOptions;

/**
 * All that goes into one report, before it is written.
 *
 * @param id id of the report itself
 * @param hostname this server
 * @param from whom people can ask about it
 * @param to whom it is for
 * @param message what it is about
 * @param recipients what became of whom, at least one
 * @param header the message's header
 * @param made when the report is written
 * @param zone of the dates in it
 */
record Report(
        ReportKind kind,
        String id,
        String hostname,
        MailAddress from,
        MailAddress to,
        QueuedMessage message,
        List<RecipientFate> recipients,
        OriginalHeader header,
        Instant made,
        ZoneId zone) {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ROOT);

    Report {
        recipients = List.copyOf(recipients);
    }

    MessageOptions options() {
        return MessageOptions.of(message.options());
    }

    /** The sender's programs know UTF-8 in addresses and header fields, for it sent such a message; only then the types of RFC 6533 §4 are used. */
    boolean readerKnowsUtf8() {
        return options().smtpUtf8();
    }

    /** A date as header fields have it (RFC 5322 §3.3). */
    String date(Instant instant) {
        return DATE.format(instant.atZone(zone));
    }
}
