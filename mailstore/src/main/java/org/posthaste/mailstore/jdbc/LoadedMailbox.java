package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.index.FlagPage;
import org.posthaste.mailstore.index.IndexPage;
import org.posthaste.mailstore.index.PagedSnapshot;

/**
 * A mailbox's messages as read from the tables at one moment.
 *
 * @param modSeq the mailbox's newest modseq at that moment
 * @param expungeFloor up to which modseq expunged messages were forgotten at that moment
 * @param filed messages as they were filed, expunged ones too
 * @param flagPages what became of their flags
 */
record LoadedMailbox(
        MailboxId id, long modSeq, long expungeFloor, List<IndexPage> filed, Map<Integer, FlagPage> flagPages) {
    static LoadedMailbox read(Tx tx, MailboxId id) throws SQLException {
        return of(tx, id, MessageTable.load(tx, id.value()));
    }

    private static LoadedMailbox of(Tx tx, MailboxId id, List<IndexPage> filed) throws SQLException {
        return new LoadedMailbox(
                id,
                MailboxTable.modSeq(tx, id),
                MailboxTable.expungeFloor(tx, id),
                filed,
                FlagPageTable.load(tx, id.value()));
    }

    PagedSnapshot snapshot(PagedSnapshot.State state) {
        return PagedSnapshot.of(state, filed, flagPages);
    }

    /** Adds what was committed since, reading again only what may have changed. */
    LoadedMailbox refreshed(Tx tx) throws SQLException {
        if (filed.isEmpty() || MailboxTable.expungeFloor(tx, id) != expungeFloor) {
            return read(tx, id);
        }
        List<IndexPage> all = new ArrayList<>();
        for (IndexPage page : filed) {
            // Expunged messages may have been forgotten since, and with them that they are expunged.
            add(all, page.visible(flagPages));
        }
        int last = filed.get(filed.size() - 1).lastUid();
        for (IndexPage page : MessageTable.pagesFrom(tx, id.value(), oldestThatMayFoldWithTail())) {
            add(all, page.after(last));
        }
        int next = Math.max(last, all.isEmpty() ? 0 : all.get(all.size() - 1).lastUid()) + 1;
        for (IndexPage page : MessageTable.rowsFrom(tx, id.value(), next)) {
            add(all, page);
        }
        return of(tx, id, all);
    }

    /** Rows that were read and rows that came since may have been folded into one page: the first UID such a page can have. */
    private int oldestThatMayFoldWithTail() {
        int page = filed.size() - 1;
        for (int messages = filed.get(page).count(); messages < IndexPage.CAPACITY && page > 0; page--) {
            messages += filed.get(page - 1).count();
        }
        return filed.get(page).firstUid();
    }

    private static void add(List<IndexPage> pages, IndexPage page) {
        if (page.count() > 0) {
            pages.add(page);
        }
    }
}
