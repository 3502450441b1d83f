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
        long[] order = new long[indexes.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = (long) places[i] << 32 | i;
        }
        Arrays.sort(order);
        return Arrays.stream(order).mapToInt(place -> indexes[(int) place]).toArray();
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
        int[] order = numbered(values);
        long[] both = new long[places.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = (long) places[i] << 32 | (reverse ? both.length - order[i] : order[i]);
        }
        System.arraycopy(numbered(both), 0, places, 0, places.length);
    }

    /** For each value the number of distinct smaller ones. */
    private static int[] numbered(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[distinct - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        int[] numbers = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = Arrays.binarySearch(sorted, 0, distinct, values[i]);
        }
        return numbers;
    }
}
