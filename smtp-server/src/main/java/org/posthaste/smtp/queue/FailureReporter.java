package org.posthaste.smtp.queue;

import java.util.List;
import java.util.Optional;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.queue.QueuedMessage;

/**
 * Writes the reports senders get (RFC 3464). Thread-safe; called on delivery threads, may read the message from disk. What is returned goes into the store in the same transaction in which the
 * recipients leave the queue; the caller takes it over. Empty when nobody is to be told (null reverse-path, NOTIFY). Never throws for what stands in a message.
 */
public interface FailureReporter {
    /** Writes no reports. */
    FailureReporter SILENT = new FailureReporter() {
        @Override
        public Optional<Delivery> failed(QueuedMessage message, List<ReportedRecipient> recipients) {
            return Optional.empty();
        }

        @Override
        public Optional<Delivery> delayed(QueuedMessage message, List<ReportedRecipient> recipients) {
            return Optional.empty();
        }

        @Override
        public Optional<Delivery> relayed(QueuedMessage message, List<ReportedRecipient> recipients) {
            return Optional.empty();
        }

        @Override
        public Optional<Delivery> delivered(
                QueuedMessage message, ByteSource header, List<ReportedRecipient> recipients) {
            return Optional.empty();
        }
    };

    /** These recipients will never get the message. */
    Optional<Delivery> failed(QueuedMessage message, List<ReportedRecipient> recipients);

    /** These recipients have not got it yet. */
    Optional<Delivery> delayed(QueuedMessage message, List<ReportedRecipient> recipients);

    /** These recipients, whose sender asked for a success report, were handed to a host that gives none (RFC 3461 §5.2.2). Called for all that were handed over so; NOTIFY is the reporter's. */
    Optional<Delivery> relayed(QueuedMessage message, List<ReportedRecipient> recipients);

    /**
     * These recipients, whose mailboxes are here, have the message (RFC 3461 §5.2.1). It never was in the queue, so its header comes with it; NOTIFY is the reporter's. The caller puts what is returned
     * into the store.
     */
    Optional<Delivery> delivered(QueuedMessage message, ByteSource header, List<ReportedRecipient> recipients);
}
