package org.posthaste.mailstore.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.journal.JournalEntry;

/**
 * The queue of messages for other hosts. Thread-safe. Messages come in with {@link Delivery#outgoing}, in one transaction with their local recipients; a message is kept until its last recipient is
 * finished. Stages complete as those of {@link org.posthaste.mailstore.MailStore} do; what returns no stage blocks for a read.
 *
 * <p>Who has claimed a recipient has it until it is settled, the lease is over, or the server ends: after a start nobody has a claim.
 */
public interface QueueStore {
    /** Who is told of arrivals; one. To be set before anything is delivered. */
    void arrivals(ArrivalDesk desk);

    /** Where recipients arrive. Called by the committer: must not block, nor use the store but to submit. */
    interface ArrivalDesk {
        /** Whether a recipient that is due at once shall be claimed as it is queued. No promise: only what {@link #arrived} tells is there. */
        boolean takes(String destination);

        /** Recipients that were queued and are claimed, for {@link #ARRIVAL_LEASE}. */
        void arrived(List<QueuedRecipient> claimed);

        /** Something that is not claimed is due then: it came, or was deferred, returned, released, or is to be tried again. */
        void waiting(String destination, Instant due);

        /** Somebody wants what is due of a destination to be tried now, even if its host was not there a moment ago. Comes before {@link #waiting}. */
        void wanted(String destination);
    }

    /** How long an arrival is claimed. */
    Duration ARRIVAL_LEASE = Duration.ofHours(2);

    /** Takes recipients of a destination that are due and that nobody has claimed: those of the highest priority first, then the longest due. */
    CompletionStage<List<QueuedRecipient>> claim(String destination, int limit, Duration lease);

    /** When the next recipient of a destination that nobody has claimed is due; empty also if all are held. */
    Optional<Instant> nextDue(String destination);

    /** All destinations, in no order. Reads an index as long as the queue; the consumer is called meanwhile and must not use the store. */
    void destinations(Consumer<Destination> each);

    /**
     * Ends attempts: everything in one transaction.
     *
     * @param outcomes of recipients; those not in the queue any more are passed over
     * @param journal what to write down
     * @param notices messages about them, such as delivery reports; taken over, also on failure. Mailboxes take them even if they are full
     */
    CompletionStage<Void> settle(List<Outcome> outcomes, List<JournalEntry> journal, List<Delivery> notices);

    /** Recipients in the order in which they came, behind an id. */
    List<QueuedRecipient> list(QueueFilter filter, long afterRecipient, int limit);

    /** How many recipients are meant. */
    long count(QueueFilter filter);

    /** Why an attempt for a destination failed not long ago; empty if that is not quickly found. */
    Optional<String> lastReply(String destination);

    /** Makes recipients due now. For administrators, as the next three are: blocks until it is done, which for many takes seconds, and changes some at a time. */
    Changed retryNow(QueueFilter filter);

    /** Holds recipients that wait. */
    Changed hold(QueueFilter filter);

    /** Makes recipients that are held due now. */
    Changed release(QueueFilter filter);

    /** Removes recipients, telling nobody. The journal says so. */
    Changed remove(QueueFilter filter);

    /**
     * What became of an administrator's wish.
     *
     * @param changed recipients it was done with
     * @param inDelivery recipients that are left alone because they are claimed
     */
    record Changed(int changed, int inDelivery) {}

    /** Whether a recipient is claimed. No database work. */
    boolean isClaimed(long recipient);

    /** Number of recipients. */
    long size();

    /** What is to be sent of a message, as long as it is in the queue. Fails with NOT_FOUND. */
    ByteSource octets(QueuedMessage message);

    /** Addresses that nothing is sent to. */
    Suppressions suppressions();

    /** The ways outgoing mail takes. */
    RouteTable routes();
}
