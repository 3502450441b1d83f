package org.posthaste.mailstore.sort;

import java.util.Arrays;

/**
 * Numbers texts, each once, from 0 on; text 0 is the empty one. Holds them in one array, so that a hundred thousand
 * cost no objects. Not thread-safe.
 */
final class TextTable {
    private static final int[] NONE = {};

    private byte[] octets = new byte[1024];
    /** Where each text begins; behind the last one, where the next will. */
    private int[] starts = new int[64];

    private int count;
    /** Numbers plus one by hash; 0 is free. */
    private int[] slots = new int[128];

    /** For each text its place among all in ascending order; computed when asked for. */
    private int[] ranks = NONE;

    TextTable() {
        number(new byte[0]);
    }

    int count() {
        return count;
    }

    /** Octets held. */
    long weight() {
        return octets.length + 4L * (starts.length + slots.length + ranks.length);
    }

    /** The number of a text; a new one if it was not seen before. */
    int number(byte[] text) {
        int slot = slotOf(text);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        int start = starts[count];
        int end = Math.addExact(start, text.length);
        if (end > octets.length) {
            octets = Arrays.copyOf(
                    octets, Math.max(end, (int) Math.min(Integer.MAX_VALUE - 8L, octets.length * 3L / 2)));
        }
        System.arraycopy(text, 0, octets, start, text.length);
        if (count + 2 > starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 3 / 2);
        }
        slots[slot] = ++count;
        starts[count] = end;
        if (count > slots.length / 2) {
            rehash();
        }
        return count - 1;
    }

    private int slotOf(byte[] text) {
        int mask = slots.length - 1;
        int slot = spread(hash(text, 0, text.length)) & mask;
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            if (Arrays.equals(octets, starts[number], starts[number + 1], text, 0, text.length)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void rehash() {
        int mask = 2 * slots.length - 1;
        int[] larger = new int[mask + 1];
        for (int number = 0; number < count; number++) {
            int slot = spread(hash(octets, starts[number], starts[number + 1])) & mask;
            while (larger[slot] != 0) {
                slot = slot + 1 & mask;
            }
            larger[slot] = number + 1;
        }
        slots = larger;
    }

    private static int hash(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        return hash;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ mixed >>> 15;
    }

    /** For each text its place in ascending order of unsigned octets. */
    int[] ranks() {
        if (ranks.length != count) {
            Integer[] order = new Integer[count];
            Arrays.setAll(order, number -> number);
            Arrays.sort(
                    order,
                    (a, b) ->
                            Arrays.compareUnsigned(octets, starts[a], starts[a + 1], octets, starts[b], starts[b + 1]));
            int[] places = new int[count];
            for (int place = 0; place < count; place++) {
                places[order[place]] = place;
            }
            ranks = places;
        }
        return ranks;
    }
}
