package org.posthaste.mailstore.sort;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;

/**
 * Sorts messages, RFC 5256 §3. Each criterion turns into numbers in the order of its values, so that whatever is sorted
 * are numbers. Thread-safe.
 */
public final class SortEngine {
    private SortEngine() {}

    /**
     * Messages in the order of the criteria; what is equal by all of them stays in the order of the mailbox.
     *
     * @param indexes ascending
     * @return the same indexes
     */
    public static int[] sort(
            MailboxSnapshot snapshot,
            int[] indexes,
            List<SortCriterion> criteria,
            MessageReader reader,
            HeaderColumns columns)
            throws IOException {
        int[] places = new int[indexes.length];
        synchronized (columns) {
            if (criteria.stream().anyMatch(criterion -> criterion.key().readsHeader())) {
                columns.load(snapshot, indexes, reader);
            }
            for (SortCriterion criterion : criteria) {
                refine(places, values(snapshot, indexes, criterion.key(), columns), criterion.reverse());
            }
        }
        return Arrays.stream(Ranks.order(places)).map(place -> indexes[place]).toArray();
    }

    private static long[] values(MailboxSnapshot snapshot, int[] indexes, SortKey key, HeaderColumns columns) {
        long[] values = new long[indexes.length];
        int[] ranks = key.readsHeader() && key != SortKey.DATE ? columns.ranks() : new int[0];
        for (int i = 0; i < values.length; i++) {
            int index = indexes[i];
            values[i] = switch (key) {
                case ARRIVAL -> snapshot.internalDate(index).epochSecond();
                case SIZE -> snapshot.size(index);
                case DATE -> columns.sentDate(columns.row(snapshot.uid(index)), snapshot, index);
                default -> ranks[columns.text(key, columns.row(snapshot.uid(index)))];
            };
        }
        return values;
    }

    /** Among messages that share a place so far, gives those with larger values a later one. */
    private static void refine(int[] places, long[] values, boolean reverse) {
        int[] order = Ranks.of(values);
        long[] both = new long[places.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = (long) places[i] << 32 | (reverse ? both.length - order[i] : order[i]);
        }
        System.arraycopy(Ranks.of(both), 0, places, 0, places.length);
    }
}
