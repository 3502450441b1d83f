package org.posthaste.mailstore.search;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import org.posthaste.mailstore.MailboxSnapshot;

/** Rules out messages that cannot hold a text, without reading them. Thread-safe. */
public interface CandidateFilter {
    /** Rules out nothing. */
    CandidateFilter NONE = (snapshot, scope, folded) -> Optional.empty();

    /**
     * The messages that may hold a text; all others certainly do not. Stops with an InterruptedIOException when the
     * thread is interrupted.
     *
     * @param folded the text, as {@link FoldedTexts} folds it
     * @return indexes of messages; empty if nothing can be ruled out
     */
    Optional<BitSet> candidates(MailboxSnapshot snapshot, TextScope scope, String folded) throws IOException;
}
