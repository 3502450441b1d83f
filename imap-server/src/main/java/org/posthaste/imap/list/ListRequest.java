package org.posthaste.imap.list;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.mailstore.MailboxName;

/**
 * What LIST is asked for, RFC 3501 §6.3.8 and RFC 5258.
 *
 * @param patterns reference and pattern put together; empty if only the separator is asked for
 * @param extended whether anything of RFC 5258 was used
 * @param status items of STATUS for each mailbox, RFC 5819; empty for none
 * @param metadata annotations for each mailbox, RFC 9590 §3; empty for none
 */
public record ListRequest(
        List<MailboxPattern> patterns,
        Set<Selection> selection,
        Set<Return> returned,
        boolean extended,
        List<StatusItem> status,
        List<MetadataEntry> metadata) {
    private static final int MAX_PATTERNS = 100;

    /** Asks for one mailbox, and perhaps for others that match its name as a pattern. */
    public static ListRequest of(MailboxName name) {
        return new ListRequest(
                List.of(new MailboxPattern(name.value())),
                Set.of(),
                Set.of(Return.SUBSCRIBED),
                false,
                List.of(),
                List.of());
    }

    /** Asks for all mailboxes, and which are subscribed, in the extended form. */
    public static ListRequest all() {
        return new ListRequest(
                List.of(new MailboxPattern("*")), Set.of(), Set.of(Return.SUBSCRIBED), true, List.of(), List.of());
    }

    /** Selection options, RFC 5258 §3.1 and RFC 6154 §5.2. */
    public enum Selection {
        SUBSCRIBED,
        REMOTE,
        RECURSIVEMATCH,
        SPECIAL_USE
    }

    /** Return options, RFC 5258 §3.2, RFC 6154 §5.2 and RFC 8440 §3. */
    public enum Return {
        SUBSCRIBED,
        CHILDREN,
        SPECIAL_USE,
        MYRIGHTS
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
        ListRequest asked = new ListRequest(
                patterns, selection, EnumSet.noneOf(Return.class), extended, new ArrayList<>(), new ArrayList<>());
        if (arguments.accept(' ') && !arguments.atEnd()) {
            asked.parseReturn(arguments, statusItems);
            asked = new ListRequest(patterns, selection, asked.returned, true, asked.status, asked.metadata);
        }
        arguments.end();
        if (selection.contains(Selection.SUBSCRIBED)) {
            asked.returned.add(Return.SUBSCRIBED);
        }
        return asked;
    }

    /** Reads the arguments of LSUB and XLIST: reference and one pattern. */
    public static ListRequest parsePlain(ImapParser arguments) {
        String reference = decoded(arguments, arguments.listMailbox());
        arguments.sp();
        List<MailboxPattern> patterns = new ArrayList<>();
        addPattern(arguments, reference, patterns, false);
        arguments.end();
        return new ListRequest(patterns, Set.of(), Set.of(), false, List.of(), List.of());
    }

    /** The selection options a mailbox has to fulfil. */
    Set<Selection> wanted() {
        Set<Selection> wanted = EnumSet.noneOf(Selection.class);
        wanted.addAll(selection);
        // REMOTE adds mailboxes of other servers, of which there are none; RECURSIVEMATCH asks for those above.
        wanted.removeAll(EnumSet.of(Selection.REMOTE, Selection.RECURSIVEMATCH));
        return wanted;
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

    private void parseReturn(ImapParser arguments, StatusItems statusItems) {
        if (!arguments.acceptKeyword("RETURN")) {
            throw arguments.expected("RETURN");
        }
        arguments.sp();
        arguments.open();
        while (!arguments.next(')')) {
            switch (arguments.keyword()) {
                case "SUBSCRIBED" -> returned.add(Return.SUBSCRIBED);
                case "CHILDREN" -> returned.add(Return.CHILDREN);
                case "SPECIAL-USE" -> returned.add(Return.SPECIAL_USE);
                case "MYRIGHTS" -> returned.add(Return.MYRIGHTS);
                case "METADATA" -> {
                    arguments.sp();
                    metadata.addAll(MetadataEntry.parseList(arguments));
                }
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
