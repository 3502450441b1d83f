package org.posthaste.mailstore.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.index.PagedSnapshot;

/**
 * Accounts in memory, and the indexes of mailboxes that were looked at lately. Thread-safe.
 *
 * <p>There is one state of an account as long as anybody holds it, be it a session that idles in one of its mailboxes. An account is read while the cache holds its key, by the committer as by
 * others; so nobody puts in what the committer has changed meanwhile. After each batch the committer puts its accounts in again, which settles the rest.
 */
final class AccountCache {
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int ACCOUNTS = 20_000;
    private static final int WEIGHT_OF_SNAPSHOT = 32;

    private final Cache<AccountId, AccountState> accounts =
            Caffeine.newBuilder().executor(Runnable::run).weakValues().build();
    /** Keeps accounts used lately from being collected. */
    private final Cache<AccountId, AccountState> recent = Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterAccess(IDLE)
            .maximumSize(ACCOUNTS)
            .build();
    /** Keeps indexes from being collected; where they are found is {@link MailboxState}. */
    private final Cache<MailboxId, PagedSnapshot> snapshots;

    AccountCache(long messages) {
        snapshots = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(messages)
                .weigher((MailboxId id, PagedSnapshot snapshot) -> snapshot.count() + WEIGHT_OF_SNAPSHOT)
                .build();
    }

    /** For threads other than the committer: the account as committed. */
    Optional<AccountState> get(Database database, AccountId id) {
        AccountState known = accounts.getIfPresent(id);
        return known != null ? used(known) : database.read(tx -> get(tx, id));
    }

    Optional<AccountState> get(Tx tx, AccountId id) throws SQLException {
        AccountState known = accounts.getIfPresent(id);
        if (known != null) {
            return used(known);
        }
        try {
            AccountState read = accounts.get(id, key -> load(tx, key));
            return read == null ? Optional.empty() : used(read);
        } catch (LoadFailed e) {
            throw e.failure;
        }
    }

    private Optional<AccountState> used(AccountState account) {
        if (recent.getIfPresent(account.id()) != account) {
            recent.put(account.id(), account);
        }
        return Optional.of(account);
    }

    private static @Nullable AccountState load(Tx tx, AccountId id) {
        try {
            return AccountState.load(tx, id).orElse(null);
        } catch (SQLException e) {
            throw new LoadFailed(e);
        }
    }

    /** Carries a failure through the cache. */
    private static final class LoadFailed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final SQLException failure;

        LoadFailed(SQLException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    void put(AccountState account) {
        accounts.put(account.id(), account);
        recent.put(account.id(), account);
    }

    void forget(AccountState account) {
        accounts.invalidate(account.id());
        recent.invalidate(account.id());
        account.view().byId().keySet().forEach(snapshots::invalidate);
    }

    /** Remembers the newest index of a mailbox. */
    void keep(PagedSnapshot snapshot) {
        snapshots.put(snapshot.mailbox(), snapshot);
    }

    /** Notes that an index was asked for; puts it in again if it was dropped. */
    void use(PagedSnapshot snapshot) {
        if (snapshots.getIfPresent(snapshot.mailbox()) == null) {
            keep(snapshot);
        }
    }
}
