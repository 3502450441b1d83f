package org.posthaste.mailstore.index;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Flags and modseqs of the messages among {@link IndexPage#CAPACITY} adjacent UIDs whose flags changed since they were filed, expunged ones included ({@code FlagBits.EXPUNGED}). A
 * mailbox where nothing changed has no such pages. Not thread-safe.
 */
public final class FlagPage {
    /** UIDs a page covers. */
    public static final int SLOTS = 1024;

    private static final byte FORMAT = 1;
    /** From this many messages on a group is stored as a bit map. */
    private static final int BITMAP_FROM = 64;

    private static final int WORDS = SLOTS / 64;
    /** How many of the newest groups are looked at for one that fits; bounds the work of encoding. */
    private static final int LOOK_BACK = 16;

    private final long[] flags = new long[SLOTS];
    /** 0 where the message is as it was filed. */
    private final long[] modSeqs = new long[SLOTS];

    /** Number of the page that holds a UID. */
    public static int pageOf(int uid) {
        return uid >>> 10;
    }

    /** Slot of a UID in its page. */
    public static int slotOf(int uid) {
        return uid & SLOTS - 1;
    }

    /** True if the message's flags are here. */
    public boolean has(int slot) {
        return modSeqs[slot] != 0;
    }

    /** Flag bits of a message that {@link #has} an entry. */
    public long flags(int slot) {
        return flags[slot];
    }

    /** Modseq of the last change, 0 without an entry. */
    public long modSeq(int slot) {
        return modSeqs[slot];
    }

    /** Sets a message's flags. */
    public void set(int slot, long newFlags, long modSeq) {
        flags[slot] = newFlags;
        modSeqs[slot] = modSeq;
    }

    /** Forgets a message. */
    public void clear(int slot) {
        flags[slot] = 0;
        modSeqs[slot] = 0;
    }

    /** The newest modseq, 0 if there is no entry. */
    public long newest() {
        long newest = 0;
        for (long modSeq : modSeqs) {
            newest = Math.max(newest, modSeq);
        }
        return newest;
    }

    /** The stored form: messages with the same flags and modseq form one group, so a change of all costs little more than a bit map. */
    public byte[] encode() {
        Groups groups = new Groups();
        for (int slot = 0; slot < SLOTS; slot++) {
            if (modSeqs[slot] != 0) {
                groups.add(slot, flags[slot], modSeqs[slot]);
            }
        }
        return groups.encode();
    }

    /** Reads what {@link #encode} wrote; a runtime exception shows damage. */
    public static FlagPage decode(byte[] stored) {
        FlagPage page = new FlagPage();
        ByteBuffer from = ByteBuffer.wrap(stored);
        if (from.get() != FORMAT) {
            throw new IllegalArgumentException("unknown form of a flag page");
        }
        while (from.hasRemaining()) {
            long flags = from.getLong();
            long modSeq = from.getLong();
            int count = from.getShort();
            if (count < BITMAP_FROM) {
                for (int i = 0; i < count; i++) {
                    page.set(from.getShort(), flags, modSeq);
                }
            } else {
                page.readBitmap(from, flags, modSeq);
            }
        }
        return page;
    }

    private void readBitmap(ByteBuffer from, long groupFlags, long modSeq) {
        for (int word = 0; word < WORDS; word++) {
            for (long bits = from.getLong(); bits != 0; bits &= bits - 1) {
                set(word * 64 + Long.numberOfTrailingZeros(bits), groupFlags, modSeq);
            }
        }
    }

    /** Messages by equal flags and modseq. */
    private static final class Groups {
        private long[] flags = new long[8];
        private long[] modSeqs = new long[8];
        private long[][] members = new long[8][];
        private int[] counts = new int[8];
        private int count;

        void add(int slot, long slotFlags, long modSeq) {
            int group = count - 1;
            int stop = Math.max(-1, count - 1 - LOOK_BACK);
            while (group > stop && (flags[group] != slotFlags || modSeqs[group] != modSeq)) {
                group--;
            }
            if (group == stop) {
                group = open(slotFlags, modSeq);
            }
            members[group][slot / 64] |= 1L << slot;
            counts[group]++;
        }

        private int open(long slotFlags, long modSeq) {
            if (count == flags.length) {
                flags = Arrays.copyOf(flags, 2 * count);
                modSeqs = Arrays.copyOf(modSeqs, 2 * count);
                members = Arrays.copyOf(members, 2 * count);
                counts = Arrays.copyOf(counts, 2 * count);
            }
            flags[count] = slotFlags;
            modSeqs[count] = modSeq;
            members[count] = new long[WORDS];
            return count++;
        }

        byte[] encode() {
            int size = 1;
            for (int group = 0; group < count; group++) {
                size += 18 + (counts[group] < BITMAP_FROM ? 2 * counts[group] : 8 * WORDS);
            }
            ByteBuffer into = ByteBuffer.allocate(size).put(FORMAT);
            for (int group = 0; group < count; group++) {
                into.putLong(flags[group]).putLong(modSeqs[group]).putShort((short) counts[group]);
                for (int word = 0; word < WORDS; word++) {
                    if (counts[group] >= BITMAP_FROM) {
                        into.putLong(members[group][word]);
                    } else {
                        for (long bits = members[group][word]; bits != 0; bits &= bits - 1) {
                            into.putShort((short) (word * 64 + Long.numberOfTrailingZeros(bits)));
                        }
                    }
                }
            }
            return into.array();
        }
    }
}
