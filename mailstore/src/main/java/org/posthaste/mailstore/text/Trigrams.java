package org.posthaste.mailstore.text;

import org.apache.lucene.util.BytesRef;

/** Three characters in a row as one number, which orders as they do and never is 0; and as a term of the index, which orders alike. */
final class Trigrams {
    /** Stands behind the last character of a text. */
    static final char END = 0;

    /** Bits of a trigram. */
    static final int BITS = 49;

    /** Says of a message that it may hold trigrams it is not listed under. A text of NULs says so too, which does no harm. */
    static final long CUT = of(END, END, END);

    /** Octets of a term at most. */
    static final int LONGEST_TERM = 9;

    private static final int CHAR = 16;
    private static final int MASK = 0xffff;

    private Trigrams() {}

    static long of(char a, char b, char c) {
        return 1L << 3 * CHAR | (long) a << 2 * CHAR | (long) b << CHAR | c;
    }

    /** Writes a trigram as a term over what is there. */
    static void write(long trigram, BytesRef into) {
        into.length = 0;
        append((int) (trigram >>> 2 * CHAR) & MASK, into);
        append((int) (trigram >>> CHAR) & MASK, into);
        append((int) trigram & MASK, into);
    }

    /** The term of a trigram. */
    static BytesRef term(long trigram) {
        BytesRef term = new BytesRef(LONGEST_TERM);
        write(trigram, term);
        return term;
    }

    /** What the terms of all trigrams that begin with these characters begin with. */
    static BytesRef prefix(String characters) {
        BytesRef prefix = new BytesRef(3 * characters.length());
        for (int i = 0; i < characters.length(); i++) {
            append(characters.charAt(i), prefix);
        }
        return prefix;
    }

    /** As UTF-8, but for halves of surrogate pairs, which stand alone here. */
    private static void append(int c, BytesRef into) {
        byte[] octets = into.bytes;
        int at = into.length;
        if (c < 0x80) {
            octets[at++] = (byte) c;
        } else if (c < 0x800) {
            octets[at++] = (byte) (0xc0 | c >>> 6);
            octets[at++] = (byte) (0x80 | c & 0x3f);
        } else {
            octets[at++] = (byte) (0xe0 | c >>> 12);
            octets[at++] = (byte) (0x80 | c >>> 6 & 0x3f);
            octets[at++] = (byte) (0x80 | c & 0x3f);
        }
        into.length = at;
    }
}
