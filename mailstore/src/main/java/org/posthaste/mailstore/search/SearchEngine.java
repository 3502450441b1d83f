package org.posthaste.mailstore.search;

import java.io.IOException;
import java.util.BitSet;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;

/** Evaluates queries over a snapshot, cheapest conditions first; reads a message only when nothing cheaper decides. Thread-safe. */
public final class SearchEngine {
    private SearchEngine() {}

    /** Indexes of the messages that match. Blocks on the disk for header and body keys; stops with an InterruptedIOException when the thread is interrupted. */
    public static BitSet search(MailboxSnapshot snapshot, SearchQuery query, MessageReader reader) throws IOException {
        throw new UnsupportedOperationException();
    }
}
