package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.List;

/** What is deleted and kept for restoring, and how it really goes. */
final class RetentionTable {
    private static final int CHUNK = 1000;
    private static final int PAGES = 16;

    private RetentionTable() {}

    /** Mailboxes deleted before a time. */
    static List<Integer> deletedMailboxes(Tx tx, long before) throws SQLException {
        return tx.list("SELECT id FROM mailbox WHERE deleted_at < ?", row -> row.getInt(1), before);
    }

    /** Deletes some of a deleted mailbox; true if there is more. */
    static boolean purgeMailbox(Tx tx, int mailbox) throws SQLException {
        long first = MessageTable.key(mailbox, 0);
        long last = MessageTable.key(mailbox, Integer.MAX_VALUE);
        return deleteSome(tx, "message", first, last, CHUNK)
                || deleteSome(tx, "message_page", first, last, PAGES)
                || deleteSome(tx, "flag_page", (long) mailbox << 22, ((long) mailbox + 1 << 22) - 1, PAGES)
                || deleteRest(tx, mailbox);
    }

    private static boolean deleteSome(Tx tx, String table, long first, long last, int limit) throws SQLException {
        List<Long> ids = tx.list(
                "SELECT id FROM " + table + " WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?",
                row -> row.getLong(1),
                first,
                last,
                limit);
        if (ids.isEmpty()) {
            return false;
        }
        tx.update("DELETE FROM " + table + " WHERE id BETWEEN ? AND ?", first, ids.get(ids.size() - 1));
        return true;
    }

    private static boolean deleteRest(Tx tx, int mailbox) throws SQLException {
        tx.update("DELETE FROM keyword WHERE mailbox = ?", mailbox);
        tx.update("DELETE FROM expunge_log WHERE mailbox = ?", mailbox);
        tx.update("DELETE FROM mailbox WHERE id = ?", mailbox);
        return false;
    }

    /** Accounts removed before a time, of which no mailbox is left. */
    static List<Long> removedAccounts(Tx tx, long before) throws SQLException {
        return tx.list(
                "SELECT a.id FROM account a WHERE a.removed_at < ? AND NOT EXISTS (SELECT 1 FROM mailbox m WHERE"
                        + " m.account = a.id)",
                row -> row.getLong(1),
                before);
    }

    static void purgeAccount(Tx tx, long account) throws SQLException {
        tx.update("DELETE FROM subscription WHERE account = ?", account);
        tx.update("DELETE FROM account WHERE id = ?", account);
    }
}
