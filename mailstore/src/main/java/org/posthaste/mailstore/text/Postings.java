package org.posthaste.mailstore.text;

import java.util.Arrays;

/**
 * Messages under the trigrams they hold, for as many messages as are indexed together: gathered message by message,
 * then turned round. Does what an IndexWriter does with documents in a fifth of the time, since all it has to know of
 * a trigram is a number. Confined to one thread.
 */
final class Postings {
    /** What is gathered at most, not counting the last message. */
    static final int FULL = 1 << 20;

    /** Messages at most. */
    static final int MESSAGES = 8192;

    private static final int FIRST_CAPACITY = 1 << 14;

    private final long[] records = new long[MESSAGES];
    private final int[] starts = new int[MESSAGES + 1];
    private int messages;
    /** For each message, one after the other, the numbers of its trigrams. */
    private int[] gathered = new int[FIRST_CAPACITY];

    private int size;
    /** Field and trigram of each number; how many messages hold it. */
    private long[] keys = new long[FIRST_CAPACITY];

    private int[] counts = new int[FIRST_CAPACITY];
    private int distinct;
    /** Where to find the number of a key: open addressing, number + 1. */
    private int[] table = new int[4 * FIRST_CAPACITY];

    /** Begins a message. */
    void begin(long record) {
        records[messages++] = record;
    }

    /** The message holds this trigram in this field; said once. */
    void add(IndexedField field, long trigram) {
        int number = number((long) field.number() << Trigrams.BITS | trigram);
        counts[number]++;
        if (size == gathered.length) {
            gathered = Arrays.copyOf(gathered, 2 * size);
        }
        gathered[size++] = number;
    }

    /** Forgets what was said of this message. */
    void retract() {
        while (size > starts[messages - 1]) {
            counts[gathered[--size]]--;
        }
    }

    /** The message is complete. */
    void end() {
        starts[messages] = size;
    }

    /** True when it is time to write this. */
    boolean isFull() {
        return size >= FULL || messages == MESSAGES;
    }

    private int number(long key) {
        int at = slot(key, table.length);
        while (table[at] != 0) {
            if (keys[table[at] - 1] == key) {
                return table[at] - 1;
            }
            at = at + 1 & table.length - 1;
        }
        if (distinct == keys.length) {
            keys = Arrays.copyOf(keys, 2 * distinct);
            counts = Arrays.copyOf(counts, 2 * distinct);
        }
        keys[distinct] = key;
        counts[distinct] = 0;
        table[at] = ++distinct;
        if (3 * distinct > table.length) {
            grow();
        }
        return distinct - 1;
    }

    private void grow() {
        int[] larger = new int[2 * table.length];
        for (int i = 0; i < distinct; i++) {
            int at = slot(keys[i], larger.length);
            while (larger[at] != 0) {
                at = at + 1 & larger.length - 1;
            }
            larger[at] = i + 1;
        }
        table = larger;
    }

    private static int slot(long key, int capacity) {
        return (int) (key * 0x9e3779b97f4a7c15L >>> 36) & capacity - 1;
    }

    /** Number of messages. */
    int messages() {
        return messages;
    }

    /** Number of postings. */
    int size() {
        return size;
    }

    /** A message's record. */
    long record(int message) {
        return records[message];
    }

    /** Turns round what was gathered; nothing can be added any more. */
    Inverted inverted() {
        long[] sorted = held();
        Arrays.sort(sorted);
        int[] offsets = new int[sorted.length + 1];
        int[] next = new int[distinct];
        for (int i = 0; i < sorted.length; i++) {
            int number = number(sorted[i]);
            next[number] = offsets[i];
            offsets[i + 1] = offsets[i] + counts[number];
        }
        char[] holders = new char[size];
        for (int message = 0; message < messages; message++) {
            for (int i = starts[message]; i < starts[message + 1]; i++) {
                holders[next[gathered[i]]++] = (char) message;
            }
        }
        gathered = new int[0];
        return new Inverted(sorted, offsets, holders);
    }

    /** Keys that a message holds; none may after {@link #retract}. */
    private long[] held() {
        long[] held = new long[distinct];
        int count = 0;
        for (int number = 0; number < distinct; number++) {
            if (counts[number] > 0) {
                held[count++] = keys[number];
            }
        }
        return Arrays.copyOf(held, count);
    }

    /**
     * Trigrams in order.
     *
     * @param keys field and trigram of each
     * @param offsets where its messages begin
     * @param holders messages of all trigrams
     */
    record Inverted(long[] keys, int[] offsets, char[] holders) {
        /** Where a field's trigrams begin, for the field's number. */
        int first(int field) {
            int at = Arrays.binarySearch(keys, (long) field << Trigrams.BITS);
            return at < 0 ? -at - 1 : at;
        }
    }
}
