package org.posthaste.mailstore.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a text in others that stream by, both folded by {@link TextFolding}: without case, in one normalisation,
 * any blanks and line ends as one blank. Takes time linear in the text (Knuth, Morris, Pratt). Immutable.
 */
final class SubstringMatcher {
    static final int WINDOW = 8192;

    private final char[] wanted;
    /** For each length matched, how much of it may still be matched when the next character differs. */
    private final int[] fallbacks;

    /** For the longest word of an ASCII text. */
    private final @Nullable AsciiScan scan;

    SubstringMatcher(String text) {
        wanted = TextFolding.fold(text).toCharArray();
        fallbacks = new int[wanted.length + 1];
        fallbacks[0] = -1;
        int prefix = -1;
        boolean onlyAscii = true;
        for (int i = 0; i < wanted.length; i++) {
            while (prefix >= 0 && wanted[prefix] != wanted[i]) {
                prefix = fallbacks[prefix];
            }
            fallbacks[i + 1] = ++prefix;
            onlyAscii &= wanted[i] < 0x80;
        }
        scan = onlyAscii && wanted.length > 0 ? new AsciiScan(longestWord()) : null;
    }

    private String longestWord() {
        String longest = "";
        for (String word : new String(wanted).split(" ")) {
            longest = word.length() > longest.length() ? word : longest;
        }
        return longest;
    }

    /** The text, folded. */
    String wanted() {
        return new String(wanted);
    }

    /** True if everything matches. */
    boolean isEmpty() {
        return wanted.length == 0;
    }

    boolean isIn(String text) {
        String folded = TextFolding.fold(text);
        return advance(folded.toCharArray(), folded.length(), 0) == wanted.length;
    }

    /** Reads to the first match or to the end. Stops with an InterruptedIOException when the thread is interrupted. */
    boolean isIn(Reader text) throws IOException {
        TextFolding folding = new TextFolding(text, WINDOW);
        int matched = 0;
        while (matched < wanted.length) {
            int length = folding.next();
            if (length < 0) {
                return false;
            }
            matched = advance(folding.window(), length, matched);
            checkInterrupt();
        }
        return true;
    }

    /**
     * Rules a text out by octets that are characters as far as they are ASCII.
     *
     * @return true if the text does not match; false if that is not known
     */
    boolean isRuledOut(InputStream octets) throws IOException {
        return scan != null && scan.rulesOut(octets);
    }

    /** As {@link #isRuledOut(InputStream)}, for octets in memory. */
    boolean isRuledOut(byte[] octets) {
        return scan != null && scan.rulesOut(octets);
    }

    /** The length matched behind these characters; all of it as soon as it is found. */
    private int advance(char[] text, int length, int matchedBefore) {
        int matched = matchedBefore;
        char first = wanted.length > 0 ? wanted[0] : 0;
        int i = 0;
        while (i < length && matched < wanted.length) {
            if (matched == 0) {
                while (i < length && text[i] != first) {
                    i++;
                }
                if (i == length) {
                    break;
                }
            }
            char c = text[i++];
            while (matched >= 0 && wanted[matched] != c) {
                matched = fallbacks[matched];
            }
            matched++;
        }
        return matched;
    }

    static void checkInterrupt() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("search was interrupted");
        }
    }
}
