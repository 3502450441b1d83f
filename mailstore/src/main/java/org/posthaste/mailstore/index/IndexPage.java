package org.posthaste.mailstore.index;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import org.posthaste.mailstore.FlagBits;

/**
 * Up to {@link #CAPACITY} consecutive messages of a mailbox. Immutable to its readers; appending shares all arrays, changing flags copies only those of the flags and modseqs.
 */
public final class IndexPage {
    /** Messages a page holds at most. Chosen by measurement: the size at which changing the flags of a whole mailbox is cheapest. */
    public static final int CAPACITY = 1024;

    private static final int FIRST_CAPACITY = 8;
    /** What a message takes at most when stored: seven ints, three longs, a short. */
    private static final int OCTETS = 7 * 4 + 3 * 8 + 2;

    private static final byte FORMAT = 1;
    private static final byte SAME = 0;
    private static final byte EACH = 1;

    final Columns columns;
    final long[] flags;
    final long[] modSeqs;
    final int count;
    final int unseen;

    private IndexPage(Columns columns, long[] flags, long[] modSeqs, int count, int unseen) {
        this.columns = columns;
        this.flags = flags;
        this.modSeqs = modSeqs;
        this.count = count;
        this.unseen = unseen;
    }

    /** A page of these messages, at most {@link #CAPACITY}, ascending by UID. */
    public static IndexPage of(List<IndexEntry> entries) {
        return empty(entries.size()).plus(entries, 0, entries.size());
    }

    static IndexPage empty(int capacity) {
        int room = Math.max(FIRST_CAPACITY, capacity);
        return new IndexPage(new Columns(room), new long[room], new long[room], 0, 0);
    }

    /** Number of messages. */
    public int count() {
        return count;
    }

    /** First UID; only for a page that is not empty. */
    public int firstUid() {
        return columns.uid[0];
    }

    /** Last UID; only for a page that is not empty. */
    public int lastUid() {
        return columns.uid[count - 1];
    }

    /** The message in a slot. */
    public IndexEntry entry(int slot) {
        return new IndexEntry(
                columns.uid[slot],
                flags[slot],
                modSeqs[slot],
                columns.date[slot],
                columns.zone[slot],
                Integer.toUnsignedLong(columns.saved[slot]),
                columns.size[slot],
                columns.pack[slot],
                columns.offset[slot],
                columns.metaOffset[slot],
                columns.metaLength[slot]);
    }

    /** Gives what {@link PagedSnapshot#record} is of each message. */
    public void records(LongConsumer action) {
        for (int slot = 0; slot < count; slot++) {
            action.accept(columns.record(slot));
        }
    }

    int slotOf(int uid) {
        return Arrays.binarySearch(columns.uid, 0, count, uid);
    }

    /**
     * This page with messages added. Only the newest page of a chain may be continued, and only by the mailbox's writer: the slots behind it are shared.
     */
    IndexPage plus(List<IndexEntry> entries, int from, int to) {
        int total = count + to - from;
        Columns target = columns;
        long[] targetFlags = flags;
        long[] targetModSeqs = modSeqs;
        if (total > Math.min(columns.capacity(), flags.length)) {
            int capacity = Math.min(CAPACITY, Math.max(total, 2 * count));
            target = columns.grown(capacity);
            targetFlags = Arrays.copyOf(flags, capacity);
            targetModSeqs = Arrays.copyOf(modSeqs, capacity);
        }
        int seen = 0;
        for (int i = from; i < to; i++) {
            IndexEntry entry = entries.get(i);
            int slot = count + i - from;
            target.set(slot, entry);
            targetFlags[slot] = entry.flags();
            targetModSeqs[slot] = entry.modSeq();
            seen += (int) (entry.flags() & FlagBits.SEEN);
        }
        return new IndexPage(target, targetFlags, targetModSeqs, total, unseen + (to - from) - seen);
    }

    /** This page with its own flags and modseqs, which the caller may change before publishing, ending with {@link #counted}. */
    IndexPage forChange() {
        return new IndexPage(
                columns, Arrays.copyOf(flags, flags.length), Arrays.copyOf(modSeqs, modSeqs.length), count, unseen);
    }

    IndexPage counted() {
        return new IndexPage(columns, flags, modSeqs, count, countUnseen(flags, count));
    }

    /** This page without some slots. */
    IndexPage without(BitSet slots) {
        return keep(slot -> !slots.get(slot), count - slots.cardinality());
    }

    /** The messages behind a UID. */
    public IndexPage after(int uid) {
        int remaining = 0;
        for (int slot = 0; slot < count; slot++) {
            remaining += columns.uid[slot] > uid ? 1 : 0;
        }
        return keep(slot -> columns.uid[slot] > uid, remaining);
    }

    /** The messages whose slot passes; for rewriting a stored page. */
    public IndexPage keep(IntPredicate slots) {
        int kept = 0;
        for (int slot = 0; slot < count; slot++) {
            kept += slots.test(slot) ? 1 : 0;
        }
        return keep(slots, kept);
    }

