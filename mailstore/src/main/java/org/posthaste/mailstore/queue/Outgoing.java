package org.posthaste.mailstore.queue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;

/**
 * What of a delivery goes to other hosts.
 *
 * @param messageId id of the message in log and journal
 * @param reversePath where failures are reported to; empty text for the null path
 * @param options what the relay has to know of the message (SMTPUTF8, ENVID, RET, ...); keys and meaning are the relay's
 * @param priority the higher the earlier; 0 for mail that says nothing of it
 * @param skip octets at the beginning of the stored message that are not sent on, such as Return-Path
 * @param recipients at least one, at most {@link #MOST_RECIPIENTS}
 */
public record Outgoing(
        String messageId,
        String reversePath,
        Map<String, String> options,
        int priority,
        int skip,
        List<Recipient> recipients) {
    /** A message cannot have more recipients elsewhere. */
    public static final int MOST_RECIPIENTS = 65_535;

    public Outgoing {
        options = Map.copyOf(options);
        recipients = List.copyOf(recipients);
    }

    /**
     * A recipient.
     *
     * @param options what the relay has to know of it (NOTIFY, ORCPT, ...)
     * @param notBefore when it is due; at once if not said
     * @param held not due before it is released
     */
    public record Recipient(
            MailAddress address, Map<String, String> options, Optional<Instant> notBefore, boolean held) {
        public Recipient {
            options = Map.copyOf(options);
        }

        /** A recipient that is due at once. */
        public Recipient(MailAddress address, Map<String, String> options) {
            this(address, options, Optional.empty(), false);
        }
    }
}
