package org.posthaste.mailstore.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.posthaste.mailstore.index.FlagPage;

/** Flags that changed since messages were filed. Keys are {@code mailbox << 22 | page}. */
final class FlagPageTable {
    private static final int LAST_PAGE = (1 << 22) - 1;
    private static final String INSERT = "INSERT INTO flag_page (id, mod_seq, data) VALUES (?, ?, ?)";
    private static final String UPDATE = "UPDATE flag_page SET mod_seq = ?, data = ? WHERE id = ?";
    private static final String DELETE = "DELETE FROM flag_page WHERE id = ?";
    private static final String RANGE =
            "SELECT id, data FROM flag_page WHERE id BETWEEN ? AND ? AND mod_seq > ? ORDER BY id";

    private FlagPageTable() {}

    private static long key(int mailbox, int page) {
        return (long) mailbox << 22 | page;
    }

    /** All pages of a mailbox by number. */
    static Map<Integer, FlagPage> load(Tx tx, int mailbox) throws SQLException {
        return range(tx, mailbox, 0, LAST_PAGE, 0);
    }

    /** Pages with something newer than a modseq. */
    static Map<Integer, FlagPage> since(Tx tx, int mailbox, long modSeq) throws SQLException {
        return range(tx, mailbox, 0, LAST_PAGE, modSeq);
    }

    /** Pages with numbers from first to last. */
    static Map<Integer, FlagPage> range(Tx tx, int mailbox, int first, int last) throws SQLException {
        return range(tx, mailbox, first, last, 0);
    }

    private static Map<Integer, FlagPage> range(Tx tx, int mailbox, int first, int last, long modSeq)
            throws SQLException {
        Map<Integer, FlagPage> pages = new LinkedHashMap<>();
        tx.list(
                RANGE,
                row -> pages.put((int) row.getLong(1) & LAST_PAGE, FlagPage.decode(row.getBytes(2))),
                key(mailbox, first),
                key(mailbox, last),
                modSeq);
        return pages;
    }

    static void insert(Tx tx, int mailbox, int number, FlagPage page) throws SQLException {
        PreparedStatement insert = tx.prepare(INSERT);
        insert.setLong(1, key(mailbox, number));
        insert.setLong(2, page.newest());
        insert.setBytes(3, page.encode());
        tx.batch(insert);
    }

    static void update(Tx tx, int mailbox, int number, FlagPage page) throws SQLException {
        PreparedStatement update = tx.prepare(UPDATE);
        update.setLong(1, page.newest());
        update.setBytes(2, page.encode());
        update.setLong(3, key(mailbox, number));
        tx.batch(update);
    }

    static void delete(Tx tx, int mailbox, int number) throws SQLException {
        tx.batch(DELETE, key(mailbox, number));
    }
}
