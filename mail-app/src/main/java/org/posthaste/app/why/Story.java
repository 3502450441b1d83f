package org.posthaste.app.why;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.mailstore.queue.QueuedRecipient;

/**
 * Everything known of one message.
 *
 * @param message the id this server gave it; empty if it was refused before it had one
 * @param entries of the journal, oldest first; at least one
 * @param waiting its recipients in the queue
 */
public record Story(String message, List<JournalEntry> entries, List<QueuedRecipient> waiting) {
    public Story {
        entries = List.copyOf(entries);
        waiting = List.copyOf(waiting);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("a story of nothing");
        }
    }

    /** When it began. */
    public Instant begun() {
        return entries.get(0).at();
    }

    /** The first value of a detail, if an entry has it. */
    public Optional<String> detail(String key) {
        return entries.stream()
                .map(entry -> entry.details().getOrDefault(key, ""))
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** All it was meant for, as far as entries name them. */
    public Set<String> recipients() {
        Set<String> recipients = new LinkedHashSet<>();
        entries.stream()
                .filter(entry -> entry.kind() != Kind.REPORTED)
                .flatMap(entry -> List.of(entry.details().getOrDefault("to", "").split(",")).stream())
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .forEach(recipients::add);
        return recipients;
    }

    /** How it stands, in a word that stays the same: waiting, held, refused, deferred, failed, delivered, accepted. */
    public State state() {
        if (waiting.stream().anyMatch(each -> each.state() == QueuedRecipient.State.HELD)) {
            return State.HELD;
        }
        if (!waiting.isEmpty()) {
            return State.WAITING;
        }
        if (has(Kind.BOUNCED)) {
            return State.FAILED;
        }
        if (has(Kind.REMOVED)) {
            return State.REMOVED;
        }
        if (has(Kind.DELIVERED) || has(Kind.FILED) || has(Kind.ACCEPTED)) {
            return State.DELIVERED;
        }
        return has(Kind.REJECTED) ? State.REFUSED : has(Kind.DEFERRED) ? State.DEFERRED : State.OTHER;
    }

    private boolean has(Kind kind) {
        return entries.stream().anyMatch(entry -> entry.kind() == kind);
    }

    /** How a message stands. */
    public enum State {
        WAITING("It waits in the queue."),
        HELD("It is held in the queue until somebody releases it."),
        FAILED("It did not reach everybody it was for; its sender has a report."),
        REMOVED("An administrator took it out of the queue."),
        DELIVERED("It was delivered."),
        REFUSED("It was refused for good; whoever sent it was told so by the reply."),
        DEFERRED("It was refused for now; an honest sender tries again by itself."),
        OTHER("");

        private final String sentence;

        State(String sentence) {
            this.sentence = sentence;
        }

        /** For people. */
        public String sentence() {
            return sentence;
        }
    }
}
