package org.posthaste.smtp.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what became of each attempt: one line in the log, one entry in the journal, which {@code queue show} reads. */
final class OutcomeLog {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeLog.class);

    private OutcomeLog() {}

    static JournalEntry delivered(RecipientResult result) {
        log("delivered", result);
        return entry(JournalEntry.Kind.DELIVERED, result, details(result));
    }

    static JournalEntry deferred(RecipientResult result, Instant next) {
        log("deferred", result);
        Map<String, String> details = details(result);
        details.put("next", next.toString());
        return entry(JournalEntry.Kind.ATTEMPTED, result, details);
    }

    static JournalEntry failed(RecipientResult result, boolean expired) {
        log(expired ? "expired" : "failed", result);
        Map<String, String> details = details(result);
        details.put("reason", expired ? "expired" : "refused");
        return entry(JournalEntry.Kind.BOUNCED, result, details);
    }

    static JournalEntry delayTold(ReportedRecipient told, Instant now) {
        QueuedRecipient recipient = told.recipient();
        Map<String, String> details = new HashMap<>();
        details.put("to", recipient.address().toString());
        details.put("from", recipient.message().reversePath());
        details.put("reply", told.reply().toString());
        details.put("until", told.until().toString());
        return new JournalEntry(
                now, JournalEntry.Kind.DELAYED, recipient.message().messageId(), "", details);
    }

    private static JournalEntry entry(JournalEntry.Kind kind, RecipientResult result, Map<String, String> details) {
        AttemptFacts facts = result.facts();
        Instant ended = facts.begun().plus(facts.took());
        return new JournalEntry(ended, kind, result.recipient().message().messageId(), "", details);
    }

    private static Map<String, String> details(RecipientResult result) {
        QueuedRecipient recipient = result.recipient();
        AttemptFacts facts = result.facts();
        RemoteReply reply = result.reply();
        Map<String, String> details = new HashMap<>();
        details.put("to", recipient.address().toString());
        details.put("from", recipient.message().reversePath());
        details.put("attempt", Integer.toString(recipient.attempts() + 1));
        put(details, "host", facts.host());
        put(details, "address", facts.address());
        if (facts.port() != 0) {
            details.put("port", Integer.toString(facts.port()));
        }
        put(details, "tls", facts.tls());
        put(details, "policy", facts.policy());
        details.put("reply", reply.toString());
        if (reply.ours()) {
            details.put("ours", "true");
        }
        details.put("ms", Long.toString(facts.took().toMillis()));
        return details;
    }

    private static void put(Map<String, String> details, String key, String value) {
        if (!value.isEmpty()) {
            details.put(key, value);
        }
    }

    private static void log(String what, RecipientResult result) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        QueuedRecipient recipient = result.recipient();
        AttemptFacts facts = result.facts();
        RemoteReply reply = result.reply();
        LOG.info(
                "{} msg={} from={} to={} size={} host={} peer={} tls={} policy={} attempt={} age={} code={} status={} ms={} reply=\"{}\"",
                what,
                recipient.message().messageId(),
                recipient.message().reversePath(),
                recipient.address(),
                recipient.message().size(),
                facts.host(),
                facts.address(),
                facts.tls(),
                facts.policy(),
                recipient.attempts() + 1,
                Duration.between(recipient.message().queued(), facts.begun().plus(facts.took()))
                        .toSeconds(),
                reply.code(),
                reply.status(),
                facts.took().toMillis(),
                reply.text());
    }
}
