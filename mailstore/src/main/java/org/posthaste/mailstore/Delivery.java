package org.posthaste.mailstore;

import java.util.List;
import org.posthaste.mailstore.journal.JournalEntry;

/**
 * One accepted message on its way into local mailboxes.
 *
 * @param message the octets as received
 * @param prefix header fields put before them (Return-Path, Received, ...), each ended by CRLF
 * @param targets where it goes, at least one
 * @param journal written in the same transaction
 */
public record Delivery(IncomingMessage message, byte[] prefix, List<Target> targets, List<JournalEntry> journal) {
    public Delivery {
        targets = List.copyOf(targets);
        journal = List.copyOf(journal);
    }

    /** A mailbox of an account; if it does not exist any more, INBOX takes the message. */
    public record Target(AccountId account, MailboxName mailbox, Flags flags) {}
}
