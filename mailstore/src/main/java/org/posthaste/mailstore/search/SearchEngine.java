package org.posthaste.mailstore.search;

import java.io.IOException;
import java.util.BitSet;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;

/**
 * Evaluates queries over a snapshot, cheapest conditions first; reads a message only when nothing cheaper decides.
 * Thread-safe.
 */
public final class SearchEngine {
    private SearchEngine() {}

    /**
     * Indexes of the messages that match. What an index of texts rules out is not looked at; whatever it leaves is
     * compared, so that the answer does not depend on it. Blocks on the disk for header and body keys; stops with an
     * InterruptedIOException when the thread is interrupted. Fails with an IllegalArgumentException when the query is
     * nested some hundred levels deep.
     */
    public static BitSet search(MailboxSnapshot snapshot, SearchQuery query, MessageReader reader) throws IOException {
        Condition condition = new Conditions(snapshot, reader.candidateFilter()).of(query);
        MessageView message = new MessageView(snapshot, reader);
        BitSet candidates = condition.superset().orElseGet(() -> all(snapshot));
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

    private static BitSet all(MailboxSnapshot snapshot) {
        BitSet all = new BitSet(snapshot.count());
        all.set(0, snapshot.count());
        return all;
    }
}
