package org.posthaste.mailstore.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.InternalDate;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.blob.BlobRef;
import org.posthaste.mailstore.blob.MetaRef;

/** A snapshot made of pages that consecutive snapshots share. Immutable. */
public final class PagedSnapshot implements MailboxSnapshot {
    final State state;
    final IndexPage[] pages;
    /** Index of each page's first message, and the number of messages behind the last. */
    final int[] starts;

    private final int unseen;

    /**
     * What a snapshot holds besides its messages.
     *
     * @param keywords names in the order of their bits
     */
    public record State(MailboxId mailbox, int uidValidity, int uidNext, long highestModSeq, List<String> keywords) {
        public State {
            keywords = List.copyOf(keywords);
        }

        /** The same mailbox, later. */
        public State next(int newUidNext, long modSeq, List<String> newKeywords) {
            return new State(mailbox, uidValidity, newUidNext, modSeq, newKeywords);
        }
    }

    PagedSnapshot(State state, IndexPage[] pages) {
        this.state = state;
        this.pages = pages;
        this.starts = new int[pages.length + 1];
        int unseenSum = 0;
        for (int page = 0; page < pages.length; page++) {
            starts[page + 1] = starts[page] + pages[page].count;
            unseenSum += pages[page].unseen;
        }
        this.unseen = unseenSum;
    }

    /** A snapshot of messages as they were filed, ascending by UID, and what became of their flags since. */
    public static PagedSnapshot of(State state, List<IndexPage> filed, Map<Integer, FlagPage> flagPages) {
        List<IndexPage> pages = new ArrayList<>(filed.size());
        for (IndexPage page : filed) {
            IndexPage visible = page.visible(flagPages);
            int last = pages.size() - 1;
            if (last >= 0 && visible.count > 0 && pages.get(last).count + visible.count <= IndexPage.CAPACITY / 2) {
                pages.set(last, pages.get(last).joined(visible));
            } else if (visible.count > 0) {
                pages.add(visible);
            }
        }
        return new PagedSnapshot(state, pages.toArray(new IndexPage[0]));
    }

    /** This mailbox with messages behind the last one. Only the newest snapshot may be continued, by the mailbox's writer. */
    public PagedSnapshot plus(State newState, List<IndexEntry> entries) {
        int total = starts[pages.length] + entries.size();
        int room = pages.length == 0 ? 0 : IndexPage.CAPACITY - pages[pages.length - 1].count;
        int more = entries.size() <= room ? 0 : (entries.size() - room + IndexPage.CAPACITY - 1) / IndexPage.CAPACITY;
        IndexPage[] next = Arrays.copyOf(pages, pages.length + more);
        int from = Math.min(room, entries.size());
        if (from > 0) {
            next[pages.length - 1] = pages[pages.length - 1].plus(entries, 0, from);
        }
        for (int page = pages.length; page < next.length; page++) {
            int to = Math.min(entries.size(), from + IndexPage.CAPACITY);
            next[page] = IndexPage.empty(to - from).plus(entries, from, to);
            from = to;
        }
        PagedSnapshot result = new PagedSnapshot(newState, next);
        if (result.count() != total) {
            throw new IllegalStateException("pages hold " + result.count() + " messages instead of " + total);
        }
        return result;
    }

    /** This mailbox with nothing changed but its counters or keywords. */
    public PagedSnapshot with(State newState) {
        return new PagedSnapshot(newState, pages);
    }

    /** The state. */
    public State state() {
        return state;
    }

