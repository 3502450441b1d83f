package org.posthaste.mailstore.jdbc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.JournalKey;

/**
 * What some thousands of successive entries of the journal name: sorted hashes, each with the entry it is in. It only rules out: different keys may have the same hash. A value.
 *
 * @param first position of the first entry
 * @param last position of the last entry
 * @param newestAt milliseconds of the epoch; no entry is newer
 * @param data number of hashes, the hashes, then for each how far its entry is behind the first
 */
record JournalIndexBlock(long first, long last, long newestAt, byte[] data) {
    /** Entries of a block, unless they name very much. */
    static final int ENTRIES = 4096;

    /** Hashes of a block: bounds the row, whatever strangers put into one entry. */
    static final int MOST_HASHES = 100_000;

    /** A block of the first of these entries, of as many as fit; there must be one, and no more than {@link #ENTRIES}. */
    static JournalIndexBlock of(List<Journal.Positioned> entries) {
        long first = entries.get(0).position();
        long last = first;
        long newestAt = Long.MIN_VALUE;
        long[] postings = new long[ENTRIES * 4];
        int count = 0;
        for (Journal.Positioned entry : entries) {
            long[] own = JournalKey.of(entry.entry()).stream()
                    .mapToLong(key -> posting(key.hash(), entry.position() - first))
                    .toArray();
            if (entry.position() - first >= ENTRIES || count > 0 && count + own.length > MOST_HASHES) {
                break;
            }
            if (count + own.length > postings.length) {
                postings = Arrays.copyOf(postings, Math.max(2 * postings.length, count + own.length));
            }
            System.arraycopy(own, 0, postings, count, own.length);
            count += own.length;
            last = entry.position();
            newestAt = Math.max(newestAt, entry.entry().at().toEpochMilli());
        }
        Arrays.sort(postings, 0, count);
        ByteBuffer data = ByteBuffer.allocate(4 + 6 * count).putInt(count);
        for (int i = 0; i < count; i++) {
            data.putInt((int) (postings[i] >> 32));
        }
        for (int i = 0; i < count; i++) {
            data.putShort((short) postings[i]);
        }
        return new JournalIndexBlock(first, last, newestAt, data.array());
    }

    private static long posting(int hash, long offset) {
        return (long) hash << 32 | offset;
    }

    /** Positions of the entries that may have the key, the newest first. */
    List<Long> candidates(JournalKey key) {
        ByteBuffer read = ByteBuffer.wrap(data);
        int count = read.getInt(0);
        int hash = key.hash();
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (read.getInt(4 + 4 * middle) < hash) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        List<Long> positions = new ArrayList<>();
        for (int i = low; i < count && read.getInt(4 + 4 * i) == hash; i++) {
            positions.add(first + (read.getShort(4 + 4 * count + 2 * i) & 0xffff));
        }
        Collections.reverse(positions);
        return positions;
    }
}
