package org.posthaste.common.message;

/**
 * A header field written word by word and folded where a line would pass 78 columns (RFC 5322 §2.1.1). Not thread-safe.
 */
public final class FoldedField {
    private static final int COLUMNS = 78;
    private static final int TAB = 8;

    private final StringBuilder text = new StringBuilder(256);
    private int column;

    /** An empty field of this name. */
    public FoldedField(String name) {
        text.append(name).append(':');
        column = text.length();
    }

    /** Words that stay together, behind a space or on a new line. */
    public FoldedField word(String word) {
        if (column + 1 + word.length() > COLUMNS && column > TAB) {
            return line(word);
        }
        text.append(' ').append(word);
        column += 1 + word.length();
        return this;
    }

    /** Words on a new line. */
    public FoldedField line(String word) {
        text.append("\r\n\t").append(word);
        column = TAB + word.length();
        return this;
    }

    /** The whole field with its line end. */
    @Override
    public String toString() {
        return text + "\r\n";
    }
}
