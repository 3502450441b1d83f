package org.posthaste.mailstore.text;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.index.PagedSnapshot;

/**
 * Adds messages to the index of one account, as many as are written together. A message that is in the index already,
 * because it was copied or moved, is not read again. Used once.
 */
final class AccountRun {
    private static final int SLICE = 512;

    private final AccountId account;
    private final OpenIndexes indexes;
    private final IndexedMail mail;
    private final Throttle throttle;
    private final Postings postings = new Postings();
    private final MessageTrigrams trigrams = new MessageTrigrams(postings);
    private final MessageReader reader;
    private final Map<Integer, Integer> uids = new HashMap<>();
    private long newest;
    /** Records in the index, once one is looked for there. */
    private @Nullable LongSet records;

    AccountRun(AccountId account, OpenIndexes indexes, IndexedMail mail, Throttle throttle) {
        this.account = account;
        this.indexes = indexes;
        this.mail = mail;
        this.throttle = throttle;
        this.reader = mail.reader();
    }

    /** Indexes and commits; returns true if there may be more to index. Fails when the index cannot be written. */
    boolean run() throws IOException {
        Marks before = indexes.look(account, AccountIndex.View::marks).orElse(Marks.NONE);
        if (indexes.damaged().contains(account)) {
            indexes.drop(account);
        }
        newest = before.newest();
        throttle.begin();
        boolean whole = true;
        for (IndexedMail.Extent extent : mail.extents(account)) {
            int mark = before.uid(extent.mailbox());
            if (mark > 0) {
                uids.put(extent.mailbox().value(), mark);
            }
            if (whole && mark < extent.uidNext() - 1) {
                whole = gather(extent, mark);
            }
        }
        if (!before.uids().equals(uids)) {
            indexes.index(account).add(postings, new Marks(uids, newest));
            indexes.refresh(account);
        }
        return !whole;
    }

    /** Gathers messages behind a mark; returns false if that was not all. */
    private boolean gather(IndexedMail.Extent extent, int mark) throws IOException {
        int last = mark;
        while (last < extent.uidNext() - 1) {
            IndexedMail.Slice slice = mail.messages(account, extent.mailbox(), last + 1, SLICE);
            int from = slice.messages().indexOf(last + 1);
            for (int i = from < 0 ? -from - 1 : from;
                    i < slice.messages().count() && slice.messages().uid(i) <= slice.lastUid();
                    i++) {
                add(slice.messages(), i);
                uids.put(extent.mailbox().value(), slice.messages().uid(i));
                if (!throttle.worked() || postings.isFull()) {
                    return false;
                }
            }
            last = Math.max(last + 1, slice.lastUid());
            uids.put(extent.mailbox().value(), last);
        }
        return true;
    }

    private void add(PagedSnapshot messages, int index) throws IOException {
        long record = messages.record(index);
        if (record > newest) {
            newest = record;
        } else if (records().contains(record)) {
            return;
        }
        if (records != null) {
            records.add(record);
        }
        trigrams.add(record, messages, index, reader);
    }

    private LongSet records() throws IOException {
        LongSet known = records;
        if (known == null) {
            known = indexes.look(account, AccountIndex.View::records).orElseGet(() -> new LongSet(0));
            for (int i = 0; i < postings.messages(); i++) {
                known.add(postings.record(i));
            }
            records = known;
        }
        return known;
    }
}
