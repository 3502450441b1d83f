package org.posthaste.common.message;

import java.io.InputStream;

/** RFC 2045 §6.7. Blanks before a line end are dropped; an equals sign that begins nothing is kept. Not thread-safe. */
final class QuotedPrintableStream extends DecodingStream {
    private static final int MAX_HELD = 500;

    /** Blanks, or an equals sign and what came behind it: what the next octets decide about. */
    private final byte[] held = new byte[MAX_HELD + 3];

    private int heldLength;

    QuotedPrintableStream(InputStream source) {
        super(source);
    }

    @Override
    int decode(byte[] octets, int length, byte[] into) {
        int out = 0;
        for (int i = 0; i < length; i++) {
            byte c = octets[i];
            if (heldLength > 0) {
                out = decide(c, into, out);
            } else if (c == '=' || c == ' ' || c == '\t' || c == '\r') {
                held[heldLength++] = c;
            } else {
                into[out++] = c;
            }
        }
        return length == 0 ? release(into, out) : out;
    }

    /** Takes an octet while others are held. */
    private int decide(byte c, byte[] into, int from) {
        boolean escape = held[0] == '=';
        boolean blank = c == ' ' || c == '\t';
        if (c == '\n') {
            return lineEnd(into, from, escape);
        }
        byte last = held[heldLength - 1];
        if ((c == '\r' || blank) && last != '\r' && heldLength < MAX_HELD && (heldLength == 1 || isBlank(last))) {
            held[heldLength++] = c;
            return from;
        }
        if (escape && heldLength == 1 && hex(c) >= 0) {
            held[heldLength++] = c;
            return from;
        }
        if (escape && heldLength == 2 && hex(last) >= 0 && hex(c) >= 0) {
            into[from] = (byte) (hex(last) << 4 | hex(c));
            heldLength = 0;
            return from + 1;
        }
        int out = release(into, from);
        if (c == '=' || c == '\r' || blank) {
            held[heldLength++] = c;
        } else {
            into[out++] = c;
        }
        return out;
    }

    /** An LF behind what is held: a soft line break vanishes, blanks before a hard one too. */
    private int lineEnd(byte[] into, int from, boolean escape) {
        int out = from;
        byte last = held[heldLength - 1];
        boolean soft = escape && (heldLength == 1 || isBlank(held[1]) || held[1] == '\r');
        if (!soft) {
            if (escape) {
                out = release(into, out);
            } else if (last == '\r') {
                into[out++] = '\r';
            }
            into[out++] = '\n';
        }
        heldLength = 0;
        return out;
    }

    private int release(byte[] into, int from) {
        System.arraycopy(held, 0, into, from, heldLength);
        int out = from + heldLength;
        heldLength = 0;
        return out;
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t';
    }

    private static int hex(byte c) {
        return c < 0 ? -1 : Character.digit(c, 16);
    }
}
