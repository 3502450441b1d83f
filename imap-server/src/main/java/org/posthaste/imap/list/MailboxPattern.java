package org.posthaste.imap.list;

import java.util.Arrays;
import java.util.Locale;
import org.posthaste.mailstore.MailboxName;

/**
 * A LIST pattern, RFC 3501 §6.3.8: {@code *} matches anything, {@code %} anything within a level. Matching follows all possibilities at once, so its time is bounded by pattern length
 * times name length whatever the pattern. Immutable.
 */
public final class MailboxPattern {
    /** Longest pattern, and sum of all patterns of a command, wildcards in a row counted once; names are shorter. */
    public static final int MAX_LENGTH = 600;

    private final String pattern;
    private final int literalPrefix;

    /** A pattern in Unicode; INBOX as its first level may have any case. */
    public MailboxPattern(String text) {
        StringBuilder collapsed = new StringBuilder();
        for (char c : normalised(text).toCharArray()) {
            int length = collapsed.length();
            char last = length == 0 ? 0 : collapsed.charAt(length - 1);
            if (c == '*' && last == '%') {
                collapsed.setCharAt(length - 1, '*');
            } else if (!(c == '*' || c == '%') || last != '*' && last != c) {
                collapsed.append(c);
            }
        }
        this.pattern = collapsed.toString();
        int prefix = 0;
        while (prefix < pattern.length() && !isWildcard(pattern.charAt(prefix))) {
            prefix++;
        }
        this.literalPrefix = prefix;
    }

    private static String normalised(String text) {
        int end = text.indexOf(MailboxName.SEPARATOR);
        String first = end < 0 ? text : text.substring(0, end);
        return first.toUpperCase(Locale.ROOT).equals("INBOX") ? "INBOX" + text.substring(first.length()) : text;
    }

    /** Length, wildcards in a row counted once. */
    public int length() {
        return pattern.length();
    }

    /** True if {@code %} is in it. */
    public boolean stopsAtLevels() {
        return pattern.indexOf('%') >= 0;
    }

    /** True if the name matches. INBOX matches in any case. */
    public boolean matches(String name) {
        boolean inbox = name.equals("INBOX");
        for (int i = 0; i < literalPrefix; i++) {
            if (i >= name.length() || !same(pattern.charAt(i), name.charAt(i), inbox)) {
                return false;
            }
        }
        if (literalPrefix == pattern.length()) {
            return name.length() == literalPrefix;
        }
        return follow(name, inbox);
    }

    /** Keeps for each place in the pattern whether what was read so far can lead there. */
    private boolean follow(String name, boolean inbox) {
        int length = pattern.length();
        boolean[] at = new boolean[length + 1];
        boolean[] next = new boolean[length + 1];
        at[literalPrefix] = true;
        skipWildcards(at);
        for (int i = literalPrefix; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alive = false;
            Arrays.fill(next, false);
            for (int p = literalPrefix; p < length; p++) {
                if (!at[p]) {
                    continue;
                }
                char want = pattern.charAt(p);
                if (want == '*' || want == '%' && c != MailboxName.SEPARATOR) {
                    next[p] = true;
                    alive = true;
                } else if (want != '%' && same(want, c, inbox)) {
                    next[p + 1] = true;
                    alive = true;
                }
            }
            if (!alive) {
                return false;
            }
            skipWildcards(next);
            boolean[] swap = at;
            at = next;
            next = swap;
        }
        return at[length];
    }

    /** A wildcard may stand for nothing. */
    private void skipWildcards(boolean[] at) {
        for (int p = literalPrefix; p < pattern.length(); p++) {
            if (at[p] && isWildcard(pattern.charAt(p))) {
                at[p + 1] = true;
            }
        }
    }

    private static boolean same(char want, char c, boolean anyCase) {
        return want == c || anyCase && Character.toUpperCase(want) == c;
    }

    private static boolean isWildcard(char c) {
        return c == '*' || c == '%';
    }
}
