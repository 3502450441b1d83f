package org.posthaste.imap.list;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;

/**
 * What LIST is asked for, RFC 3501 §6.3.8 and RFC 5258.
 *
 * @param patterns reference and pattern put together; empty if only the separator is asked for
 * @param extended whether anything of RFC 5258 was used
 * @param status items of STATUS for each mailbox, RFC 5819; empty for none
 */
public record ListRequest(
        List<MailboxPattern> patterns,
        Set<Selection> selection,
        Set<Return> returned,
        boolean extended,
        List<StatusItem> status) {
    private static final int MAX_PATTERNS = 100;

    /** Selection options, RFC 5258 §3.1 and RFC 6154 §5.2. */
    public enum Selection {
        SUBSCRIBED,
        REMOTE,
        RECURSIVEMATCH,
        SPECIAL_USE
    }

    /** Return options, RFC 5258 §3.2 and RFC 6154 §5.2. */
    public enum Return {
        SUBSCRIBED,
        CHILDREN,
        SPECIAL_USE
    }

    /** Reads the arguments of LIST. */
    public static ListRequest parse(ImapParser arguments, StatusItems statusItems) {
        Set<Selection> selection = EnumSet.noneOf(Selection.class);
        boolean extended = arguments.next('(');
        if (extended) {
            parseSelection(arguments, selection);
            arguments.sp();
        }
        String reference = decoded(arguments, arguments.listMailbox());
        arguments.sp();
        List<MailboxPattern> patterns = new ArrayList<>();
        if (arguments.next('(')) {
            extended = true;
            arguments.open();
            do {
                addPattern(arguments, reference, patterns, true);
            } while (arguments.accept(' '));
            arguments.close();
        } else {
            addPattern(arguments, reference, patterns, extended);
        }
        Set<Return> returned = EnumSet.noneOf(Return.class);
        List<StatusItem> status = new ArrayList<>();
        if (arguments.accept(' ') && !arguments.atEnd()) {
            extended = true;
            parseReturn(arguments, returned, status, statusItems);
        }
        arguments.end();
        if (selection.contains(Selection.SUBSCRIBED)) {
            returned.add(Return.SUBSCRIBED);
        }
        return new ListRequest(patterns, selection, returned, extended, status);
    }

    /** Reads the arguments of LSUB and XLIST: reference and one pattern. */
    public static ListRequest parsePlain(ImapParser arguments) {
        String reference = decoded(arguments, arguments.listMailbox());
        arguments.sp();
        List<MailboxPattern> patterns = new ArrayList<>();
        addPattern(arguments, reference, patterns, false);
        arguments.end();
        return new ListRequest(patterns, Set.of(), Set.of(), false, List.of());
    }

    /** True if one of the patterns matches. */
    public boolean matches(String name) {
        for (MailboxPattern pattern : patterns) {
            if (pattern.matches(name)) {
                return true;
            }
        }
        return false;
    }

    private static void addPattern(
            ImapParser arguments, String reference, List<MailboxPattern> patterns, boolean extended) {
        String text = decoded(arguments, arguments.listMailbox());
        if (text.isEmpty() && !extended) {
            return;
        }
        MailboxPattern pattern = new MailboxPattern(reference + text);
        int length = pattern.length();
        for (MailboxPattern other : patterns) {
            length += other.length();
        }
        if (length > MailboxPattern.MAX_LENGTH || patterns.size() == MAX_PATTERNS) {
            throw arguments.expected("shorter pattern");
        }
        patterns.add(pattern);
    }

    private static String decoded(ImapParser arguments, String wire) {
        // Wildcards are plain ASCII, so that a pattern is decoded as a name is.
        return arguments.mailboxName(wire).orElseThrow(() -> arguments.expected("modified UTF-7"));
    }

    private static void parseSelection(ImapParser arguments, Set<Selection> into) {
        arguments.open();
        while (!arguments.next(')')) {
            switch (arguments.keyword()) {
                case "SUBSCRIBED" -> into.add(Selection.SUBSCRIBED);
                case "REMOTE" -> into.add(Selection.REMOTE);
                case "RECURSIVEMATCH" -> into.add(Selection.RECURSIVEMATCH);
                case "SPECIAL-USE" -> into.add(Selection.SPECIAL_USE);
                default -> throw arguments.expected("list selection option");
            }
            skipBlank(arguments);
        }
        arguments.close();
        if (into.contains(Selection.RECURSIVEMATCH)
                && !into.contains(Selection.SUBSCRIBED)
                && !into.contains(Selection.SPECIAL_USE)) {
            throw ImapSyntaxException.invalid("RECURSIVEMATCH needs another selection option");
        }
    }

    private static void parseReturn(
            ImapParser arguments, Set<Return> into, List<StatusItem> status, StatusItems statusItems) {
        if (!arguments.acceptKeyword("RETURN")) {
            throw arguments.expected("RETURN");
        }
        arguments.sp();
        arguments.open();
        while (!arguments.next(')')) {
            switch (arguments.keyword()) {
                case "SUBSCRIBED" -> into.add(Return.SUBSCRIBED);
                case "CHILDREN" -> into.add(Return.CHILDREN);
                case "SPECIAL-USE" -> into.add(Return.SPECIAL_USE);
                case "STATUS" -> {
                    arguments.sp();
                    status.addAll(statusItems.parse(arguments));
                }
                default -> throw arguments.expected("list return option");
            }
            skipBlank(arguments);
        }
        arguments.close();
    }

    private static void skipBlank(ImapParser arguments) {
        if (!arguments.accept(' ') && !arguments.next(')')) {
            throw arguments.expected("SP or ')'");
        }
    }
}
