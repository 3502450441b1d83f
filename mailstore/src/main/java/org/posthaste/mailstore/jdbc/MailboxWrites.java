package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.index.FlagPage;
import org.posthaste.mailstore.index.IndexEntry;

/** What a batch has to write of one mailbox. Committer only. */
final class MailboxWrites {
    /** From this many pages on they are read with one query. */
    private static final int PREFETCH_FROM = 4;

    private final MailboxId mailbox;
    private final List<IndexEntry> rows = new ArrayList<>();
    private final Map<Integer, String> keywords = new TreeMap<>();
    private final Map<Integer, FlagPage> pages = new TreeMap<>();
    private final Set<Integer> stored = new HashSet<>();
    private final Set<Integer> dirty = new HashSet<>();
    private int prefetchedFrom = 1;
    private int prefetchedTo;
    private boolean changed;
    private int lastNumber = -1;
    private @Nullable FlagPage lastPage;

    MailboxWrites(MailboxId mailbox) {
        this.mailbox = mailbox;
    }

    List<IndexEntry> rows() {
        return rows;
    }

    boolean changed() {
        return changed;
    }

    void change() {
        changed = true;
    }

    void add(List<IndexEntry> entries) {
        rows.addAll(entries);
        changed = true;
    }

    void addKeyword(int bit, String name) {
        keywords.put(bit, name);
        changed = true;
    }

    /** Tells that flags of many messages in this range are going to change. */
    void prefetch(Tx tx, int firstUid, int lastUid) throws SQLException {
        int first = FlagPage.pageOf(firstUid);
        int last = FlagPage.pageOf(lastUid);
        if (last - first < PREFETCH_FROM || !pages.isEmpty()) {
            return;
        }
        Map<Integer, FlagPage> read = FlagPageTable.range(tx, mailbox.value(), first, last);
        stored.addAll(read.keySet());
        pages.putAll(read);
        prefetchedFrom = first;
        prefetchedTo = last;
    }

    /** Sets a message's flags. */
    void setFlags(Tx tx, int uid, long flags, long modSeq) throws SQLException {
        int number = FlagPage.pageOf(uid);
        FlagPage page = number == lastNumber ? lastPage : null;
        if (page == null) {
            page = flagPage(tx, number);
            lastPage = page;
            lastNumber = number;
        }
        page.set(FlagPage.slotOf(uid), flags, modSeq);
    }

    /** A page that is going to be changed. */
    FlagPage flagPage(Tx tx, int number) throws SQLException {
        dirty.add(number);
        changed = true;
        return page(tx, number);
    }

    private FlagPage page(Tx tx, int number) throws SQLException {
        FlagPage page = pages.get(number);
        if (page != null) {
            return page;
        }
        if (number < prefetchedFrom || number > prefetchedTo) {
            Map<Integer, FlagPage> read = FlagPageTable.range(tx, mailbox.value(), number, number);
            stored.addAll(read.keySet());
            page = read.get(number);
        }
        page = page == null ? new FlagPage() : page;
        pages.put(number, page);
        return page;
    }

    /** Adds everything to the connection's batches; returns the number of message rows. */
    int flush(Tx tx) throws SQLException {
        for (Map.Entry<Integer, String> keyword : keywords.entrySet()) {
            MailboxTable.addKeyword(tx, mailbox, keyword.getKey(), keyword.getValue());
        }
        for (Map.Entry<Integer, FlagPage> page : pages.entrySet()) {
            int number = page.getKey();
            if (!dirty.contains(number)) {
                continue;
            }
            if (page.getValue().newest() == 0) {
                FlagPageTable.delete(tx, mailbox.value(), number);
            } else if (stored.contains(number)) {
                FlagPageTable.update(tx, mailbox.value(), number, page.getValue());
            } else {
                FlagPageTable.insert(tx, mailbox.value(), number, page.getValue());
            }
        }
        return MessageTable.insert(tx, mailbox.value(), rows);
    }
}
