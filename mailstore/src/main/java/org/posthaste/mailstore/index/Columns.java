package org.posthaste.mailstore.index;

import java.util.Arrays;

/**
 * What never changes of up to {@link IndexPage#CAPACITY} messages, as arrays. Shared by all pages that look at a beginning of it: a slot is written once, by the writer of the mailbox,
 * before the page that shows it is published.
 */
final class Columns {
    final int[] uid;
    final int[] size;
    final int[] saved;
    final int[] pack;
    final int[] offset;
    final int[] metaOffset;
    final int[] metaLength;
    final long[] date;
    final short[] zone;

    Columns(int capacity) {
        this(
                new int[capacity],
                new int[capacity],
                new int[capacity],
                new int[capacity],
                new int[capacity],
                new int[capacity],
                new int[capacity],
                new long[capacity],
                new short[capacity]);
    }

    private Columns(
            int[] uid,
            int[] size,
            int[] saved,
            int[] pack,
            int[] offset,
            int[] metaOffset,
            int[] metaLength,
            long[] date,
            short[] zone) {
        this.uid = uid;
        this.size = size;
        this.saved = saved;
        this.pack = pack;
        this.offset = offset;
        this.metaOffset = metaOffset;
        this.metaLength = metaLength;
        this.date = date;
        this.zone = zone;
    }

    int capacity() {
        return uid.length;
    }

    Columns grown(int capacity) {
        return new Columns(
                Arrays.copyOf(uid, capacity),
                Arrays.copyOf(size, capacity),
                Arrays.copyOf(saved, capacity),
                Arrays.copyOf(pack, capacity),
                Arrays.copyOf(offset, capacity),
                Arrays.copyOf(metaOffset, capacity),
                Arrays.copyOf(metaLength, capacity),
                Arrays.copyOf(date, capacity),
                Arrays.copyOf(zone, capacity));
    }

    void set(int slot, IndexEntry entry) {
        uid[slot] = entry.uid();
        size[slot] = entry.size();
        saved[slot] = (int) entry.saved();
        pack[slot] = entry.pack();
        offset[slot] = entry.offset();
        metaOffset[slot] = entry.metaOffset();
        metaLength[slot] = entry.metaLength();
        date[slot] = entry.date();
        zone[slot] = (short) entry.zone();
    }

    /** Pack and position: a place in a pack is never used twice. */
    long record(int slot) {
        return (long) pack[slot] << Integer.SIZE | Integer.toUnsignedLong(offset[slot]);
    }

    void copySlot(int from, Columns target, int to) {
        target.uid[to] = uid[from];
        target.size[to] = size[from];
        target.saved[to] = saved[from];
        target.pack[to] = pack[from];
        target.offset[to] = offset[from];
        target.metaOffset[to] = metaOffset[from];
        target.metaLength[to] = metaLength[from];
        target.date[to] = date[from];
        target.zone[to] = zone[from];
    }
}
