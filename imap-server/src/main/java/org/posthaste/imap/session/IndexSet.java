package org.posthaste.imap.session;

import java.util.Arrays;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.SequenceSet;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.UidSet;

/** Messages of one snapshot as ranges of indexes, ascending and without overlap. Immutable. */
public final class IndexSet {
    private static final IndexSet EMPTY = new IndexSet(new int[0]);

    private final int[] bounds;

    private IndexSet(int[] bounds) {
        this.bounds = bounds;
    }

    /** All messages. */
    public static IndexSet all(MailboxSnapshot view) {
        return view.count() == 0 ? EMPTY : new IndexSet(new int[] {0, view.count() - 1});
    }

    /**
     * The messages with these sequence numbers. Fails: {@link ImapSyntaxException} for a number no message has (RFC 3501 §9: a client must not name it), except where {@code *} stands
     * in an empty mailbox.
     */
    public static IndexSet ofNumbers(SequenceSet set, MailboxSnapshot view) {
        int count = view.count();
        long[] ranges = new long[2 * set.ranges()];
        int length = 0;
        for (int i = 0; i < set.ranges(); i++) {
            if (count == 0 && set.hasStar(i)) {
                continue;
            }
            long high = set.high(i, count);
            if (high > count) {
                throw ImapSyntaxException.invalid("sequence number " + high + " of " + count + " messages");
            }
            ranges[length++] = set.low(i, count) - 1;
            ranges[length++] = high - 1;
        }
        return merge(ranges, length);
    }

    /** The messages with these sequence numbers; numbers no message has are passed over, as in the keys of a search (RFC 7377 §2). */
    public static IndexSet ofNumbersThatExist(SequenceSet set, MailboxSnapshot view) {
        int count = view.count();
        long[] ranges = new long[2 * set.ranges()];
        int length = 0;
        for (int i = 0; i < set.ranges(); i++) {
            long low = set.low(i, count);
            if (low <= count && count > 0) {
                ranges[length++] = low - 1;
                ranges[length++] = Math.min(set.high(i, count), count) - 1;
            }
        }
        return merge(ranges, length);
    }

    /** The messages of the view among these UIDs. */
    public static IndexSet of(UidSet uids, MailboxSnapshot view) {
        long[] ranges = new long[2 * uids.ranges()];
        int length = 0;
        for (int i = 0; i < uids.ranges(); i++) {
            int low = firstAtLeast(uids.first(i), view);
            int high = firstAtLeast(uids.last(i) + 1L, view) - 1;
            if (low <= high) {
                ranges[length++] = low;
                ranges[length++] = high;
            }
        }
        return merge(ranges, length);
    }

    /** The messages with these UIDs; UIDs no message has are passed over, and {@code *} is the last message, RFC 3501 §6.4.8. */
    public static IndexSet ofUids(SequenceSet set, MailboxSnapshot view) {
        int count = view.count();
        if (count == 0) {
            return EMPTY;
        }
        int star = view.uid(count - 1);
        long[] ranges = new long[2 * set.ranges()];
        int length = 0;
        for (int i = 0; i < set.ranges(); i++) {
            int low = firstAtLeast(set.low(i, star), view);
            int high = firstAtLeast(set.high(i, star) + 1, view) - 1;
            if (low <= high) {
                ranges[length++] = low;
                ranges[length++] = high;
            }
        }
        return merge(ranges, length);
    }

    private static int firstAtLeast(long uid, MailboxSnapshot view) {
        if (uid > Integer.MAX_VALUE) {
            return view.count();
        }
        int at = view.indexOf((int) uid);
        return at >= 0 ? at : -at - 1;
    }

    private static IndexSet merge(long[] ranges, int length) {
        if (length == 0) {
            return EMPTY;
        }
        long[] sorted = new long[length / 2];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = ranges[2 * i] << 32 | ranges[2 * i + 1];
        }
        Arrays.sort(sorted);
        int[] merged = new int[length];
        int n = 0;
        for (long range : sorted) {
            int first = (int) (range >>> 32);
            int last = (int) range;
            if (n > 0 && first <= merged[n - 1] + 1) {
                merged[n - 1] = Math.max(merged[n - 1], last);
            } else {
                merged[n++] = first;
                merged[n++] = last;
            }
        }
        return new IndexSet(Arrays.copyOf(merged, n));
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** Number of ranges. */
    public int ranges() {
        return bounds.length / 2;
    }

    public int first(int range) {
        return bounds[2 * range];
    }

    public int last(int range) {
        return bounds[2 * range + 1];
    }

    public boolean contains(int index) {
        int at = Arrays.binarySearch(bounds, index);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    /** Number of messages. */
    public int size() {
        int size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    /** The messages at the places from {@code from} up to {@code to} of this set. */
    public IndexSet slice(int from, int to) {
        int[] part = new int[bounds.length];
        int length = 0;
        int place = 0;
        for (int i = 0; i < bounds.length && place < to; i += 2) {
            int count = bounds[i + 1] - bounds[i] + 1;
            int first = bounds[i] + Math.max(0, from - place);
            int last = bounds[i] + Math.min(count, to - place) - 1;
            if (first <= last) {
                part[length++] = first;
                part[length++] = last;
            }
            place += count;
        }
        return new IndexSet(Arrays.copyOf(part, length));
    }

    /** UIDs that cover these messages of the snapshot and no other of its messages. */
    public UidSet uids(MailboxSnapshot view) {
        UidSet.Builder set = new UidSet.Builder();
        for (int i = 0; i < bounds.length; i += 2) {
            set.add(view.uid(bounds[i]), view.uid(bounds[i + 1]));
        }
        return set.build();
    }
}
