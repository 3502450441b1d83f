package org.posthaste.mailstore.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * Which recipients in the queue are meant: those for which all that is said is true. Texts are compared without case; {@code *} stands for any text and {@code ?} for any character.
 *
 * @param to the recipient's address
 * @param from the reverse-path; empty text for the null path
 * @param domain the destination
 * @param before the message came before this
 * @param reason is somewhere in the last reply
 * @param state what it waits for
 * @param messageId id of the message in log and journal
 */
public record QueueFilter(
        Optional<String> to,
        Optional<String> from,
        Optional<String> domain,
        Optional<Instant> before,
        Optional<String> reason,
        Optional<QueuedRecipient.State> state,
        Optional<String> messageId) {
    /** Everything. */
    public static final QueueFilter ALL = new QueueFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** All recipients of one message. */
    public static QueueFilter ofMessage(String messageId) {
        return new QueueFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(messageId));
    }
}
