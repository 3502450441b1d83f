package org.posthaste.imap.search;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Account.MailboxInfo;
import org.posthaste.mailstore.MailboxName;

/**
 * Which mailboxes an ESEARCH looks at, RFC 7377 §2.2. Immutable.
 *
 * @param selected whether the selected one is among them
 * @param names all others, each once; they need not exist
 */
public record SearchSources(boolean selected, Set<MailboxName> names) {
    /** What is searched if nothing is said. */
    private static final SearchSources SELECTED = new SearchSources(true, Set.of());

    /** {@code IN (...)} with the blank behind it, if it is next. */
    public static SearchSources parse(ImapParser arguments, Account account) {
        if (!arguments.acceptKeyword("IN")) {
            return SELECTED;
        }
        boolean selected = false;
        Set<MailboxName> names = new LinkedHashSet<>();
        arguments.sp();
        arguments.open();
        do {
            switch (arguments.keyword()) {
                case "SELECTED" -> selected = true;
                case "INBOXES" -> names.add(MailboxName.INBOX);
                case "PERSONAL" -> account.mailboxes().stream()
                        .map(MailboxInfo::name)
                        .forEach(names::add);
                case "SUBSCRIBED" -> names.addAll(account.subscriptions());
                case "SUBTREE" -> addTrees(arguments, account, Integer.MAX_VALUE, names);
                case "SUBTREE-ONE" -> addTrees(arguments, account, 1, names);
                case "MAILBOXES" -> addTrees(arguments, account, 0, names);
                default -> throw arguments.expected("source option");
            }
        } while (arguments.accept(' '));
        arguments.close();
        arguments.sp();
        return new SearchSources(selected, names);
    }

    /** one-or-more-mailbox, RFC 5465 §8, each with so many levels below it. */
    private static void addTrees(ImapParser arguments, Account account, int levels, Set<MailboxName> into) {
        arguments.sp();
        if (!arguments.next('(')) {
            addTree(new MailboxName(arguments.mailbox()), account, levels, into);
            return;
        }
        arguments.open();
        do {
            addTree(new MailboxName(arguments.mailbox()), account, levels, into);
        } while (arguments.accept(' '));
        arguments.close();
    }

    private static void addTree(MailboxName top, Account account, int levels, Set<MailboxName> into) {
        into.add(top);
        if (levels == 0) {
            return;
        }
        String prefix = top.value() + MailboxName.SEPARATOR;
        List<MailboxInfo> mailboxes = account.mailboxes();
        for (MailboxInfo info : mailboxes) {
            String name = info.name().value();
            boolean below = name.startsWith(prefix);
            if (below && (levels > 1 || name.indexOf(MailboxName.SEPARATOR, prefix.length()) < 0)) {
                into.add(info.name());
            }
        }
    }
}
