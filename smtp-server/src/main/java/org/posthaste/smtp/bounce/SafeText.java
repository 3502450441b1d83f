package org.posthaste.smtp.bounce;

/** Makes text of strangers (replies of other hosts, header fields) fit to be shown: one line, no control or direction characters, bounded. Stateless. */
final class SafeText {
    private SafeText() {}

    /** The text as one line of at most {@code limit} characters, cut with three dots; any script. */
    static String line(String text, int limit) {
        return clean(text, limit, false);
    }

    /** As {@link #line}, with a question mark for each character that is not ASCII. */
    static String ascii(String text, int limit) {
        return clean(text, limit, true);
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String clean(String text, int limit, boolean ascii) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 3);
        boolean blank = true;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (isBlank(c)) {
                if (!blank) {
                    out.append(' ');
                }
                blank = true;
                continue;
            }
            if (out.length() >= limit) {
                return out.append("...").toString();
            }
            out.appendCodePoint(ascii && c > '~' || !isShown(c) ? '?' : c);
            blank = false;
        }
        return out.toString().stripTrailing();
    }

    private static boolean isBlank(int c) {
        return c <= ' ' || c == 0x7f || Character.isSpaceChar(c);
    }

    /** Format characters could turn the direction of a text, and thereby what it says. */
    private static boolean isShown(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED
                && type != Character.PRIVATE_USE;
    }
}
