package org.posthaste.mailstore.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.posthaste.mailstore.index.IndexEntry;
import org.posthaste.mailstore.index.IndexPage;

/**
 * Messages as they were filed: one row each at the end of a mailbox, pages of up to 1,024 in front of them. Keys are {@code mailbox << 32 | uid}, so that a mailbox is one range of the table and H2
 * needs no second index.
 */
final class MessageTable {
    /** This many new messages at once are written as pages at the outset. */
    static final int PAGED_FROM = 256;

    private static final int PAGES_AT_ONCE = 32;

    private static final String INSERT =
            "INSERT INTO message (id, flags, mod_seq, internal_date, zone, saved_at, size, pack, pack_offset,"
                    + " meta_offset, meta_length) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String ROWS =
            "SELECT id, flags, mod_seq, internal_date, zone, saved_at, size, pack, pack_offset, meta_offset,"
                    + " meta_length FROM message WHERE id BETWEEN ? AND ? ORDER BY id";
    private static final String OLDEST_ROWS = ROWS + " LIMIT ?";
    private static final String DELETE_ROWS = "DELETE FROM message WHERE id BETWEEN ? AND ?";
    private static final String INSERT_PAGE = "INSERT INTO message_page (id, data) VALUES (?, ?)";
    private static final String UPDATE_PAGE = "UPDATE message_page SET data = ? WHERE id = ?";
    private static final String PAGES =
            "SELECT id, data FROM message_page WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?";
    private static final String DELETE_PAGE = "DELETE FROM message_page WHERE id = ?";

    private MessageTable() {}

    static long key(int mailbox, int uid) {
        return (long) mailbox << 32 | uid;
    }

    /** Adds messages to the batch, ascending by UID and behind all others; returns how many become rows. */
    static int insert(Tx tx, int mailbox, List<IndexEntry> entries) throws SQLException {
        int at = 0;
        while (entries.size() - at >= PAGED_FROM) {
            int to = Math.min(entries.size(), at + IndexPage.CAPACITY);
            insertPage(tx, mailbox, IndexPage.of(entries.subList(at, to)));
            at = to;
        }
        if (at < entries.size()) {
            PreparedStatement insert = tx.prepare(INSERT);
            for (IndexEntry entry : entries.subList(at, entries.size())) {
                bind(insert, mailbox, entry);
                tx.batch(insert);
            }
        }
        return entries.size() - at;
    }

    private static void bind(PreparedStatement insert, int mailbox, IndexEntry entry) throws SQLException {
        insert.setLong(1, key(mailbox, entry.uid()));
        insert.setLong(2, entry.flags());
        insert.setLong(3, entry.modSeq());
        insert.setLong(4, entry.date());
        insert.setInt(5, entry.zone());
        insert.setLong(6, entry.saved());
        insert.setInt(7, entry.size());
        insert.setInt(8, entry.pack());
        insert.setInt(9, entry.offset());
        insert.setInt(10, entry.metaOffset());
        insert.setInt(11, entry.metaLength());
    }

    static void insertPage(Tx tx, int mailbox, IndexPage page) throws SQLException {
        PreparedStatement insert = tx.prepare(INSERT_PAGE);
        insert.setLong(1, key(mailbox, page.firstUid()));
        insert.setBytes(2, page.encode());
        tx.batch(insert);
    }

    /** Replaces a page, whose key was its first UID once. */
    static void updatePage(Tx tx, long key, IndexPage page) throws SQLException {
        PreparedStatement update = tx.prepare(UPDATE_PAGE);
        update.setBytes(1, page.encode());
        update.setLong(2, key);
        tx.batch(update);
    }

    static void deletePage(Tx tx, long key) throws SQLException {
        tx.batch(DELETE_PAGE, key);
    }

    /** Deletes rows, not pages, among these UIDs. */
    static void deleteRows(Tx tx, int mailbox, int firstUid, int lastUid) throws SQLException {
        tx.batch(DELETE_ROWS, key(mailbox, firstUid), key(mailbox, lastUid));
    }

    /** All messages of a mailbox in pages, ascending by UID, expunged ones too. */
    static List<IndexPage> load(Tx tx, int mailbox) throws SQLException {
        TreeMap<Integer, IndexPage> byUid = new TreeMap<>();
        for (IndexPage page : pagesFrom(tx, mailbox, 0)) {
            byUid.put(page.firstUid(), page);
        }
        for (IndexPage page : rowsFrom(tx, mailbox, 0)) {
            byUid.put(page.firstUid(), page);
        }
        return new ArrayList<>(byUid.values());
    }

    /** Pages whose key is a UID from {@code firstUid} on. */
    static List<IndexPage> pagesFrom(Tx tx, int mailbox, int firstUid) throws SQLException {
        List<IndexPage> pages = new ArrayList<>();
        forEachPage(tx, key(mailbox, firstUid), key(mailbox, Integer.MAX_VALUE), pages::add);
        return pages;
    }

