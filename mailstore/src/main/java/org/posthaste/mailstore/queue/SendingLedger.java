package org.posthaste.mailstore.queue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.AccountId;

/** What users sent to other hosts, as far as limits need it. Thread-safe. */
public interface SendingLedger {
    /** What an account sent since an hour of the epoch, and whom it ever wrote to. Blocks: workers only. */
    Usage usage(AccountId account, long sinceHour);

    /** Writes down what changed since the last time; hours replace what was known of them, older ones are forgotten. */
    CompletionStage<Void> record(List<Change> changes);

    /**
     * What an account sent.
     *
     * @param hours by hours of the epoch
     * @param recipients hashes, in no order
     */
    record Usage(Map<Long, Hour> hours, List<Long> recipients) {
        public Usage {
            hours = Map.copyOf(hours);
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * What was sent in an hour.
     *
     * @param messages one for each recipient of a message
     * @param newRecipients those never written to before
     * @param told the user was told that a limit is reached
     */
    record Hour(int messages, int newRecipients, boolean told) {}

    /**
     * What changed of an account.
     *
     * @param hours as they are now
     * @param recipients hashes of those that are new
     * @param oldestHour hours before are forgotten
     */
    record Change(AccountId account, Map<Long, Hour> hours, List<Long> recipients, long oldestHour) {
        public Change {
            hours = Map.copyOf(hours);
            recipients = List.copyOf(recipients);
        }
    }
}
