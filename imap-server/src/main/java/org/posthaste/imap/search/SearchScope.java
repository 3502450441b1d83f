package org.posthaste.imap.search;

import java.util.Optional;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.UidSet;

/**
 * What the numbers in search keys refer to.
 *
 * @param view the messages that have the sequence numbers
 * @param recent UIDs of the messages that are \Recent
 * @param saved what {@code $} stands for; empty where it cannot be used
 */
public record SearchScope(MailboxSnapshot view, UidSet recent, Optional<UidSet> saved) {
    /** The selected mailbox as the client knows it. */
    public static SearchScope of(SelectedMailbox mailbox) {
        return new SearchScope(mailbox.view(), mailbox.recentUids(), Optional.of(mailbox.saved()));
    }

    /** A mailbox that is not selected: none of its messages is recent to this session. */
    public static SearchScope of(MailboxSnapshot snapshot) {
        return new SearchScope(snapshot, UidSet.EMPTY, Optional.empty());
    }
}
