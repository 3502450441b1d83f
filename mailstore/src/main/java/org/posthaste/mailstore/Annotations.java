package org.posthaste.mailstore;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/**
 * Annotations of mailboxes and of the server, RFC 5464. Names begin with {@code /shared/}, seen by all who may see the mailbox, or {@code /private/}, seen by one user; they compare without case.
 * They follow their mailbox when it is renamed and go with it. Thread-safe; reading blocks for one query for every 64 mailboxes.
 */
public interface Annotations {
    /** Most octets of one value. */
    int MAX_VALUE = 64 * 1024;

    /** Most annotations of a mailbox that are shared, and most of each user there. */
    int MAX_COUNT = 100;

    /** Most octets of values one user can write altogether. */
    long MAX_TOGETHER = 8L << 20;

    /** What a user sees; mailboxes without annotations are left out. */
    Map<MailboxId, SortedMap<String, byte[]>> of(AccountId viewer, Collection<MailboxId> mailboxes);

    /** The user's own annotations of the server; there are no shared ones here, those are configured. */
    SortedMap<String, byte[]> ofServer(AccountId viewer);

    /** Grows with each change of any annotation: who knows all at some version need not look again until there is another. Does not block. */
    long version();

    /**
     * Sets or, where the value is empty, removes annotations: all or none.
     *
     * @param mailbox empty for the server
     * @return completes when durable; then listeners of the mailbox's account, or for the server of the author's, are told too; fails: NOT_FOUND, TOO_BIG (a value), LIMIT (too many, or too many octets)
     */
    CompletionStage<Void> set(AccountId author, Optional<MailboxId> mailbox, Map<String, Optional<byte[]>> changes);
}
