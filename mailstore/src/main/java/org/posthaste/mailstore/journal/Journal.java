package org.posthaste.mailstore.journal;

import java.time.Instant;
import java.util.List;

/** What happened, kept for weeks. Thread-safe. */
public interface Journal {
    /** Appends with the next batch; not a promise. Entries that belong to an act go with its transaction instead. */
    void append(JournalEntry entry);

    /** Entries after a position, oldest first; for following. */
    List<Positioned> after(long position, int limit);

    /** The newest entries since a time, oldest first. */
    List<Positioned> latest(Instant since, int limit);

    /** The newest entries of a message, oldest first. */
    List<Positioned> ofMessage(String message, int limit);

    /** The newest entries that name something and are not older than a time, newest first. Of a million entries it finds those of a rare name in some hundred milliseconds. */
    List<Positioned> find(JournalKey key, Instant since, int limit);

    /** An entry with its position in the journal. */
    record Positioned(long position, JournalEntry entry) {}
}