    private IndexPage keep(IntPredicate slots, int kept) {
        int room = Math.max(FIRST_CAPACITY, kept);
        Columns target = new Columns(room);
        long[] targetFlags = new long[room];
        long[] targetModSeqs = new long[room];
        int to = 0;
        for (int slot = 0; slot < count; slot++) {
            if (slots.test(slot)) {
                columns.copySlot(slot, target, to);
                targetFlags[to] = flags[slot];
                targetModSeqs[to++] = modSeqs[slot];
            }
        }
        return new IndexPage(target, targetFlags, targetModSeqs, to, countUnseen(targetFlags, to));
    }

    /** This page as it is seen: with the flags that changed since, and without expunged messages; maybe empty. */
    public IndexPage visible(Map<Integer, FlagPage> flagPages) {
        IndexPage result = this;
        BitSet expunged = new BitSet();
        FlagPage changes = null;
        int number = -1;
        for (int slot = 0; slot < count; slot++) {
            int uid = columns.uid[slot];
            if (FlagPage.pageOf(uid) != number) {
                number = FlagPage.pageOf(uid);
                changes = flagPages.get(number);
            }
            if (changes != null && changes.has(FlagPage.slotOf(uid))) {
                if (result == this) {
                    result = forChange();
                }
                result.flags[slot] = changes.flags(FlagPage.slotOf(uid));
                result.modSeqs[slot] = changes.modSeq(FlagPage.slotOf(uid));
                if ((result.flags[slot] & FlagBits.EXPUNGED) != 0) {
                    expunged.set(slot);
                }
            }
        }
        if (!expunged.isEmpty()) {
            return result.without(expunged);
        }
        return result == this ? this : result.counted();
    }

    /** Both pages in one; together they must fit. */
    IndexPage joined(IndexPage next) {
        int room = count + next.count;
        IndexPage whole = new IndexPage(
                columns.grown(room),
                Arrays.copyOf(flags, room),
                Arrays.copyOf(modSeqs, room),
                room,
                unseen + next.unseen);
        for (int slot = 0; slot < next.count; slot++) {
            next.columns.copySlot(slot, whole.columns, count + slot);
        }
        System.arraycopy(next.flags, 0, whole.flags, count, next.count);
        System.arraycopy(next.modSeqs, 0, whole.modSeqs, count, next.count);
        return whole;
    }

    private static int countUnseen(long[] flags, int count) {
        int seen = 0;
        for (int slot = 0; slot < count; slot++) {
            seen += (int) (flags[slot] & FlagBits.SEEN);
        }
        return count - seen;
    }

    /** The stored form, read by {@link #decode}. Columns whose values are all the same take one value. */
    public byte[] encode() {
        ByteBuffer into = ByteBuffer.allocate(16 + count * OCTETS + 10 * 9);
        into.put(FORMAT).putShort((short) count);
        for (int[] column : ints(columns)) {
            putInts(into, column);
        }
        for (long[] column : new long[][] {columns.date, flags, modSeqs}) {
            putLongs(into, column);
        }
        for (int slot = 0; slot < count; slot++) {
            into.putShort(columns.zone[slot]);
        }
        return Arrays.copyOf(into.array(), into.position());
    }

    /** Reads what {@link #encode} wrote; an IllegalArgumentException or a runtime exception of the buffer shows damage. */
    public static IndexPage decode(byte[] stored) {
        ByteBuffer from = ByteBuffer.wrap(stored);
        if (from.get() != FORMAT) {
            throw new IllegalArgumentException("unknown form of an index page");
        }
        int count = from.getShort();
        Columns columns = new Columns(count);
        for (int[] column : ints(columns)) {
            getInts(from, column, count);
        }
        long[] flags = new long[count];
        long[] modSeqs = new long[count];
        for (long[] column : new long[][] {columns.date, flags, modSeqs}) {
            getLongs(from, column, count);
        }
        from.asShortBuffer().get(columns.zone, 0, count);
        return new IndexPage(columns, flags, modSeqs, count, countUnseen(flags, count));
    }

    private static int[][] ints(Columns columns) {
        return new int[][] {
            columns.uid,
            columns.size,
            columns.saved,
            columns.pack,
            columns.offset,
            columns.metaOffset,
            columns.metaLength
        };
    }

    private void putInts(ByteBuffer into, int[] column) {
        boolean same = true;
        for (int slot = 1; slot < count && same; slot++) {
            same = column[slot] == column[0];
        }
        into.put(same ? SAME : EACH);
        if (same) {
            into.putInt(column[0]);
        } else {
            into.asIntBuffer().put(column, 0, count);
            into.position(into.position() + 4 * count);
        }
    }

    private void putLongs(ByteBuffer into, long[] column) {
        boolean same = true;
        for (int slot = 1; slot < count && same; slot++) {
            same = column[slot] == column[0];
        }
        into.put(same ? SAME : EACH);
        if (same) {
            into.putLong(column[0]);
        } else {
            into.asLongBuffer().put(column, 0, count);
            into.position(into.position() + 8 * count);
        }
    }

    private static void getInts(ByteBuffer from, int[] column, int count) {
        if (from.get() == SAME) {
            Arrays.fill(column, 0, count, from.getInt());
        } else {
            from.asIntBuffer().get(column, 0, count);
            from.position(from.position() + 4 * count);
        }
    }

    private static void getLongs(ByteBuffer from, long[] column, int count) {
        if (from.get() == SAME) {
            Arrays.fill(column, 0, count, from.getLong());
        } else {
            from.asLongBuffer().get(column, 0, count);
            from.position(from.position() + 8 * count);
        }
    }
}
