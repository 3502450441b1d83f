package org.posthaste.mailstore.change;

import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;

/**
 * Tells that something was committed, in commit order. A signal only: what changed is the difference between the snapshot a listener knows and the newest one, so nothing can
 * overflow or be missed. Listeners run on the committer and must only hand over to an executor. Thread-safe.
 */
public interface ChangeBus {
    /** Calls the listener after each committed change of this mailbox (messages, flags, deletion of the mailbox), until closed. */
    Subscription subscribe(MailboxId mailbox, Runnable listener);

    /** Calls the listener after each committed change of an account's mailboxes, whatever of them: messages, flags, names, subscriptions, annotations; and after others have granted it something or taken it away. */
    Subscription subscribe(AccountId account, Runnable listener);

    /** Ends a subscription. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
