package org.posthaste.mailstore.index;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Changes flags of and removes messages from a snapshot, giving the next one; indexes are those of the first throughout. Pages that nothing touches are shared. Not thread-safe.
 */
public final class SnapshotEditor {
    private final PagedSnapshot base;
    private final IndexPage[] pages;
    private final BitSet touched = new BitSet();
    private final @Nullable BitSet[] removed;
    /** Page of the last index asked for; changes mostly come in order. */
    private int current;

    /** Begins with this snapshot. */
    public SnapshotEditor(PagedSnapshot base) {
        this.base = base;
        this.pages = base.pages.clone();
        this.removed = new BitSet[pages.length];
    }

    /** Sets a message's flags and modseq. */
    public void setFlags(int index, long flags, long modSeq) {
        int page = seek(index);
        if (!touched.get(page)) {
            pages[page] = pages[page].forChange();
            touched.set(page);
        }
        int slot = index - base.starts[page];
        pages[page].flags[slot] = flags;
        pages[page].modSeqs[slot] = modSeq;
    }

    /** Takes a message out. */
    public void remove(int index) {
        int page = seek(index);
        BitSet slots = removed[page];
        if (slots == null) {
            slots = new BitSet();
            removed[page] = slots;
        }
        slots.set(index - base.starts[page]);
    }

    private int seek(int index) {
        if (current >= pages.length || index < base.starts[current] || index >= base.starts[current + 1]) {
            current = base.pageOf(index);
        }
        return current;
    }

    /** The next snapshot; the editor is used up. */
    public PagedSnapshot finish(PagedSnapshot.State state) {
        int kept = 0;
        for (int page = 0; page < pages.length; page++) {
            IndexPage next = touched.get(page) ? pages[page].counted() : pages[page];
            BitSet slots = removed[page];
            if (slots != null) {
                next = next.without(slots);
            }
            if (next.count == 0) {
                continue;
            }
            if (slots != null && kept > 0 && pages[kept - 1].count + next.count <= IndexPage.CAPACITY / 2) {
                pages[kept - 1] = pages[kept - 1].joined(next);
            } else {
                pages[kept++] = next;
            }
        }
        return new PagedSnapshot(state, kept == pages.length ? pages : Arrays.copyOf(pages, kept));
    }
}
