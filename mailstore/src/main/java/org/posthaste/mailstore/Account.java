package org.posthaste.mailstore;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** One user's mailboxes. Thread-safe. Reading methods answer from memory or a short query; changes complete when durable (see {@link MailStore}). */
public interface Account {
    AccountId id();

    /** The account's canonical address. */
    String address();

    /** All mailboxes, sorted by name; those that exist only as parents carry {@code selectable == false}. */
    List<MailboxInfo> mailboxes();

    /** Names subscribed to, sorted; they need not exist (RFC 9051 §6.3.7). */
    List<MailboxName> subscriptions();

    /** The mailbox of this name; empty if there is none or it is not selectable. */
    Optional<Mailbox> mailbox(MailboxName name);

    /** Creates a mailbox and its missing parents. Fails: ALREADY_EXISTS, INVALID_NAME, LIMIT. */
    CompletionStage<MailboxInfo> create(MailboxName name, Set<SpecialUse> uses);

    /** Deletes; a mailbox with children stays as a name that cannot be selected. Fails: NOT_FOUND, FORBIDDEN (INBOX). Deleted messages stay restorable like expunged ones. */
    CompletionStage<Void> delete(MailboxName name);

    /** Renames with all children; renaming INBOX moves its messages into a new mailbox (RFC 9051 §6.3.6). Fails: NOT_FOUND, ALREADY_EXISTS, INVALID_NAME. */
    CompletionStage<Void> rename(MailboxName from, MailboxName to);

    CompletionStage<Void> subscribe(MailboxName name);

    CompletionStage<Void> unsubscribe(MailboxName name);

    Quota quota();

    /**
     * A mailbox in a listing.
     *
     * @param id empty for a name that exists only as a parent
     */
    record MailboxInfo(
            Optional<MailboxId> id,
            MailboxName name,
            Set<SpecialUse> uses,
            boolean selectable,
            boolean subscribed,
            boolean hasChildren) {
        public MailboxInfo {
            uses = Set.copyOf(uses);
        }
    }

    /** Use and limit; limit 0 is none. */
    record Quota(long usedOctets, long limitOctets, long usedMessages) {}
}
