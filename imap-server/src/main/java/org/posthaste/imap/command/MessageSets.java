package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.SequenceSet;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;

/** The set of messages a command begins with. */
final class MessageSets {
    private MessageSets() {}

    /** Sequence numbers, or UIDs if {@code UID} stood before the command. */
    static IndexSet parse(ImapParser arguments, CommandContext context, SelectedMailbox mailbox) {
        SequenceSet set = arguments.sequenceSet();
        return context.uid() ? IndexSet.ofUids(set, mailbox.view()) : IndexSet.ofNumbers(set, mailbox.view());
    }
}
