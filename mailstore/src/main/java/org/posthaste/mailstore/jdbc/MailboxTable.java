package org.posthaste.mailstore.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.text.IndexedMail;

/** Mailboxes with their counters, and their keywords. */
final class MailboxTable {
    private static final String COLUMNS =
            "m.id, m.account, m.name, m.uses, m.uid_validity, m.uid_next, m.mod_seq, m.messages, m.unseen, m.deleted,"
                    + " m.octets, m.recent_uid, m.expunge_floor, m.unfolded";
    private static final String OF_ACCOUNT =
            "SELECT " + COLUMNS + " FROM mailbox m WHERE m.account = ? AND m.deleted_at IS NULL";
    private static final String KEYWORDS = "SELECT k.mailbox, k.name FROM mailbox m JOIN keyword k ON k.mailbox = m.id"
            + " WHERE m.account = ? AND m.deleted_at IS NULL ORDER BY k.mailbox, k.bit";
    private static final String INSERT =
            "INSERT INTO mailbox (id, account, name, uses, uid_validity, uid_next, mod_seq, messages, unseen, deleted,"
                    + " octets, recent_uid, expunge_floor, unfolded) VALUES (?, ?, ?, ?, ?, 1, 1, 0, 0, 0, 0, 1, 0, 0)";
    private static final String UPDATE =
            "UPDATE mailbox SET name = ?, uid_next = ?, mod_seq = ?, messages = ?, unseen = ?, deleted = ?, octets ="
                    + " ?, recent_uid = ?, expunge_floor = ?, unfolded = ? WHERE id = ?";

    private MailboxTable() {}

    /** A mailbox as stored. */
    record Row(
            MailboxId id,
            AccountId account,
            MailboxName name,
            Set<SpecialUse> uses,
            int uidValidity,
            Counters counters,
            int recentUid,
            AccessList access) {}

    /** What changes with messages. */
    record Counters(
            int uidNext,
            long modSeq,
            int messages,
            int unseen,
            int deleted,
            long octets,
            long expungeFloor,
            int unfolded,
            List<String> keywords) {}

    static List<Row> ofAccount(Tx tx, AccountId account) throws SQLException {
        Map<Integer, List<String>> keywords = new HashMap<>();
        tx.list(
                KEYWORDS,
                row -> keywords.computeIfAbsent(row.getInt(1), id -> new ArrayList<>())
                        .add(row.getString(2)),
                account.value());
        Map<MailboxId, AccessList> access = RightsTable.ofAccount(tx, account);
        return tx.list(
                OF_ACCOUNT,
                row -> read(
                        row,
                        keywords.getOrDefault(row.getInt(1), List.of()),
                        access.getOrDefault(new MailboxId(row.getInt(1)), AccessList.NONE)),
                account.value());
    }

    private static Row read(ResultSet row, List<String> keywords, AccessList access) throws SQLException {
        Counters counters = new Counters(
                row.getInt(6),
                row.getLong(7),
                row.getInt(8),
                row.getInt(9),
                row.getInt(10),
                row.getLong(11),
                row.getLong(13),
                row.getInt(14),
                List.copyOf(keywords));
        return new Row(
                new MailboxId(row.getInt(1)),
                new AccountId(row.getLong(2)),
                new MailboxName(row.getString(3)),
                uses(row.getString(4)),
                row.getInt(5),
                counters,
                row.getInt(12),
                access);
    }

    /** A new mailbox without messages and with nobody's rights but the owner's, written at once. */
    static Row insert(Tx tx, AccountId account, MailboxName name, Set<SpecialUse> uses, int uidValidity)
            throws SQLException {
        return insert(tx, account, name, uses, uidValidity, AccessList.NONE);
    }

    /** A new mailbox without messages, written at once. */
    static Row insert(
            Tx tx, AccountId account, MailboxName name, Set<SpecialUse> uses, int uidValidity, AccessList access)
            throws SQLException {
        int id = (int) CounterTable.next(tx, "mailbox");
        tx.update(INSERT, id, account.value(), name.value(), text(uses), uidValidity);
        Counters none = new Counters(1, 1, 0, 0, 0, 0, 0, 0, List.of());
        if (!access.entries().isEmpty()) {
            RightsTable.replace(tx, new MailboxId(id), access);
        }
        return new Row(new MailboxId(id), account, name, uses, uidValidity, none, 1, access);
    }

