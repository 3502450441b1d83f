package org.posthaste.imap.notify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.posthaste.imap.namespace.Place;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Account.MailboxInfo;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxStatus;
import org.posthaste.mailstore.rights.Right;

/** The mailboxes a user sees at one moment, by the names the user knows. Immutable. */
record AccountView(Map<MailboxName, Seen> mailboxes, Set<MailboxName> subscribed) {
    /**
     * A mailbox.
     *
     * @param status empty if it cannot be selected, or not by this user (RFC 5465 §5 asks for {@code r})
     */
    record Seen(MailboxName name, Optional<MailboxId> id, boolean selectable, Optional<MailboxStatus> status) {}

    /** What there is now; with {@code others}, also what other users let this one see. */
    static AccountView of(Account account, boolean others) {
        Map<MailboxName, Seen> mailboxes = new TreeMap<>();
        for (MailboxInfo info : account.mailboxes()) {
            Optional<Mailbox> mailbox = info.selectable() ? account.mailbox(info.name()) : Optional.empty();
            add(new Seen(info.name(), info.id(), info.selectable(), mailbox.map(Mailbox::status)), mailboxes);
        }
        if (others) {
            account.sharers().forEach(owner -> addShared(account, owner, mailboxes));
        }
        return new AccountView(mailboxes, new HashSet<>(account.subscriptions()));
    }

    /** How many messages are in each mailbox. */
    Map<MailboxId, MailboxStatus> statuses() {
        Map<MailboxId, MailboxStatus> statuses = new HashMap<>();
        for (Seen seen : mailboxes.values()) {
            if (seen.id().isPresent() && seen.status().isPresent()) {
                statuses.put(seen.id().get(), seen.status().get());
            }
        }
        return statuses;
    }

    private static void addShared(Account account, Account owner, Map<MailboxName, Seen> into) {
        for (MailboxInfo info : owner.mailboxes()) {
            Place place = new Place(account, owner, info.name());
            if (info.selectable() && place.visible()) {
                Optional<Mailbox> readable = place.rights().has(Right.READ) ? place.mailbox() : Optional.empty();
                add(new Seen(place.shown(), info.id(), true, readable.map(Mailbox::status)), into);
            }
        }
    }

    private static void add(Seen seen, Map<MailboxName, Seen> into) {
        into.put(seen.name(), seen);
    }
}