    /** Calls for each page with a key from first to last, ascending. Reads a few at a time: the database would hold the whole result in memory. */
    static void forEachPage(Tx tx, long first, long last, Consumer<IndexPage> action) throws SQLException {
        long[] next = {first};
        int read;
        do {
            read = tx.list(
                            PAGES,
                            row -> {
                                next[0] = row.getLong(1) + 1;
                                action.accept(IndexPage.decode(row.getBytes(2)));
                                return true;
                            },
                            next[0],
                            last,
                            PAGES_AT_ONCE)
                    .size();
        } while (read == PAGES_AT_ONCE);
    }

    /** Rows from a UID on, in pages made here; no page reaches over messages that are stored in a page. */
    static List<IndexPage> rowsFrom(Tx tx, int mailbox, int firstUid) throws SQLException {
        List<Long> pageKeys = tx.list(
                "SELECT id FROM message_page WHERE id BETWEEN ? AND ? ORDER BY id",
                row -> row.getLong(1),
                key(mailbox, firstUid),
                key(mailbox, Integer.MAX_VALUE));
        List<IndexPage> pages = new ArrayList<>();
        List<IndexEntry> run = new ArrayList<>();
        int nextKey = 0;
        PreparedStatement statement = tx.prepare(ROWS);
        statement.setLong(1, key(mailbox, firstUid));
        statement.setLong(2, key(mailbox, Integer.MAX_VALUE));
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                boolean crosses = false;
                while (nextKey < pageKeys.size() && pageKeys.get(nextKey) < row.getLong(1)) {
                    nextKey++;
                    crosses = true;
                }
                if ((crosses && !run.isEmpty()) || run.size() == IndexPage.CAPACITY) {
                    pages.add(IndexPage.of(run));
                    run.clear();
                }
                run.add(read(row));
            }
        }
        if (!run.isEmpty()) {
            pages.add(IndexPage.of(run));
        }
        return pages;
    }

    /** The first rows of a mailbox. */
    static List<IndexEntry> oldestRows(Tx tx, int mailbox, int limit) throws SQLException {
        return tx.list(OLDEST_ROWS, MessageTable::read, key(mailbox, 0), key(mailbox, Integer.MAX_VALUE), limit);
    }

    /** The first page behind a UID: the UID in its key, or 0. */
    static int pageBehind(Tx tx, int mailbox, int uid) throws SQLException {
        return (int) tx.number(
                0,
                "SELECT MIN(id) FROM message_page WHERE id BETWEEN ? AND ?",
                key(mailbox, uid + 1),
                key(mailbox, Integer.MAX_VALUE));
    }

    /** Keys of the pages that may hold UIDs from first to last, ascending. */
    static List<Long> pageKeys(Tx tx, int mailbox, int firstUid, int lastUid) throws SQLException {
        long floor = tx.number(
                0,
                "SELECT MAX(id) FROM message_page WHERE id BETWEEN ? AND ?",
                key(mailbox, 0),
                key(mailbox, firstUid));
        return tx.list(
                "SELECT id FROM message_page WHERE id BETWEEN ? AND ? ORDER BY id",
                row -> row.getLong(1),
                Math.max(floor, key(mailbox, 0)),
                key(mailbox, lastUid));
    }

    static IndexPage page(Tx tx, long key) throws SQLException {
        return tx.list("SELECT data FROM message_page WHERE id = ?", row -> IndexPage.decode(row.getBytes(1)), key)
                .get(0);
    }

    /**
     * Reads some messages from a UID on, as they were filed.
     *
     * @param into by UID; may get some behind the last one returned
     * @return the UID up to which nothing is missing
     */
    static int read(Tx tx, int mailbox, int firstUid, int limit, Map<Integer, IndexEntry> into) throws SQLException {
        int complete = Integer.MAX_VALUE;
        List<IndexEntry> rows = tx.list(
                OLDEST_ROWS, MessageTable::read, key(mailbox, firstUid), key(mailbox, Integer.MAX_VALUE), limit);
        rows.forEach(entry -> into.put(entry.uid(), entry));
        if (rows.size() == limit) {
            complete = rows.get(limit - 1).uid();
        }
        for (long key : pageKeys(tx, mailbox, firstUid, complete)) {
            if ((int) key > complete) {
                break;
            }
            IndexPage page = page(tx, key).after(firstUid - 1);
            for (int slot = 0; slot < page.count(); slot++) {
                into.put(page.entry(slot).uid(), page.entry(slot));
            }
            if (page.count() > 0) {
                complete = Math.min(complete, page.lastUid());
            }
        }
        return complete;
    }

    private static IndexEntry read(ResultSet row) throws SQLException {
        return new IndexEntry(
                (int) row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                row.getInt(5),
                row.getLong(6),
                row.getInt(7),
                row.getInt(8),
                row.getInt(9),
                row.getInt(10),
                row.getInt(11));
    }
}
