package org.posthaste.mailstore;

import java.util.Locale;
import java.util.OptionalInt;

/** How flags are held in memory and in pages: one bit each in a long, system flags first, then the mailbox's keywords in the order it first saw them. */
public final class FlagBits {
    public static final long SEEN = 1;
    public static final long ANSWERED = 1 << 1;
    public static final long FLAGGED = 1 << 2;
    public static final long DELETED = 1 << 3;
    public static final long DRAFT = 1 << 4;
    /** The message is expunged and kept only for restoring; never visible in a snapshot. */
    public static final long EXPUNGED = 1L << 63;
    /** Bit number of a mailbox's first keyword. */
    public static final int FIRST_KEYWORD = 8;
    /** Keywords a mailbox can have; one more is refused with LIMIT. */
    public static final int MAX_KEYWORDS = 54;

    private static final String[] SYSTEM = {"\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft"};

    private FlagBits() {}

    /** The system flag's name at a bit number below 5. */
    public static String systemName(int bit) {
        return SYSTEM[bit];
    }

    /** The bit number of a system flag, in any case. */
    public static OptionalInt systemBit(String name) {
        for (int i = 0; i < SYSTEM.length; i++) {
            if (SYSTEM[i].toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
