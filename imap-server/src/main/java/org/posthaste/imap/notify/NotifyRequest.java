package org.posthaste.imap.notify;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.imap.fetch.FetchAttribute;
import org.posthaste.mailstore.MailboxName;

/**
 * What NOTIFY SET asks for, RFC 5465 §3.1. Immutable.
 *
 * @param status tell the state of the mailboxes at once
 * @param selected what to tell of the selected mailbox; empty for nothing
 * @param groups what to tell of the others
 */
public record NotifyRequest(boolean status, Optional<Selected> selected, List<Group> groups) {
    public NotifyRequest {
        groups = List.copyOf(groups);
    }

    /**
     * Events of the selected mailbox, RFC 5465 §6.1.
     *
     * @param delayed expunged messages are told only within commands
     * @param attributes what to tell of new messages; empty for nothing
     */
    public record Selected(boolean delayed, Set<NotifyEvent> events, List<FetchAttribute> attributes) {
        public Selected {
            events = Set.copyOf(events);
            attributes = List.copyOf(attributes);
        }
    }

    /** Which mailboxes, RFC 5465 §6.2 to §6.6. Mail may be delivered to any mailbox, so INBOXES are PERSONAL. */
    public enum Scope {
        PERSONAL,
        SUBSCRIBED,
        SUBTREE,
        MAILBOXES
    }

    /**
     * Events of some mailboxes.
     *
     * @param names for SUBTREE and MAILBOXES
     */
    public record Group(Scope scope, List<MailboxName> names, Set<NotifyEvent> events) {
        public Group {
            names = List.copyOf(names);
            events = Set.copyOf(events);
        }

        private boolean covers(MailboxName name, Set<MailboxName> subscribed) {
            return switch (scope) {
                case PERSONAL -> !name.isOthers();
                case SUBSCRIBED -> subscribed.contains(name);
                case SUBTREE -> names.stream().anyMatch(top -> name.equals(top) || name.isBelow(top));
                case MAILBOXES -> names.contains(name);
            };
        }
    }

    /** True if mailboxes of other users may be among those to be told of. */
    boolean others() {
        return groups.stream()
                .anyMatch(group -> group.scope() == Scope.SUBSCRIBED
                        || group.names().stream()
                                .anyMatch(name -> name.isOthers() || name.equals(MailboxName.OTHER_USERS)));
    }

    /** True if this is wanted of any mailbox. */
    public boolean wants(NotifyEvent event) {
        return groups.stream().anyMatch(group -> group.events().contains(event));
    }

    /** Events wanted of a mailbox that is not selected. */
    public Set<NotifyEvent> events(MailboxName name, Set<MailboxName> subscribed) {
        Set<NotifyEvent> events = EnumSet.noneOf(NotifyEvent.class);
        for (Group group : groups) {
            if (group.covers(name, subscribed)) {
                events.addAll(group.events());
            }
        }
        return events;
    }
}