    int pageOf(int index) {
        if (index < 0 || index >= starts[pages.length]) {
            throw new IndexOutOfBoundsException(index);
        }
        // No page holds more, so none before this one can hold the index; mostly pages are full and this is it.
        int low = index / IndexPage.CAPACITY;
        if (index < starts[low + 1]) {
            return low;
        }
        int high = pages.length - 1;
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (starts[middle] <= index) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    public MailboxId mailbox() {
        return state.mailbox();
    }

    @Override
    public int uidValidity() {
        return state.uidValidity();
    }

    @Override
    public int uidNext() {
        return state.uidNext();
    }

    @Override
    public long highestModSeq() {
        return state.highestModSeq();
    }

    @Override
    public List<String> keywords() {
        return state.keywords();
    }

    @Override
    public int count() {
        return starts[pages.length];
    }

    @Override
    public int uid(int index) {
        int page = pageOf(index);
        return pages[page].columns.uid[index - starts[page]];
    }

    @Override
    public long flags(int index) {
        int page = pageOf(index);
        return pages[page].flags[index - starts[page]];
    }

    @Override
    public long modSeq(int index) {
        int page = pageOf(index);
        return pages[page].modSeqs[index - starts[page]];
    }

    @Override
    public long size(int index) {
        int page = pageOf(index);
        return pages[page].columns.size[index - starts[page]];
    }

    @Override
    public InternalDate internalDate(int index) {
        int page = pageOf(index);
        int slot = index - starts[page];
        return new InternalDate(pages[page].columns.date[slot], pages[page].columns.zone[slot]);
    }

    @Override
    public long saveDate(int index) {
        int page = pageOf(index);
        return Integer.toUnsignedLong(pages[page].columns.saved[index - starts[page]]);
    }

    /** The place of the octets, which never move and whose place is never used again. */
    @Override
    public long contentId(int index) {
        int page = pageOf(index);
        int slot = index - starts[page];
        return (long) pages[page].columns.pack[slot] << 32 | pages[page].columns.offset[slot];
    }

    /** All of a message. */
    public IndexEntry entry(int index) {
        int page = pageOf(index);
        return pages[page].entry(index - starts[page]);
    }

    /** Where a message's octets are. */
    public BlobRef blob(int index) {
        int page = pageOf(index);
        int slot = index - starts[page];
        Columns columns = pages[page].columns;
        return new BlobRef(columns.pack[slot], columns.offset[slot], columns.size[slot]);
    }

    /** Identifies a message's octets: the same for its copies, and never that of another message. */
    public long record(int index) {
        int page = pageOf(index);
        int slot = index - starts[page];
        return pages[page].columns.record(slot);
    }

    /** Indexes below {@code end} of the messages whose {@link #record} passes. */
    public BitSet indexesOf(LongPredicate records, int end) {
        BitSet indexes = new BitSet(count());
        for (int page = 0; page < pages.length && starts[page] < end; page++) {
            Columns columns = pages[page].columns;
            int count = Math.min(pages[page].count, end - starts[page]);
            for (int slot = 0; slot < count; slot++) {
                if (records.test(columns.record(slot))) {
                    indexes.set(starts[page] + slot);
                }
            }
        }
        return indexes;
    }

    /** Where a message's rendered form is. */
    public MetaRef meta(int index) {
        int page = pageOf(index);
        int slot = index - starts[page];
        Columns columns = pages[page].columns;
        return new MetaRef(columns.metaOffset[slot], columns.metaLength[slot]);
    }

    @Override
    public int indexOf(int uid) {
        int low = 0;
        int high = pages.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            IndexPage page = pages[middle];
            if (uid < page.firstUid()) {
                high = middle - 1;
            } else if (uid > page.lastUid()) {
                low = middle + 1;
            } else {
                int slot = page.slotOf(uid);
                return slot >= 0 ? starts[middle] + slot : slot - starts[middle];
            }
        }
        return -starts[low] - 1;
    }

    @Override
    public int unseen() {
        return unseen;
    }

    @Override
    public int firstUnseen() {
        for (int page = 0; page < pages.length; page++) {
            if (pages[page].unseen > 0) {
                int slot = 0;
                while ((pages[page].flags[slot] & FlagBits.SEEN) != 0) {
                    slot++;
                }
                return starts[page] + slot;
            }
        }
        return -1;
    }

    @Override
    public Difference since(MailboxSnapshot older) {
        if (!(older instanceof PagedSnapshot before) || !before.mailbox().equals(mailbox())) {
            throw new IllegalArgumentException("not a snapshot of mailbox " + mailbox());
        }
        int firstNew = indexOf(before.uidNext());
        return new Comparison(before, this).difference(firstNew < 0 ? -firstNew - 1 : firstNew);
    }

    /** Walks two snapshots side by side, stepping over pages that are the same object. */
    private static final class Comparison {
        private final PagedSnapshot older;
        private final PagedSnapshot newer;
        private final IntStream.Builder expunged = IntStream.builder();
        private final IntStream.Builder changed = IntStream.builder();

        Comparison(PagedSnapshot older, PagedSnapshot newer) {
            this.older = older;
            this.newer = newer;
        }

        Difference difference(int firstNew) {
            int oldPage = 0;
            int newPage = 0;
            int oldIndex = 0;
            int newIndex = 0;
            while (oldPage < older.pages.length && newPage < newer.pages.length) {
                IndexPage old = older.pages[oldPage];
                IndexPage now = newer.pages[newPage];
                int oldSlot = oldIndex - older.starts[oldPage];
                int newSlot = newIndex - newer.starts[newPage];
                if (oldSlot == newSlot && old.columns == now.columns && old.modSeqs == now.modSeqs) {
                    int shared = Math.min(old.count, now.count) - oldSlot;
                    oldIndex += shared;
                    newIndex += shared;
                } else if (old.columns.uid[oldSlot] == now.columns.uid[newSlot]) {
                    if (old.modSeqs[oldSlot] != now.modSeqs[newSlot]) {
                        changed.add(newIndex);
                    }
                    oldIndex++;
                    newIndex++;
                } else if (old.columns.uid[oldSlot] < now.columns.uid[newSlot]) {
                    expunged.add(oldIndex++);
                } else {
                    newIndex++;
                }
                oldPage += oldIndex == older.starts[oldPage + 1] ? 1 : 0;
                newPage += newIndex == newer.starts[newPage + 1] ? 1 : 0;
            }
            while (oldIndex < older.count()) {
                expunged.add(oldIndex++);
            }
            return new Difference(expunged.build().toArray(), changed.build().toArray(), firstNew);
        }
    }
}
