package org.posthaste.mailstore.search;

import java.io.IOException;
import java.io.Reader;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * Brings text into the form in which it is compared: decomposed (NFKD) and without case, as i;unicode-casemap compares
 * (RFC 5051 §2, RFC 5255 §4.2), so that a letter is found without its accent; runs of blanks and line ends as one
 * blank; soft hyphens and other invisible characters left out. Works in windows that are cut only where no character
 * combines with its neighbour. Not thread-safe.
 */
final class TextFolding {
    /** Characters that combine do so within this many. */
    private static final int MAX_HELD = 256;

    private static final char[] ASCII = new char[128];

    static {
        for (int i = 0; i < ASCII.length; i++) {
            ASCII[i] = isBlank((char) i) ? ' ' : Character.toLowerCase((char) i);
        }
    }

    private final Reader source;
    private final char[] raw;
    /**
     * Characters at the start of {@link #raw} kept from the window before, since what follows may combine with them.
     */
    private int held;

    private char[] window;
    private boolean blankBefore;
    private boolean ended;

    TextFolding(Reader source, int size) {
        this.source = source;
        raw = new char[size];
        window = new char[size];
    }

    static String fold(String text) {
        TextFolding folding = new TextFolding(Reader.nullReader(), 0);
        char[] raw = text.toCharArray();
        int length = folding.fold(raw, raw.length);
        return new String(folding.window, 0, length);
    }

    /** The next folded characters are in {@link #window}; their number, or -1 at the end. */
    int next() throws IOException {
        if (ended && held == 0) {
            return -1;
        }
        int count = ended ? -1 : source.read(raw, held, raw.length - held);
        ended = count < 0;
        int length = held + Math.max(0, count);
        int cut = ended ? length : safeCut(length);
        int folded = fold(raw, cut);
        System.arraycopy(raw, cut, raw, 0, length - cut);
        held = length - cut;
        return folded;
    }

    char[] window() {
        return window;
    }

    /** The last place where the text can be cut; its end, if that is too far away. */
    private int safeCut(int length) {
        for (int cut = length - 1; cut > 0 && length - cut < MAX_HELD; cut--) {
            if (isStarter(raw[cut])) {
                return cut;
            }
        }
        return length > MAX_HELD ? length - 1 : length == raw.length ? length : 0;
    }

    private static boolean isStarter(char c) {
        if (c < 0x300) {
            return true;
        }
        int type = Character.getType(c);
        boolean mark = type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
        boolean jamo = c >= 0x1160 && c <= 0x11ff;
        boolean soundMark = c == 0xff9e || c == 0xff9f;
        return !mark && !jamo && !soundMark && !Character.isLowSurrogate(c);
    }

    private int fold(char[] text, int length) {
        boolean ascii = true;
        for (int i = 0; i < length; i++) {
            ascii &= text[i] < 0x80;
        }
        if (ascii) {
            return foldAscii(text, length);
        }
        char[] normal = Normalizer.normalize(new String(text, 0, length), Normalizer.Form.NFKD)
                .toCharArray();
        return foldNormal(normal, normal.length);
    }

    private int foldAscii(char[] text, int length) {
        if (window.length < length) {
            window = Arrays.copyOf(window, length);
        }
        char[] out = window;
        int count = 0;
        char before = blankBefore ? ' ' : 0;
        for (int i = 0; i < length; i++) {
            char c = ASCII[text[i]];
            out[count] = c;
            count += (c ^ ' ' | before ^ ' ') == 0 ? 0 : 1;
            before = c;
        }
        blankBefore = before == ' ';
        return count;
    }

    private int foldNormal(char[] text, int length) {
        if (window.length < length) {
            window = Arrays.copyOf(window, length);
        }
        int count = 0;
        for (int i = 0; i < length; i++) {
            char c = text[i];
            if (c < 0x80) {
                c = ASCII[c];
            } else if (Character.isHighSurrogate(c) && i + 1 < length) {
                int point = Character.toLowerCase(Character.toUpperCase(Character.toCodePoint(c, text[i + 1])));
                window[count++] = Character.highSurrogate(point);
                c = Character.lowSurrogate(point);
                i++;
            } else if (isBlank(c)) {
                c = ' ';
            } else if (isInvisible(c)) {
                continue;
            } else {
                c = Character.toLowerCase(Character.toUpperCase(c));
            }
            if (c != ' ' || !blankBefore) {
                window[count++] = c;
            }
            blankBefore = c == ' ';
        }
        return count;
    }

    private static boolean isBlank(char c) {
        return c == ' '
                || c >= '\t' && c <= '\r'
                || c == '\u0085'
                || c == '\u2028'
                || c == '\u2029'
                || c >= 0x80 && Character.isSpaceChar(c);
    }

    private static boolean isInvisible(char c) {
        return c == '\u00ad' || c == '\u200b' || c == '\ufeff';
    }
}
