package org.posthaste.mailstore.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.JournalKey;

/** Blocks of the journal's index, and what is found with them. */
final class JournalIndexTable {
    private JournalIndexTable() {}

    static void insert(Tx tx, JournalIndexBlock block) throws SQLException {
        tx.update(
                "INSERT INTO journal_index (last_id, first_id, newest_at, data) VALUES (?, ?, ?, ?)",
                block.last(),
                block.first(),
                block.newestAt(),
                block.data());
    }

    /** Position of the last entry that is in the index; 0 if there is none. */
    static long last(Tx tx) throws SQLException {
        return tx.number(0, "SELECT MAX(last_id) FROM journal_index");
    }

    /** Forgets blocks whose entries are all gone. */
    static void purge(Tx tx, long through) throws SQLException {
        tx.update("DELETE FROM journal_index WHERE last_id <= ?", through);
    }

    /** The newest entries with a key that are not older than a time, newest first. */
    static List<Journal.Positioned> find(Tx tx, JournalKey key, Instant since, int limit) throws SQLException {
        List<Journal.Positioned> found = new ArrayList<>();
        JournalTable.newestFirst(tx, last(tx), entry -> {
            if (matches(entry, key, since)) {
                found.add(entry);
            }
            return found.size() < limit;
        });
        PreparedStatement blocks = tx.prepare("SELECT first_id, last_id, newest_at, data FROM journal_index"
                + " WHERE last_id < ? ORDER BY last_id DESC LIMIT 1");
        long before = Long.MAX_VALUE;
        while (found.size() < limit) {
            blocks.setLong(1, before);
            JournalIndexBlock block;
            try (ResultSet row = blocks.executeQuery()) {
                if (!row.next()) {
                    break;
                }
                block = new JournalIndexBlock(row.getLong(1), row.getLong(2), row.getLong(3), row.getBytes(4));
            }
            if (block.newestAt() < since.toEpochMilli()) {
                break;
            }
            add(tx, block, key, since, limit, found);
            before = block.last();
        }
        return found;
    }

    private static void add(
            Tx tx, JournalIndexBlock block, JournalKey key, Instant since, int limit, List<Journal.Positioned> found)
            throws SQLException {
        for (long position : block.candidates(key)) {
            if (found.size() == limit) {
                return;
            }
            JournalTable.at(tx, position)
                    .filter(entry -> matches(entry, key, since))
                    .ifPresent(found::add);
        }
    }

    private static boolean matches(Journal.Positioned entry, JournalKey key, Instant since) {
        return !entry.entry().at().isBefore(since)
                && JournalKey.of(entry.entry()).contains(key);
    }
}
