package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;

/** Numbers that are given once: ids of accounts, mailboxes and of what is queued. */
final class CounterTable {
    private CounterTable() {}

    static long next(Tx tx, String name) throws SQLException {
        return next(tx, name, 1);
    }

    /** The first of several numbers. */
    static long next(Tx tx, String name, int count) throws SQLException {
        long next = tx.number(1, "SELECT next_value FROM counter WHERE name = ?", name);
        tx.update("UPDATE counter SET next_value = ? WHERE name = ?", next + count, name);
        return next;
    }
}