    static void update(Tx tx, MailboxId id, MailboxName name, Counters counters, int recentUid) throws SQLException {
        PreparedStatement update = tx.prepare(UPDATE);
        update.setString(1, name.value());
        update.setInt(2, counters.uidNext());
        update.setLong(3, counters.modSeq());
        update.setInt(4, counters.messages());
        update.setInt(5, counters.unseen());
        update.setInt(6, counters.deleted());
        update.setLong(7, counters.octets());
        update.setInt(8, recentUid);
        update.setLong(9, counters.expungeFloor());
        update.setInt(10, counters.unfolded());
        update.setInt(11, id.value());
        tx.batch(update);
    }

    static void addKeyword(Tx tx, MailboxId id, int bit, String name) throws SQLException {
        tx.batch("INSERT INTO keyword (mailbox, bit, name) VALUES (?, ?, ?)", id.value(), bit, name);
    }

    static void markDeleted(Tx tx, MailboxId id, long now) throws SQLException {
        tx.batch("UPDATE mailbox SET deleted_at = ? WHERE id = ?", now, id.value());
    }

    /** The owner of a mailbox that is not deleted. */
    static Optional<AccountId> owner(Tx tx, MailboxId id) throws SQLException {
        long account = tx.number(-1, "SELECT account FROM mailbox WHERE id = ? AND deleted_at IS NULL", id.value());
        return account < 0 ? Optional.empty() : Optional.of(new AccountId(account));
    }

    /** Accounts, not removed, with at least so many visible messages or octets. */
    static List<AccountId> accountsWith(Tx tx, int messages, long octets) throws SQLException {
        return tx.list(
                "SELECT m.account FROM mailbox m JOIN account a ON a.id = m.account WHERE m.deleted_at IS NULL"
                        + " AND a.address_key IS NOT NULL GROUP BY m.account"
                        + " HAVING SUM(m.messages) >= ? OR SUM(m.octets) >= ?",
                row -> new AccountId(row.getLong(1)),
                messages,
                octets);
    }

    /** An account's mailboxes, for the text index; none if the account was removed. */
    static List<IndexedMail.Extent> extents(Tx tx, AccountId account) throws SQLException {
        return tx.list(
                "SELECT m.id, m.uid_next, m.messages, m.octets FROM mailbox m JOIN account a ON a.id = m.account"
                        + " WHERE m.account = ? AND m.deleted_at IS NULL AND a.address_key IS NOT NULL",
                row -> new IndexedMail.Extent(
                        new MailboxId(row.getInt(1)), row.getInt(2), row.getInt(3), row.getLong(4)),
                account.value());
    }

    /** An account's mailboxes, those included that are kept for restoring. */
    static List<Integer> allOf(Tx tx, AccountId account) throws SQLException {
        return tx.list("SELECT id FROM mailbox WHERE account = ?", row -> row.getInt(1), account.value());
    }

    /** UIDNEXT as committed; 1 if the mailbox is gone. */
    static int uidNext(Tx tx, MailboxId id) throws SQLException {
        return (int) tx.number(1, "SELECT uid_next FROM mailbox WHERE id = ?", id.value());
    }

    /** Modseq of the last committed change. */
    static long modSeq(Tx tx, MailboxId id) throws SQLException {
        return tx.number(-1, "SELECT mod_seq FROM mailbox WHERE id = ?", id.value());
    }

    /** Up to which modseq expunged messages are forgotten. */
    static long expungeFloor(Tx tx, MailboxId id) throws SQLException {
        return tx.number(-1, "SELECT expunge_floor FROM mailbox WHERE id = ?", id.value());
    }

    /** Mailboxes with at least this many rows behind their pages, and whose they are. */
    static Map<MailboxId, AccountId> unfolded(Tx tx, int rows) throws SQLException {
        Map<MailboxId, AccountId> owners = new HashMap<>();
        tx.list(
                "SELECT id, account FROM mailbox WHERE unfolded >= ? AND deleted_at IS NULL",
                row -> owners.put(new MailboxId(row.getInt(1)), new AccountId(row.getLong(2))) == null,
                rows);
        return owners;
    }

    private static String text(Set<SpecialUse> uses) {
        return String.join(" ", uses.stream().map(Enum::name).sorted().toList());
    }

    private static Set<SpecialUse> uses(String text) {
        Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
        for (String name : text.split(" ")) {
            if (!name.isEmpty()) {
                uses.add(SpecialUse.valueOf(name));
            }
        }
        return uses;
    }
}
