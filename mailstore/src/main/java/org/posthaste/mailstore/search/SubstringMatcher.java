package org.posthaste.mailstore.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.Reader;
import java.util.Optional;

/**
 * Looks for a text in others that stream by, both folded by {@link TextFolding}: without case, in one normalisation,
 * any blanks and line ends as one blank. Takes time linear in the text (Knuth, Morris, Pratt). Immutable.
 */
final class SubstringMatcher {
    private static final int WINDOW = 8192;

    private final char[] wanted;
    /** For each length matched, how much of it may still be matched when the next character differs. */
    private final int[] fallbacks;

    private final boolean ascii;

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
        ascii = onlyAscii;
    }

    /** True if everything matches. */
    boolean isEmpty() {
        return wanted.length == 0;
    }

    /** True if the text looked for is ASCII, so that {@link #isInAscii} may be asked. */
    boolean isAscii() {
        return ascii;
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
     * As {@link #isIn(Reader)} for octets that are characters as far as they are ASCII. Empty when there are others
     * before any match.
     */
    Optional<Boolean> isInAscii(InputStream octets) throws IOException {
        byte[] window = new byte[WINDOW];
        char[] folded = new char[WINDOW];
        boolean blankBefore = false;
        int matched = 0;
        while (true) {
            int length = octets.read(window, 0, WINDOW);
            if (length < 0) {
                return Optional.of(false);
            }
            int count = 0;
            boolean ascii = true;
            for (int i = 0; i < length; i++) {
                char c = TextFolding.foldAscii(window[i]);
                ascii &= c < 0x80;
                if (c != ' ' || !blankBefore) {
                    folded[count++] = c;
                }
                blankBefore = c == ' ';
            }
            matched = advance(folded, count, matched);
            if (matched == wanted.length) {
                return Optional.of(true);
            }
            if (!ascii) {
                return Optional.empty();
            }
            checkInterrupt();
        }
    }

    /** The length matched behind these characters; all of it as soon as it is found. */
    private int advance(char[] text, int length, int matchedBefore) {
        int matched = matchedBefore;
        for (int i = 0; i < length && matched < wanted.length; i++) {
            char c = text[i];
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
