package org.posthaste.imap.namespace;

import java.util.Optional;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.Right;
import org.posthaste.mailstore.rights.Rights;

/**
 * What a mailbox name means to a user: a name in somebody's account. The mailbox need not exist.
 *
 * @param viewer who asks
 * @param owner whose it is
 * @param name in the owner's account
 */
public record Place(Account viewer, Account owner, MailboxName name) {
    /** What a name means; empty if it lies among others' mailboxes and nobody who shares has it. */
    public static Optional<Place> of(Account viewer, MailboxName shown) {
        return shown.isOthers() ? OtherUsers.find(viewer, shown) : Optional.of(new Place(viewer, viewer, shown));
    }

    /** True if it is the user's own. */
    public boolean own() {
        return viewer.id().equals(owner.id());
    }

    /** The name as the user knows it. */
    public MailboxName shown() {
        return own() ? name : OtherUsers.shown(owner, name);
    }

    /** The mailbox, whatever the user may do with it. */
    public Optional<Mailbox> mailbox() {
        return owner.mailbox(name);
    }

    /** What the user may do with it; nothing if there is no such mailbox. */
    public Rights rights() {
        return owner.rights(name, viewer.id());
    }

    /** True if the user may know that it exists. */
    public boolean visible() {
        return rights().has(Right.LOOKUP);
    }

    /** True if the user may create a mailbox here: {@code k} on the nearest mailbox above (RFC 4314 §4), or at the top of the own account. */
    public boolean mayCreate() {
        Optional<MailboxName> above = name.parent();
        while (above.isPresent()) {
            if (owner.mailbox(above.get()).isPresent()) {
                return owner.rights(above.get(), viewer.id()).has(Right.CREATE);
            }
            above = above.get().parent();
        }
        return own();
    }
}
