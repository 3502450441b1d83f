package org.posthaste.mailstore.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalKey;

/** The journal as a table. */
final class JdbcJournal implements Journal {
    private final Database database;
    private final Committer committer;

    JdbcJournal(Database database, Committer committer) {
        this.database = database;
        this.committer = committer;
    }

    @Override
    public void append(JournalEntry entry) {
        committer.journal(entry);
    }

    @Override
    public List<Positioned> after(long position, int limit) {
        return database.read(tx -> JournalTable.after(tx, position, limit));
    }

    @Override
    public List<Positioned> latest(Instant since, int limit) {
        List<Positioned> newestFirst = database.read(tx -> JournalTable.newestFirst(tx, limit));
        List<Positioned> entries = new ArrayList<>();
        for (Positioned entry : newestFirst) {
            if (!entry.entry().at().isBefore(since)) {
                entries.add(entry);
            }
        }
        Collections.reverse(entries);
        return entries;
    }

    @Override
    public List<Positioned> ofMessage(String message, int limit) {
        List<Positioned> entries =
                new ArrayList<>(find(JournalKey.of(JournalKey.Kind.MESSAGE, message), Instant.EPOCH, limit));
        Collections.reverse(entries);
        return entries;
    }

    @Override
    public List<Positioned> find(JournalKey key, Instant since, int limit) {
        return database.read(tx -> JournalIndexTable.find(tx, key, since, limit));
    }
}
