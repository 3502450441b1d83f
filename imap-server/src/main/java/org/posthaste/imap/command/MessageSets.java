package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.SequenceSet;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.UidSet;

/** The set of messages a command begins with. */
final class MessageSets {
    private MessageSets() {}

    /** A set of UIDs as far as they were ever given out. {@code *} is the last of those, though its message may be gone: who asks for {@code 1:*} means all. */
    static UidSet uids(SequenceSet set, MailboxSnapshot view) {
        int last = view.uidNext() - 1;
        List<int[]> ranges = new ArrayList<>();
        for (int range = 0; range < set.ranges(); range++) {
            long low = set.low(range, last);
            if (low <= last) {
                ranges.add(new int[] {(int) low, (int) Math.min(last, set.high(range, last))});
            }
        }
        return UidSet.ofRanges(ranges);
    }

    /** Sequence numbers, or UIDs if {@code UID} stood before the command. */
    static IndexSet parse(ImapParser arguments, CommandContext context, SelectedMailbox mailbox) {
        return resolve(arguments.sequenceSet(), context, mailbox);
    }

    /** The same of a set that was read already. */
    static IndexSet resolve(SequenceSet set, CommandContext context, SelectedMailbox mailbox) {
        return context.uid() ? mailbox.uids(set) : mailbox.numbers(set);
    }
}
