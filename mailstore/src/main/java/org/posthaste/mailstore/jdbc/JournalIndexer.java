package org.posthaste.mailstore.jdbc;

import java.util.List;
import org.posthaste.mailstore.journal.Journal;

/** Puts entries of the journal into its index, some thousands at a time, behind those who wait for them. Confined to housekeeping. */
final class JournalIndexer {
    /** Behind this many entries the index is written although others wait for the committer. */
    private static final int FAR_BEHIND = 16 * JournalIndexBlock.ENTRIES;

    private final Database database;
    private final Committer committer;

    JournalIndexer(Database database, Committer committer) {
        this.database = database;
        this.committer = committer;
    }

    /** Indexes the next entries if there are enough; true if there may be enough for more. */
    boolean advance() {
        long last = database.read(JournalIndexTable::last);
        long behind = database.read(JournalTable::newest) - last;
        if (behind < JournalIndexBlock.ENTRIES || behind < FAR_BEHIND && committer.waiting() > 0) {
            return false;
        }
        List<Journal.Positioned> entries = database.read(tx -> JournalTable.after(tx, last, JournalIndexBlock.ENTRIES));
        if (entries.isEmpty()) {
            return false;
        }
        JournalIndexBlock block = JournalIndexBlock.of(entries);
        committer.await(batch -> {
            batch.changedLazily();
            JournalIndexTable.insert(batch.tx(), block);
            return true;
        });
        return true;
    }
}
