package org.posthaste.imap.list;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;

/** The name of an annotation, RFC 5464 §3.2, as the client spelled it. */
public record MetadataEntry(String name) {
    private static final int LONGEST = 255;
    private static final int MOST = 100;

    /** entries: one, or several in parentheses. */
    public static List<MetadataEntry> parseList(ImapParser arguments) {
        List<MetadataEntry> entries = new ArrayList<>();
        if (!arguments.next('(')) {
            entries.add(parse(arguments));
            return entries;
        }
        arguments.open();
        do {
            if (entries.size() == MOST) {
                throw arguments.expected("fewer entries");
            }
            entries.add(parse(arguments));
        } while (arguments.accept(' '));
        arguments.close();
        return entries;
    }

    /** entry. */
    public static MetadataEntry parse(ImapParser arguments) {
        int start = arguments.position();
        String name = arguments.astring();
        if (!valid(name)) {
            throw new ImapSyntaxException("expected entry name", start);
        }
        return new MetadataEntry(name);
    }

    private static boolean valid(String name) {
        boolean scoped = inScope(name, "/private") || inScope(name, "/shared");
        return scoped
                && name.length() <= LONGEST
                && !name.contains("//")
                && !name.endsWith("/")
                && name.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '*' && c != '%');
    }

    private static boolean inScope(String name, String scope) {
        return name.regionMatches(true, 0, scope, 0, scope.length())
                && (name.length() == scope.length() || name.charAt(scope.length()) == '/');
    }

    /** True if all who may see the mailbox see it. */
    public boolean shared() {
        return inScope(name, "/shared");
    }

    /** True if it can have a value: a scope alone cannot. */
    public boolean complete() {
        return name.indexOf('/', 1) > 0;
    }

    /** True if another name is this one or at most so many levels below it. */
    public boolean covers(String other, int depth) {
        String own = name.toLowerCase(Locale.ROOT);
        String its = other.toLowerCase(Locale.ROOT);
        if (its.equals(own)) {
            return true;
        }
        return its.startsWith(own + "/")
                && its.substring(own.length()).chars().filter(c -> c == '/').count() <= depth;
    }
}
