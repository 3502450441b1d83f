package org.posthaste.mailstore.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.JournalEntry;

/** Journal entries by position. */
final class JournalTable {
    private static final String INSERT =
            "INSERT INTO journal (id, happened_at, kind, message, session, details) VALUES (?, ?, ?, ?, ?, ?)";
    private static final String COLUMNS = "SELECT id, happened_at, kind, message, session, details FROM journal";
    private static final int LONGEST_ID = 100;

    private JournalTable() {}

    static void insert(Tx tx, long position, JournalEntry entry) throws SQLException {
        PreparedStatement insert = tx.prepare(INSERT);
        insert.setLong(1, position);
        insert.setLong(2, entry.at().toEpochMilli());
        insert.setString(3, entry.kind().name());
        insert.setString(4, Details.cut(entry.message(), LONGEST_ID));
        insert.setString(5, Details.cut(entry.session(), LONGEST_ID));
        insert.setString(6, Details.encode(entry.details()));
        tx.batch(insert);
    }

    static long newest(Tx tx) throws SQLException {
        return tx.number(0, "SELECT MAX(id) FROM journal");
    }

    static List<Journal.Positioned> after(Tx tx, long position, int limit) throws SQLException {
        return tx.list(COLUMNS + " WHERE id > ? ORDER BY id LIMIT ?", JournalTable::read, position, limit);
    }

    /** The newest entries, newest first. */
    static List<Journal.Positioned> newestFirst(Tx tx, int limit) throws SQLException {
        return tx.list(COLUMNS + " ORDER BY id DESC LIMIT ?", JournalTable::read, limit);
    }

    /** Says whether to go on with the next entry. */
    interface Visitor {
        boolean visit(Journal.Positioned entry);
    }

    /** Shows the entries behind a position, newest first. */
    static void newestFirst(Tx tx, long behind, Visitor visitor) throws SQLException {
        PreparedStatement select = tx.prepare(COLUMNS + " WHERE id > ? ORDER BY id DESC");
        select.setLong(1, behind);
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                if (!visitor.visit(read(row))) {
                    return;
                }
            }
        }
    }

    /** The entry at a position, if it is still there. */
    static Optional<Journal.Positioned> at(Tx tx, long position) throws SQLException {
        return tx.list(COLUMNS + " WHERE id = ?", JournalTable::read, position).stream()
                .findFirst();
    }

    /** Deletes some of the oldest entries if they are from before a time; returns how many. */
    static int purge(Tx tx, long before, int limit) throws SQLException {
        List<Long> old = tx.list(
                "SELECT id, happened_at FROM journal ORDER BY id LIMIT ?",
                row -> row.getLong(2) < before ? row.getLong(1) : -1L,
                limit);
        int count = 0;
        while (count < old.size() && old.get(count) >= 0) {
            count++;
        }
        if (count > 0 && count == old.size() && count < limit) {
            // The newest entry stays, so that positions are not given twice.
            count--;
        }
        if (count > 0) {
            tx.update("DELETE FROM journal WHERE id <= ?", old.get(count - 1));
            JournalIndexTable.purge(tx, old.get(count - 1));
        }
        return count;
    }

    private static Journal.Positioned read(ResultSet row) throws SQLException {
        JournalEntry entry = new JournalEntry(
                Instant.ofEpochMilli(row.getLong(2)),
                JournalEntry.Kind.valueOf(row.getString(3)),
                row.getString(4),
                row.getString(5),
                Details.decode(row.getString(6)));
        return new Journal.Positioned(row.getLong(1), entry);
    }
}
