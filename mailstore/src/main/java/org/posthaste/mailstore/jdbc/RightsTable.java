package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.rights.Grantee;
import org.posthaste.mailstore.rights.Rights;

/** Access lists of mailboxes. Statements run at once, not batched: what one change of a batch writes, the next may write over. */
final class RightsTable {
    /** Stands for anyone; no account has it. */
    private static final long ANYONE = 0;

    private static final String OF_ACCOUNT = "SELECT r.mailbox, r.account, r.negative, r.rights FROM mailbox m JOIN"
            + " mailbox_right r ON r.mailbox = m.id WHERE m.account = ? AND m.deleted_at IS NULL ORDER BY r.mailbox,"
            + " r.account, r.negative";
    private static final String SHARERS = "SELECT DISTINCT m.account FROM mailbox_right r JOIN mailbox m ON m.id ="
            + " r.mailbox WHERE (r.account = ? OR r.account = 0) AND NOT r.negative AND m.deleted_at IS NULL AND"
            + " m.account <> ?";
    private static final String OF_GRANTEE = "SELECT DISTINCT m.id, m.account FROM mailbox_right r JOIN mailbox m ON"
            + " m.id = r.mailbox WHERE r.account = ? AND m.deleted_at IS NULL";

    private RightsTable() {}

    /** The access lists of an account's mailboxes; those with nothing in them are left out. */
    static Map<MailboxId, AccessList> ofAccount(Tx tx, AccountId account) throws SQLException {
        Map<MailboxId, List<AccessList.Entry>> entries = new HashMap<>();
        tx.list(
                OF_ACCOUNT,
                row -> entries.computeIfAbsent(new MailboxId(row.getInt(1)), id -> new ArrayList<>())
                        .add(new AccessList.Entry(
                                grantee(row.getLong(2)),
                                row.getBoolean(3),
                                Rights.parse(row.getString(4)).orElse(Rights.NONE))),
                account.value());
        Map<MailboxId, AccessList> lists = new HashMap<>();
        entries.forEach((mailbox, list) -> lists.put(mailbox, new AccessList(list)));
        return lists;
    }

    private static Grantee grantee(long account) {
        return account == ANYONE ? new Grantee.Anyone() : Grantee.of(new AccountId(account));
    }

    private static long number(Grantee who) {
        return who instanceof Grantee.User user ? user.account().value() : ANYONE;
    }

    /** Other accounts that granted this one anything. */
    static List<AccountId> sharers(Tx tx, AccountId account) throws SQLException {
        return tx.list(SHARERS, row -> new AccountId(row.getLong(1)), account.value(), account.value());
    }

    /** Mailboxes whose list names this user, and whose they are. */
    static Map<MailboxId, AccountId> naming(Tx tx, AccountId user) throws SQLException {
        Map<MailboxId, AccountId> owners = new HashMap<>();
        tx.list(
                OF_GRANTEE,
                row -> owners.put(new MailboxId(row.getInt(1)), new AccountId(row.getLong(2))) == null,
                user.value());
        return owners;
    }

    static void replace(Tx tx, MailboxId mailbox, AccessList list) throws SQLException {
        delete(tx, mailbox);
        for (AccessList.Entry entry : list.entries()) {
            tx.update(
                    "INSERT INTO mailbox_right (mailbox, account, negative, rights) VALUES (?, ?, ?, ?)",
                    mailbox.value(),
                    number(entry.who()),
                    entry.negative(),
                    entry.rights().letters());
        }
    }

    static void delete(Tx tx, MailboxId mailbox) throws SQLException {
        tx.update("DELETE FROM mailbox_right WHERE mailbox = ?", mailbox.value());
    }
}
