package org.posthaste.imap.namespace;

import java.util.Optional;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;

/**
 * The other users' namespace, RFC 2342 §5: {@code Other Users/bob@example.org/Projects} is Bob's mailbox {@code Projects}. Only users who have granted something are ever looked at, so a name
 * tells nothing about who exists.
 */
public final class OtherUsers {
    /** What all names of others' mailboxes begin with. */
    public static final String PREFIX = MailboxName.OTHER_USERS.value() + MailboxName.SEPARATOR;

    private OtherUsers() {}

    /** The level below which an owner's mailboxes appear. */
    public static MailboxName level(Account owner) {
        return new MailboxName(PREFIX + label(owner));
    }

    /** The name under which others see a mailbox. */
    public static MailboxName shown(Account owner, MailboxName name) {
        return new MailboxName(level(owner).value() + MailboxName.SEPARATOR + name.value());
    }

    /** An address as one level: the separator, which a local part may have in it (RFC 5321 §4.1.2), is spelled otherwise. */
    static String label(Account owner) {
        return owner.address().replace("=", "=3D").replace("/", "=2F");
    }

    /** Finds what a name below {@link #PREFIX} means to a user. */
    static Optional<Place> find(Account viewer, MailboxName shown) {
        String rest =
                shown.value().substring(Math.min(PREFIX.length(), shown.value().length()));
        int end = rest.indexOf(MailboxName.SEPARATOR);
        if (end <= 0 || end == rest.length() - 1) {
            return Optional.empty();
        }
        String label = rest.substring(0, end);
        MailboxName name = new MailboxName(rest.substring(end + 1));
        for (Account owner : viewer.sharers()) {
            if (label(owner).equalsIgnoreCase(label)) {
                return Optional.of(new Place(viewer, owner, name));
            }
        }
        return Optional.empty();
    }
}
