package org.posthaste.mailstore.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.journal.JournalEntry;

/**
 * The queue of messages for other hosts. Thread-safe. Messages come in with {@link Delivery#outgoing}, in one transaction with their local recipients; a message is kept until its last recipient is
 * finished. Stages complete as those of {@link org.posthaste.mailstore.MailStore} do.
 */
public interface QueueStore {
    /**
     * Takes recipients that are due and that nobody has taken, the longest due first. They are the caller's until they are settled or the lease is over.
     */
    CompletionStage<List<QueuedRecipient>> claim(int limit, Duration lease);

    /** When the next recipient that nobody has taken is due. */
    Optional<Instant> nextDue();

    /**
     * Ends attempts: everything in one transaction.
     *
     * @param outcomes of recipients; those not in the queue any more are passed over
     * @param journal what to write down
     * @param notices messages about them, such as delivery reports; taken over, also on failure
     */
    CompletionStage<Void> settle(List<Outcome> outcomes, List<JournalEntry> journal, List<Delivery> notices);

    /** Makes recipients due now, unless they are taken; returns how many. */
    CompletionStage<Integer> retryNow(Collection<Long> recipients);

    /** Recipients in the order in which they came, behind an id. */
    List<QueuedRecipient> list(long afterRecipient, int limit);

    /** Number of recipients. */
    long size();

    /** What is to be sent of a message, as long as it is in the queue. Fails with NOT_FOUND. */
    ByteSource octets(QueuedMessage message);

    /** Calls after each commit that brought recipients or made some due. Runs on the committer: must only hand over to an executor. */
    void onArrival(Runnable listener);
}
