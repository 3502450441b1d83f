package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.List;

/** What was expunged when. */
final class ExpungeLogTable {
    private ExpungeLogTable() {}

    /** Messages expunged together. */
    record Row(long id, int mailbox, long modSeq) {}

    static void insert(Tx tx, long id, int mailbox, long modSeq, int messages, long now) throws SQLException {
        tx.batch(
                "INSERT INTO expunge_log (id, mailbox, mod_seq, messages, happened_at) VALUES (?, ?, ?, ?, ?)",
                id,
                mailbox,
                modSeq,
                messages,
                now);
    }

    static long newest(Tx tx) throws SQLException {
        return tx.number(0, "SELECT MAX(id) FROM expunge_log");
    }

    /** Some of the oldest rows that are from before a time, oldest first. */
    static List<Row> before(Tx tx, long before, int limit) throws SQLException {
        return tx
                .list(
                        "SELECT id, mailbox, mod_seq, happened_at FROM expunge_log ORDER BY id LIMIT ?",
                        row -> new Row(row.getLong(4) < before ? row.getLong(1) : -1, row.getInt(2), row.getLong(3)),
                        limit)
                .stream()
                .takeWhile(row -> row.id() >= 0)
                .toList();
    }

    static void delete(Tx tx, long id) throws SQLException {
        tx.batch("DELETE FROM expunge_log WHERE id = ?", id);
    }
}
