package org.posthaste.smtp.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.mailstore.queue.Suppression;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt with one parcel. Thread-safe; blocks for as long as the courier does. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    /** No attempt begins that might not be over when its claim ends. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final QueueStore store;
    private final Clock clock;

    Attempts(QueueStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** A result for every recipient, or nothing if the parcel must go back untried. */
    Optional<List<RecipientResult>> deliver(Slot slot, Parcel parcel) {
        Instant begun = clock.instant();
        if (begun.isAfter(parcel.claimedUntil().minus(LONGEST))) {
            return Optional.empty();
        }
        try {
            return Optional.of(attempt(slot, parcel, begun));
        } catch (StoreException e) {
            if (e.failure() == StoreFailure.NOT_FOUND) {
                // An administrator took it out of the queue a moment ago.
                return Optional.of(List.of());
            }
            LOG.warn(
                    "a queued message could not be read msg={}",
                    parcel.message().messageId(),
                    e);
        } catch (RuntimeException | Error e) {
            LOG.error("a delivery failed by itself msg={}", parcel.message().messageId(), e);
            slot.courier().abort();
        }
        return Optional.of(untried(parcel, RemoteReply.ours("4.3.0", "Local error"), begun));
    }

    private List<RecipientResult> attempt(Slot slot, Parcel parcel, Instant begun) {
        List<RecipientResult> results = new ArrayList<>();
        List<QueuedRecipient> open = new ArrayList<>();
        for (QueuedRecipient recipient : parcel.recipients()) {
            Optional<Suppression> suppression = store.suppressions().find(recipient.address());
            if (suppression.isPresent()) {
                results.add(suppressed(recipient, suppression.get(), begun));
            } else {
                open.add(recipient);
            }
        }
        if (!open.isEmpty()) {
            ByteSource octets = store.octets(parcel.message());
            results.addAll(slot.courier().deliver(new DeliveryTask(parcel.message(), open, octets, slot.settled())));
        }
        return results;
    }

    private static RecipientResult suppressed(QueuedRecipient recipient, Suppression suppression, Instant begun) {
        RemoteReply reply = RemoteReply.ours(
                "5.7.1",
                "Not sent, because this address is suppressed here since " + suppression.since() + ": "
                        + suppression.reason());
        return new RecipientResult(
                recipient, Verdict.FAILED, reply, AttemptFacts.nowhere(begun, Duration.ZERO, Signal.FINE));
    }

    /** Results of a parcel that nobody was asked about. */
    static List<RecipientResult> untried(Parcel parcel, RemoteReply reply, Instant now) {
        AttemptFacts facts = AttemptFacts.nowhere(now, Duration.ZERO, Signal.FINE);
        return parcel.recipients().stream()
                .map(recipient -> new RecipientResult(recipient, Verdict.DEFERRED, reply, facts))
                .toList();
    }
}
