package org.posthaste.mailstore.text;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.AccountId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes that are looked into, some of them kept open. An index that turns out to be damaged is reported once, not
 * looked into any more, and noted for the indexer to make it anew. Thread-safe.
 */
final class OpenIndexes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenIndexes.class);
    private static final int KEPT_OPEN = 64;
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final Path folder;
    private final Set<AccountId> damaged = ConcurrentHashMap.newKeySet();
    private final Cache<AccountId, AccountIndex.View> views = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(KEPT_OPEN)
            .expireAfterAccess(IDLE)
            .removalListener(
                    (@Nullable AccountId id, AccountIndex.@Nullable View view, RemovalCause cause) -> release(view))
            .build();

    /** Something done with a view. */
    interface Look<T> {
        T at(AccountIndex.View view) throws IOException;
    }

    OpenIndexes(Path folder) {
        this.folder = folder;
    }

    /** The index of an account, there or not. */
    AccountIndex index(AccountId account) {
        return new AccountIndex(folder.resolve(Long.toString(account.value())));
    }

    /**
     * Looks into an account's index. Stops with an InterruptedIOException when the thread is interrupted; does not fail
     * otherwise.
     *
     * @return empty if there is none that can be used
     */
    <T> Optional<T> look(AccountId account, Look<T> look) throws InterruptedIOException {
        if (damaged.contains(account)) {
            return Optional.empty();
        }
        try {
            AccountIndex.View view = held(account);
            if (view == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(look.at(view));
            } finally {
                view.release();
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ClosedByInterruptException interrupt) {
                throw interrupted(interrupt);
            }
            damaged(account, e);
        } catch (IOException | RuntimeException | InternalError e) {
            // InternalError is what Java makes of a mapped file that became shorter.
            damaged(account, e);
        }
        return Optional.empty();
    }

    private static InterruptedIOException interrupted(ClosedByInterruptException why) {
        InterruptedIOException interrupted = new InterruptedIOException("search was interrupted");
        interrupted.initCause(why);
        return interrupted;
    }

    private AccountIndex.@Nullable View held(AccountId account) {
        AccountIndex.View view;
        do {
            view = views.get(account, this::open);
        } while (view != null && !view.reader().tryIncRef());
        return view;
    }

    private AccountIndex.@Nullable View open(AccountId account) {
        try {
            return index(account).open().orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void damaged(AccountId account, Throwable why) {
        if (damaged.add(account)) {
            LOG.warn(
                    "text index cannot be used and is made anew; until then searches read all mail: user={}",
                    account.value(),
                    why);
        }
        views.invalidate(account);
    }

    /** Accounts whose index is damaged. */
    Set<AccountId> damaged() {
        return damaged;
    }

    /** There is a newer commit. Indexer only. */
    void refresh(AccountId account) {
        AccountIndex.View old = views.getIfPresent(account);
        if (old == null || !old.reader().tryIncRef()) {
            return;
        }
        try {
            index(account).openNewer(old).ifPresent(newer -> views.put(account, newer));
        } catch (IOException | RuntimeException e) {
            damaged(account, e);
        } finally {
            release(old);
        }
    }

    /** Takes messages whose records are not among these out of an account's index. Indexer only. */
    void retain(AccountId account, LongSet records) throws IOException {
        AccountIndex index = index(account);
        Optional<AccountIndex.View> view = index.open();
        if (view.isPresent()) {
            try {
                index.retain(view.get(), records);
            } finally {
                view.get().release();
            }
            refresh(account);
        }
    }

    /** Deletes an account's index. Indexer only. */
    void drop(AccountId account) throws IOException {
        views.invalidate(account);
        index(account).drop();
        damaged.remove(account);
        // A search may have opened it again before the last file was gone.
        views.invalidate(account);
    }

    /** Closes what nobody looked into lately. */
    void tidy() {
        views.cleanUp();
    }

    private static void release(AccountIndex.@Nullable View view) {
        try {
            if (view != null) {
                view.release();
            }
        } catch (IOException e) {
            LOG.debug("closing a text index failed", e);
        }
    }

    @Override
    public void close() {
        views.invalidateAll();
    }
}
