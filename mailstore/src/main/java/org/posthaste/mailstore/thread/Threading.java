package org.posthaste.mailstore.thread;

import java.io.IOException;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.sort.HeaderColumns;

/** Puts messages into threads, RFC 5256 §3. Thread-safe. */
public final class Threading {
    private Threading() {}

    /**
     * The threads of these messages.
     *
     * @param indexes ascending
     */
    public static ThreadForest of(
            MailboxSnapshot snapshot,
            int[] indexes,
            ThreadAlgorithm algorithm,
            MessageReader reader,
            HeaderColumns columns)
            throws IOException {
        ThreadInput input;
        synchronized (columns) {
            columns.load(snapshot, indexes, reader);
            input = ThreadInput.of(snapshot, indexes, columns);
        }
        return of(input, algorithm);
    }

    static ThreadForest of(ThreadInput input, ThreadAlgorithm algorithm) {
        return switch (algorithm) {
            case ORDEREDSUBJECT -> OrderedSubject.of(input);
            case REFERENCES -> new References(input).bySubjectToo();
            case REFS -> new References(input).byReferencesAlone();
        };
    }
}
