package org.posthaste.mailstore.search;

import java.io.IOException;
import java.util.BitSet;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.UidSet;

/**
 * Evaluates queries over a snapshot, cheapest conditions first; reads a message only when nothing cheaper decides.
 * Thread-safe.
 */
public final class SearchEngine {
    private SearchEngine() {}

    /**
     * Indexes of the messages that match. Blocks on the disk for header and body keys; stops with an
     * InterruptedIOException when the thread is interrupted. Fails with an IllegalArgumentException when the query is
     * nested some hundred levels deep.
     */
    public static BitSet search(MailboxSnapshot snapshot, SearchQuery query, MessageReader reader) throws IOException {
        Condition condition = new Conditions(snapshot).of(query);
        MessageView message = new MessageView(snapshot, reader);
        BitSet candidates = candidates(snapshot, query);
        BitSet found = new BitSet(snapshot.count());
        for (int i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
            message.moveTo(i);
            if (condition.test(message)) {
                found.set(i);
            }
            SubstringMatcher.checkInterrupt();
        }
        return found;
    }

    /**
     * The messages that the query's own UID sets leave, so that a search within few messages does not walk through all.
     */
    private static BitSet candidates(MailboxSnapshot snapshot, SearchQuery query) {
        BitSet candidates = new BitSet(snapshot.count());
        candidates.set(0, snapshot.count());
        if (query instanceof SearchQuery.Uids uids) {
            candidates.and(indexes(snapshot, uids.uids()));
        } else if (query instanceof SearchQuery.And and) {
            for (SearchQuery part : and.queries()) {
                if (part instanceof SearchQuery.Uids uids) {
                    candidates.and(indexes(snapshot, uids.uids()));
                }
            }
        }
        return candidates;
    }

    private static BitSet indexes(MailboxSnapshot snapshot, UidSet uids) {
        BitSet indexes = new BitSet(snapshot.count());
        for (int range = 0; range < uids.ranges(); range++) {
            int first = snapshot.indexOf(uids.first(range));
            int last = snapshot.indexOf(uids.last(range));
            int from = first < 0 ? -first - 1 : first;
            int to = last < 0 ? -last - 1 : last + 1;
            if (from < to) {
                indexes.set(from, to);
            }
        }
        return indexes;
    }
}
