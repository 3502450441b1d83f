package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;

/** Numbers that are given once: ids of accounts and mailboxes. */
final class CounterTable {
    private CounterTable() {}

    static long next(Tx tx, String name) throws SQLException {
        long next = tx.number(1, "SELECT next_value FROM counter WHERE name = ?", name);
        tx.update("UPDATE counter SET next_value = ? WHERE name = ?", next + 1, name);
        return next;
    }
}
