package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;

/** Annotations. Statements run at once, not batched: what one change of a batch writes, the next may write over. */
final class AnnotationTable {
    /** Stands for the server, where a mailbox is expected, and for all users, where one is. */
    static final long NONE = 0;

    /** Mailboxes asked for in one query. */
    static final int TOGETHER = 64;

    private static final String OF_MAILBOXES =
            "SELECT mailbox, entry, data FROM annotation WHERE (account = ? OR account = 0) AND mailbox IN (?"
                    + ", ?".repeat(TOGETHER - 1) + ")";
    private static final String DELETE = "DELETE FROM annotation WHERE mailbox = ? AND account = ? AND entry_key = ?";
    private static final String INSERT =
            "INSERT INTO annotation (mailbox, account, entry_key, entry, author, octets, data) VALUES (?, ?, ?, ?, ?,"
                    + " ?, ?)";
    private static final String COPY = "INSERT INTO annotation (mailbox, account, entry_key, entry, author, octets,"
            + " data) SELECT CAST(? AS INTEGER), account, entry_key, entry, author, octets, data FROM annotation WHERE"
            + " mailbox = ?";

    private AnnotationTable() {}

    /** An annotation. */
    record Row(int mailbox, String entry, byte[] data) {}

    /** What a user sees of some mailboxes, {@link #TOGETHER} at most. */
    static List<Row> of(Tx tx, AccountId viewer, List<Long> mailboxes) throws SQLException {
        Object[] parameters = new Object[1 + TOGETHER];
        parameters[0] = viewer.value();
        for (int i = 0; i < TOGETHER; i++) {
            // Fewer are filled up with the last, so that there is one statement.
            parameters[1 + i] = mailboxes.get(Math.min(i, mailboxes.size() - 1));
        }
        return tx.list(OF_MAILBOXES, row -> new Row(row.getInt(1), row.getString(2), row.getBytes(3)), parameters);
    }

    static boolean exists(Tx tx, long mailbox, long account, String entry) throws SQLException {
        return tx.number(
                        0,
                        "SELECT COUNT(*) FROM annotation WHERE mailbox = ? AND account = ? AND entry_key = ?",
                        mailbox,
                        account,
                        key(entry))
                > 0;
    }

    static long count(Tx tx, long mailbox, long account) throws SQLException {
        return tx.number(0, "SELECT COUNT(*) FROM annotation WHERE mailbox = ? AND account = ?", mailbox, account);
    }

    /** Octets a user has written. */
    static long octets(Tx tx, AccountId author) throws SQLException {
        return tx.number(0, "SELECT COALESCE(SUM(octets), 0) FROM annotation WHERE author = ?", author.value());
    }

    static void put(Tx tx, long mailbox, long account, String entry, AccountId author, byte[] data)
            throws SQLException {
        delete(tx, mailbox, account, entry);
        tx.update(INSERT, mailbox, account, key(entry), entry, author.value(), data.length, data);
    }

    static void delete(Tx tx, long mailbox, long account, String entry) throws SQLException {
        tx.update(DELETE, mailbox, account, key(entry));
    }

    /** RFC 5464 §4.1: what INBOX had, the mailbox it is renamed to has too. */
    static void copy(Tx tx, MailboxId from, MailboxId to) throws SQLException {
        tx.update(COPY, to.value(), from.value());
    }

    static void deleteMailbox(Tx tx, MailboxId mailbox) throws SQLException {
        tx.update("DELETE FROM annotation WHERE mailbox = ?", mailbox.value());
    }

    /** Deletes what only this user saw. */
    static void deleteAccount(Tx tx, AccountId account) throws SQLException {
        tx.update("DELETE FROM annotation WHERE account = ?", account.value());
    }

    private static String key(String entry) {
        return entry.toLowerCase(Locale.ROOT);
    }
}
