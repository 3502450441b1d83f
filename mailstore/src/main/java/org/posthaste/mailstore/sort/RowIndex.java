package org.posthaste.mailstore.sort;

/** Finds rows by UID: rows are numbered in the order they were added. Not thread-safe. */
final class RowIndex {
    private int count;
    /** UIDs by hash, each with its row behind it; 0 is free, since no message has it. */
    private int[] slots = new int[256];

    int count() {
        return count;
    }

    long weight() {
        return 4L * slots.length;
    }

    /** Row of a UID; -1 if it has none. */
    int find(int uid) {
        int mask = slots.length - 1;
        for (int slot = slotOf(uid, mask); slots[slot] != 0; slot = slot + 2 & mask) {
            if (slots[slot] == uid) {
                return slots[slot + 1];
            }
        }
        return -1;
    }

    /** The row of a UID that has none yet. */
    int add(int uid) {
        if (4L * (count + 1) > slots.length) {
            int[] before = slots;
            slots = new int[2 * before.length];
            for (int slot = 0; slot < before.length; slot += 2) {
                if (before[slot] != 0) {
                    put(before[slot], before[slot + 1]);
                }
            }
        }
        put(uid, count);
        return count++;
    }

    private void put(int uid, int row) {
        int mask = slots.length - 1;
        int slot = slotOf(uid, mask);
        while (slots[slot] != 0) {
            slot = slot + 2 & mask;
        }
        slots[slot] = uid;
        slots[slot + 1] = row;
    }

    private static int slotOf(int uid, int mask) {
        return uid * 0x9E3779B9 >>> 7 << 1 & mask;
    }
}
