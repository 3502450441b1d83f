package org.posthaste.mailstore;

import java.util.List;
import java.util.Optional;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outgoing;

/**
 * One accepted message on its way into local mailboxes and, through the queue, to other hosts.
 *
 * @param message the octets as received
 * @param prefix header fields put before them (Return-Path, Received, ...), each ended by CRLF
 * @param targets where it goes here
 * @param journal written in the same transaction
 * @param outgoing where it goes elsewhere; queued in the same transaction
 */
public record Delivery(
        IncomingMessage message,
        byte[] prefix,
        List<Target> targets,
        List<JournalEntry> journal,
        Optional<Outgoing> outgoing) {
    public Delivery {
        targets = List.copyOf(targets);
        journal = List.copyOf(journal);
    }

    /** A delivery with local targets only. */
    public Delivery(IncomingMessage message, byte[] prefix, List<Target> targets, List<JournalEntry> journal) {
        this(message, prefix, targets, journal, Optional.empty());
    }

    /** A mailbox of an account; if it does not exist any more, INBOX takes the message. */
    public record Target(AccountId account, MailboxName mailbox, Flags flags) {}
}
