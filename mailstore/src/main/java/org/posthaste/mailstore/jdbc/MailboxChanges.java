package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.index.PagedSnapshot;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.rights.Grantee;
import org.posthaste.mailstore.rights.Rights;

/** Changes of an account's set of mailboxes. */
final class MailboxChanges {
    private static final int MAX_ENTRIES = 1000;

    private MailboxChanges() {}

    /** Creates a mailbox and what is missing above it (RFC 9051 §6.3.4). */
    static Change<MailboxState> create(AccountId account, MailboxName name, Set<SpecialUse> uses) {
        return batch -> {
            AccountState owner = batch.account(account);
            checkFree(owner, name);
            return create(batch, owner, name, uses);
        };
    }

    private static void checkFree(AccountState owner, MailboxName name) {
        if (!name.valid() || name.isOthers()) {
            throw new StoreException(StoreFailure.INVALID_NAME, "not a mailbox name");
        }
        if (owner.mailbox(name).isPresent()) {
            throw new StoreException(StoreFailure.ALREADY_EXISTS, "a mailbox of this name exists");
        }
        if (owner.mailboxes().size() + 51 > AccountState.MAX_MAILBOXES) {
            throw new StoreException(StoreFailure.LIMIT, "too many mailboxes");
        }
    }

    private static MailboxState create(Batch batch, AccountState owner, MailboxName name, Set<SpecialUse> uses)
            throws SQLException {
        batch.changed();
        createParents(batch, owner, name);
        return batch.enter(owner.create(batch.tx(), name, uses, batch.uidValidity()));
    }

    private static void createParents(Batch batch, AccountState owner, MailboxName name) throws SQLException {
        Deque<MailboxName> missing = new ArrayDeque<>();
        for (Optional<MailboxName> parent = name.parent();
                parent.isPresent() && owner.mailbox(parent.get()).isEmpty();
                parent = parent.get().parent()) {
            missing.push(parent.get());
        }
        for (MailboxName parent : missing) {
            batch.enter(owner.create(batch.tx(), parent, Set.of(), batch.uidValidity()));
        }
    }

    /** Deletes a mailbox (RFC 9051 §6.3.5). Its messages stay restorable for the retention time. */
    static Change<Boolean> delete(AccountId account, MailboxName name) {
        return batch -> {
            AccountState owner = batch.account(account);
            if (name.equals(MailboxName.INBOX)) {
                throw new StoreException(StoreFailure.FORBIDDEN, "INBOX cannot be deleted");
            }
            MailboxState mailbox = batch.enter(owner.mailbox(name)
                    .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "no such mailbox")));
            batch.changed();
            owner.remove(mailbox);
            forget(batch, mailbox);
            return true;
        };
    }

    /** Marks a mailbox as deleted, without rights and annotations (RFC 4314 §4, RFC 5464 §4.1). */
    static void forget(Batch batch, MailboxState mailbox) throws SQLException {
        MailboxTable.markDeleted(batch.tx(), mailbox.id(), batch.now().toEpochMilli());
        RightsTable.delete(batch.tx(), mailbox.id());
        AnnotationTable.deleteMailbox(batch.tx(), mailbox.id());
        batch.tell(mailbox);
    }

    /** Changes an entry of a mailbox's access list (RFC 4314 §3.1). */
    static Change<Boolean> grant(AccountId account, MailboxName name, Grant grant) {
        return batch -> {
            MailboxState mailbox = batch.enter(batch.account(account)
                    .mailbox(name)
                    .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "no such mailbox")));
            AccessList after =
                    mailbox.access().with(grant.who(), grant.negative(), grant.mode(), grant.rights(), account);
            if (after.entries().size() > MAX_ENTRIES) {
                throw new StoreException(StoreFailure.LIMIT, "too many entries in an access list");
            }
            batch.changed();
            mailbox.access(batch.tx(), after);
            batch.tell(mailbox);
            return true;
        };
    }

    /** A change of an entry. */
    record Grant(Grantee who, boolean negative, AccessList.Mode mode, Rights rights) {}

    /** Renames a mailbox with everything below it (RFC 9051 §6.3.6). */
    static Change<Boolean> rename(AccountId account, MailboxName from, MailboxName to) {
        return batch -> {
            AccountState owner = batch.account(account);
            checkFree(owner, to);
            if (from.equals(MailboxName.INBOX)) {
                return moveInbox(batch, owner, to);
            }
            if (to.isBelow(from)) {
                throw new StoreException(StoreFailure.INVALID_NAME, "a mailbox cannot move below itself");
            }
            List<MailboxState> tree = new ArrayList<>();
            for (MailboxState mailbox : owner.mailboxes().values()) {
                if (mailbox.name().equals(from) || mailbox.name().isBelow(from)) {
                    tree.add(mailbox);
                    checkMove(owner, from, moved(mailbox.name(), from, to));
                }
            }
            if (tree.isEmpty()) {
                throw new StoreException(StoreFailure.NOT_FOUND, "no such mailbox");
            }
            batch.changed();
            createParents(batch, owner, to);
            for (MailboxState mailbox : tree) {
                batch.enter(mailbox);
                owner.rename(mailbox, moved(mailbox.name(), from, to));
                mailbox.writes().change();
                batch.tell(mailbox);
            }
            return true;
        };
    }

    private static void checkMove(AccountState owner, MailboxName from, MailboxName name) {
        if (!name.valid()) {
            throw new StoreException(StoreFailure.INVALID_NAME, "a name below would be too long");
        }
        if (owner.mailbox(name).isPresent() && !name.isBelow(from)) {
            throw new StoreException(StoreFailure.ALREADY_EXISTS, "a mailbox below the new name exists");
        }
    }

    private static MailboxName moved(MailboxName name, MailboxName from, MailboxName to) {
        return new MailboxName(to.value() + name.value().substring(from.value().length()));
    }

    private static boolean moveInbox(Batch batch, AccountState owner, MailboxName to) throws SQLException {
        MailboxState inbox = batch.enter(owner.mailbox(MailboxName.INBOX)
                .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "no INBOX")));
        MailboxState target = create(batch, owner, to, Set.of());
        PagedSnapshot messages = inbox.messages(batch.tx());
        int[] all = Filing.indexes(messages, UidSet.range(1, Integer.MAX_VALUE));
        Filing.copy(batch, owner, messages, all, target, Rights.ALL);
        AnnotationTable.copy(batch.tx(), inbox.id(), target.id());
        Filing.expunge(batch, owner, inbox, messages, all);
        return true;
    }

    /** Subscribes to a name; it need not exist. */
    static Change<Boolean> subscribe(AccountId account, MailboxName name) {
        return batch -> {
            AccountState owner = batch.account(account);
            if (!name.valid()) {
                throw new StoreException(StoreFailure.INVALID_NAME, "not a mailbox name");
            }
            if (owner.subscriptions().size() >= 2 * AccountState.MAX_MAILBOXES) {
                throw new StoreException(StoreFailure.LIMIT, "too many subscriptions");
            }
            if (owner.subscribe(name)) {
                batch.changed();
                AccountTable.subscribe(batch.tx(), account, name);
            }
            return true;
        };
    }

    /** Ends a subscription, if there is one. */
    static Change<Boolean> unsubscribe(AccountId account, MailboxName name) {
        return batch -> {
            if (batch.account(account).unsubscribe(name)) {
                batch.changed();
                AccountTable.unsubscribe(batch.tx(), account, name);
            }
            return true;
        };
    }
}
