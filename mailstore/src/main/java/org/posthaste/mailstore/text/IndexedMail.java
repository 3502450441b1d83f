package org.posthaste.mailstore.text;

import java.util.List;
import java.util.function.LongConsumer;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.index.PagedSnapshot;

/** Where the index learns which messages there are: the store, seen from the index. Thread-safe; blocks. */
public interface IndexedMail {
    /** Accounts that were not removed and have at least so many messages or octets. */
    List<AccountId> accounts(int messages, long octets);

    /** An account's mailboxes; none if it was removed. */
    List<Extent> extents(AccountId account);

    /**
     * Messages of a mailbox from a UID on, expunged ones left out.
     *
     * @param limit about how many
     */
    Slice messages(AccountId account, MailboxId mailbox, int firstUid, int limit);

    /** Records of all messages of an account that may still be read, expunged ones that are kept included. */
    void records(AccountId account, LongConsumer action);

    /** A reader of the messages of slices. */
    MessageReader reader();

    /** A mailbox with what is visible in it. */
    record Extent(MailboxId mailbox, int uidNext, int messages, long octets) {}

    /**
     * Some messages.
     *
     * @param messages a mailbox of which at least the messages from the first UID to the last are known
     * @param lastUid the last
     */
    record Slice(PagedSnapshot messages, int lastUid) {}
}
