package org.posthaste.mailstore;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.rights.Grantee;
import org.posthaste.mailstore.rights.Rights;

/** One user's mailboxes. Thread-safe. Reading methods answer from memory or a short query; changes complete when durable (see {@link MailStore}). */
public interface Account {
    AccountId id();

    /** The account's canonical address. */
    String address();

    /** True if this user may set limits of others. */
    boolean administrator();

    /** IMAP capabilities that this user's sessions are not told of, in upper case; what they are for works all the same. */
    Set<String> hiddenCapabilities();

    /** All mailboxes, sorted by name; those that exist only as parents carry {@code selectable == false}. */
    List<MailboxInfo> mailboxes();

    /** Names subscribed to, sorted; they need not exist (RFC 9051 §6.3.7). */
    List<MailboxName> subscriptions();

    /** The mailbox of this name; empty if there is none or it is not selectable. */
    Optional<Mailbox> mailbox(MailboxName name);

    /** Creates a mailbox and its missing parents, with the access list of the nearest mailbox above. Fails: ALREADY_EXISTS, INVALID_NAME, LIMIT. */
    CompletionStage<MailboxInfo> create(MailboxName name, Set<SpecialUse> uses);

    /** Deletes; a mailbox with children stays as a name that cannot be selected. Fails: NOT_FOUND, FORBIDDEN (INBOX). Deleted messages stay restorable like expunged ones. */
    CompletionStage<Void> delete(MailboxName name);

    /** Renames with all children; renaming INBOX moves its messages into a new mailbox (RFC 9051 §6.3.6). Fails: NOT_FOUND, ALREADY_EXISTS, INVALID_NAME. */
    CompletionStage<Void> rename(MailboxName from, MailboxName to);

    CompletionStage<Void> subscribe(MailboxName name);

    CompletionStage<Void> unsubscribe(MailboxName name);

    Quota quota();

    /** Sets the limits; 0 is none. */
    CompletionStage<Void> limit(long octets, long messages);

    /** Accounts of others with mailboxes to which this user was granted rights, sorted by address. Needs no query while nobody's rights change. */
    List<Account> sharers();

    /** Who else may do what with a mailbox. Fails with NOT_FOUND. */
    AccessList accessList(MailboxName name);

    /** What a user may do with a mailbox of this account; nothing if there is no such mailbox. */
    Rights rights(MailboxName name, AccountId user);

    /** Changes one entry of a mailbox's access list (RFC 4314 §3.1). Fails: NOT_FOUND, LIMIT (too many entries). */
    CompletionStage<Void> grant(MailboxName name, Grantee who, boolean negative, AccessList.Mode mode, Rights rights);

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
    record Quota(long usedOctets, long limitOctets, long usedMessages, long limitMessages) {
        /** Without a limit of messages. */
        public Quota(long usedOctets, long limitOctets, long usedMessages) {
            this(usedOctets, limitOctets, usedMessages, 0);
        }

        /** True if so much more may be stored. */
        public boolean fits(long octets, long messages) {
            return (limitOctets == 0 || usedOctets + octets <= limitOctets)
                    && (limitMessages == 0 || usedMessages + messages <= limitMessages);
        }
    }
}
