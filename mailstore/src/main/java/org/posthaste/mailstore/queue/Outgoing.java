package org.posthaste.mailstore.queue;

import java.util.List;
import java.util.Map;
import org.posthaste.common.address.MailAddress;

/**
 * What of a delivery goes to other hosts.
 *
 * @param messageId id of the message in log and journal
 * @param reversePath where failures are reported to; empty text for the null path
 * @param options what the relay has to know of the message (SMTPUTF8, ENVID, RET, ...); keys and meaning are the relay's
 * @param skip octets at the beginning of the stored message that are not sent on, such as Return-Path
 * @param recipients at least one
 */
public record Outgoing(
        String messageId, String reversePath, Map<String, String> options, int skip, List<Recipient> recipients) {
    public Outgoing {
        options = Map.copyOf(options);
        recipients = List.copyOf(recipients);
    }

    /** A recipient with what the relay has to know of it (NOTIFY, ORCPT, ...). */
    public record Recipient(MailAddress address, Map<String, String> options) {
        public Recipient {
            options = Map.copyOf(options);
        }
    }
}
