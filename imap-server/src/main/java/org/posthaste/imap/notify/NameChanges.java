package org.posthaste.imap.notify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.posthaste.imap.list.ListRequest;
import org.posthaste.imap.list.MailboxListing;
import org.posthaste.imap.notify.AccountView.Seen;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;

/** What happened to names of mailboxes and to subscriptions between two looks at an account, told as LIST responses: RFC 5465 §5.4 and §5.5. Serves one look. */
final class NameChanges {
    private final Account account;
    /** What the client did itself, which goes without saying (RFC 5465 §5). */
    private final Set<MailboxName> own;

    private final AccountView before;
    private final AccountView now;
    /** Affected names, with the old name of what was renamed. */
    private final Map<MailboxName, Optional<MailboxName>> named = new TreeMap<>();

    private final Set<MailboxName> subscriptions = new HashSet<>();

    NameChanges(Account account, AccountView before, AccountView now, Set<MailboxName> own) {
        this.account = account;
        this.own = own;
        this.before = before;
        this.now = now;
        compareNames();
        for (MailboxName name : now.subscribed()) {
            if (!before.subscribed().contains(name)) {
                subscriptions.add(name);
            }
        }
        for (MailboxName name : before.subscribed()) {
            if (!now.subscribed().contains(name)) {
                subscriptions.add(name);
            }
        }
        subscriptions.removeAll(own);
    }

    private void compareNames() {
        Map<MailboxId, MailboxName> old = new HashMap<>();
        before.mailboxes().values().forEach(info -> info.id().ifPresent(id -> old.put(id, info.name())));
        Map<MailboxName, MailboxName> renamed = new HashMap<>();
        for (Seen info : now.mailboxes().values()) {
            Optional<MailboxName> was = info.id().map(old::get).filter(name -> !name.equals(info.name()));
            was.ifPresent(name -> renamed.put(info.name(), name));
        }
        renamed.forEach((to, from) -> {
            // RFC 5465 §5.4: children go with their parent without a word.
            Optional<MailboxName> parent = to.parent().map(renamed::get);
            if (!own.contains(to) && (parent.isEmpty() || !from.isBelow(parent.get()))) {
                named.put(to, Optional.of(from));
            }
        });
        for (MailboxName name : now.mailboxes().keySet()) {
            if (!before.mailboxes().containsKey(name) && !renamed.containsKey(name)) {
                affect(name);
            }
        }
        for (Seen info : before.mailboxes().values()) {
            Seen left = now.mailboxes().get(info.name());
            boolean gone = left == null || info.selectable() && !left.selectable();
            if (gone && !renamed.containsValue(info.name())) {
                affect(info.name());
            }
        }
    }

    /** RFC 5465 §5.4: what is created or deleted affects the parent too. */
    private void affect(MailboxName name) {
        if (own.contains(name)) {
            return;
        }
        named.putIfAbsent(name, Optional.empty());
        name.parent().ifPresent(parent -> named.putIfAbsent(parent, Optional.empty()));
    }

    /** Writes what is wanted, each name once. */
    void write(Function<MailboxName, Set<NotifyEvent>> wanted, ImapWriter out) {
        if (named.isEmpty() && subscriptions.isEmpty()) {
            return;
        }
        Map<MailboxName, List<String>> attributes = new HashMap<>();
        for (MailboxListing.Line line : new MailboxListing(ListRequest.all()).lines(account)) {
            attributes.put(line.name(), line.attributes());
        }
        Map<MailboxName, Optional<MailboxName>> all = new TreeMap<>();
        named.forEach((name, old) -> {
            boolean either = wanted.apply(name).contains(NotifyEvent.MAILBOX_NAME)
                    || old.filter(from -> wanted.apply(from).contains(NotifyEvent.MAILBOX_NAME))
                            .isPresent();
            if (either) {
                all.put(name, old);
            }
        });
        for (MailboxName name : subscriptions) {
            if (wanted.apply(name).contains(NotifyEvent.SUBSCRIPTION_CHANGE)) {
                all.putIfAbsent(name, Optional.empty());
            }
        }
        all.forEach((name, old) -> writeName(name, attributes.get(name), old, out));
    }

    private void writeName(
            MailboxName name, @Nullable List<String> attributes, Optional<MailboxName> old, ImapWriter out) {
        String text = attributes != null
                ? attributes.stream().collect(Collectors.joining(" "))
                : now.subscribed().contains(name) ? "\\NonExistent \\Subscribed" : "\\NonExistent";
        out.text("* LIST (").text(text).text(") \"/\" ").mailbox(name.value());
        old.ifPresent(from -> out.text(" (\"OLDNAME\" (").mailbox(from.value()).text("))"));
        out.crlf();
    }
}
