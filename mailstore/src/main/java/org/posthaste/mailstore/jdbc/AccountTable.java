package org.posthaste.mailstore.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxName;

/** The mail side of accounts: limits and subscriptions. What a login needs is in {@link UserTable}. */
final class AccountTable {
    private static final String ROW =
            "SELECT address, quota_octets, quota_messages, administrator, last_uid_validity, hidden_capabilities FROM account WHERE id = ?"
                    + " AND removed_at IS NULL";
    private static final String UPDATE = "UPDATE account SET quota_octets = ?, quota_messages = ?, administrator = ?,"
            + " last_uid_validity = ?, hidden_capabilities = ? WHERE id = ?";

    private AccountTable() {}

    /** An account as stored. */
    record Row(
            AccountId id,
            String address,
            long quotaOctets,
            long quotaMessages,
            boolean administrator,
            int lastUidValidity,
            String hiddenCapabilities) {}

    static Optional<Row> row(Tx tx, AccountId id) throws SQLException {
        return tx
                .list(
                        ROW,
                        row -> new Row(
                                id,
                                row.getString(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getBoolean(4),
                                row.getInt(5),
                                row.getString(6)),
                        id.value())
                .stream()
                .findAny();
    }

    static void update(Tx tx, Row row) throws SQLException {
        PreparedStatement update = tx.prepare(UPDATE);
        update.setLong(1, row.quotaOctets());
        update.setLong(2, row.quotaMessages());
        update.setBoolean(3, row.administrator());
        update.setInt(4, row.lastUidValidity());
        update.setString(5, row.hiddenCapabilities());
        update.setLong(6, row.id().value());
        tx.batch(update);
    }

    static List<MailboxName> subscriptions(Tx tx, AccountId id) throws SQLException {
        return tx.list(
                "SELECT name FROM subscription WHERE account = ?",
                row -> new MailboxName(row.getString(1)),
                id.value());
    }

    /** Runs at once, not batched: a later change of the same batch may end the subscription. */
    static void subscribe(Tx tx, AccountId id, MailboxName name) throws SQLException {
        tx.update("INSERT INTO subscription (account, name) VALUES (?, ?)", id.value(), name.value());
    }

    static void unsubscribe(Tx tx, AccountId id, MailboxName name) throws SQLException {
        tx.update("DELETE FROM subscription WHERE account = ? AND name = ?", id.value(), name.value());
    }
}
