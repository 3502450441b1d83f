package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.index.IndexEntry;
import org.posthaste.mailstore.index.IndexPage;
import org.posthaste.mailstore.index.PagedSnapshot;
import org.posthaste.mailstore.text.IndexedMail;

/**
 * The messages as the tables have them, for the text index. Goes by what is in memory of accounts and mailboxes, so that
 * walking through all of them does not fill it.
 */
final class StoredMail implements IndexedMail {
    private final JdbcMailStore store;

    StoredMail(JdbcMailStore store) {
        this.store = store;
    }

    @Override
    public List<AccountId> accounts(int messages, long octets) {
        return store.database().read(tx -> MailboxTable.accountsWith(tx, messages, octets));
    }

    @Override
    public List<Extent> extents(AccountId account) {
        return store.database().read(tx -> MailboxTable.extents(tx, account));
    }

    /** Expunged messages are among them while they are kept: they may be shown still, or again. */
    @Override
    public Slice messages(AccountId account, MailboxId mailbox, int firstUid, int limit) {
        return store.database().read(tx -> slice(tx, mailbox, firstUid, limit));
    }

    private static Slice slice(Tx tx, MailboxId mailbox, int firstUid, int limit) throws SQLException {
        int uidNext = MailboxTable.uidNext(tx, mailbox);
        TreeMap<Integer, IndexEntry> entries = new TreeMap<>();
        int last = MessageTable.read(tx, mailbox.value(), firstUid, limit, entries);
        int known = Math.min(last, Math.max(firstUid, uidNext - 1));
        List<IndexEntry> sorted = new ArrayList<>(entries.headMap(known, true).values());
        List<IndexPage> pages = new ArrayList<>();
        for (int at = 0; at < sorted.size(); at += IndexPage.CAPACITY) {
            pages.add(IndexPage.of(sorted.subList(at, Math.min(sorted.size(), at + IndexPage.CAPACITY))));
        }
        PagedSnapshot.State state = new PagedSnapshot.State(mailbox, 1, uidNext, 1, List.of());
        return new Slice(PagedSnapshot.of(state, pages, Map.of()), known);
    }

    @Override
    public void records(AccountId account, LongConsumer action) {
        store.database().read(tx -> {
            for (int mailbox : MailboxTable.allOf(tx, account)) {
                for (IndexPage page : MessageTable.load(tx, mailbox)) {
                    page.records(action);
                }
            }
            return true;
        });
    }

    @Override
    public MessageReader reader() {
        return store.newReader();
    }
}
