package org.posthaste.mailstore.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.InternalDate;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MailboxStatus;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.index.FlagPage;
import org.posthaste.mailstore.index.IndexPage;
import org.posthaste.mailstore.index.PagedSnapshot;
import org.posthaste.mailstore.rights.Rights;

/** A mailbox by its id. What is known of it is looked up each time; holding it here only keeps it, with its index, in memory as long as a session has the mailbox open. */
final class JdbcMailbox implements Mailbox {
    private final JdbcMailStore store;
    private final AccountId account;
    private final MailboxId id;
    private volatile @Nullable AccountState kept;

    JdbcMailbox(JdbcMailStore store, AccountId account, MailboxId id) {
        this.store = store;
        this.account = account;
        this.id = id;
    }

    private MailboxState state() {
        AccountState owner = store.accountState(account);
        kept = owner;
        MailboxState state = owner.view().byId().get(id);
        if (state == null) {
            throw new StoreException(StoreFailure.NOT_FOUND, "no mailbox " + id.value());
        }
        return state;
    }

    @Override
    public MailboxId id() {
        return id;
    }

    @Override
    public MailboxName name() {
        return state().view().name();
    }

    @Override
    public AccountId account() {
        return account;
    }

    @Override
    public Rights rights(AccountId user) {
        return state().view().access().of(user, account);
    }

    @Override
    public MailboxStatus status() {
        return state().status();
    }

    @Override
    public MailboxSnapshot snapshot() {
        MailboxState state = state();
        Optional<PagedSnapshot> loaded = state.loaded();
        PagedSnapshot snapshot = loaded.isPresent() ? loaded.get() : load(state);
        store.accounts().use(snapshot);
        return snapshot;
    }

    private PagedSnapshot load(MailboxState state) {
        LoadedMailbox read;
        synchronized (state.loading()) {
            Optional<PagedSnapshot> loaded = state.loaded();
            if (loaded.isPresent()) {
                return loaded.get();
            }
            read = store.database().read(tx -> LoadedMailbox.read(tx, id));
            loaded = state.install(read);
            if (loaded.isPresent()) {
                return loaded.get();
            }
        }
        // It changed while it was read: the committer brings it up to date between two batches.
        return store.committer().await(batch -> {
            MailboxState current = batch.mailbox(account, id);
            current.adopt(batch.tx(), read);
            return current.messages(batch.tx());
        });
    }

    /** Turns a failure before anything was queued into a failed stage. */
    private static <T> CompletionStage<T> staged(Supplier<CompletionStage<T>> start) {
        try {
            return start.get();
        } catch (StoreException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public CompletionStage<AppendResult> append(List<NewMessage> messages) {
        try {
            List<AppendChange.Item> items = new ArrayList<>(messages.size());
            List<IncomingMail> mails = new ArrayList<>(messages.size());
            InternalDate arrival = arrival();
            for (NewMessage message : messages) {
                AppendChange.Item item = item(message, arrival);
                mails.add(item.message());
                items.add(item);
            }
            return store.submit(mails, new AppendChange(account, id, List.copyOf(items)));
        } catch (StoreException e) {
            messages.forEach(message -> ((JdbcIncomingMessage) message.message()).giveUp());
            return CompletableFuture.failedStage(e);
        }
    }

    private InternalDate arrival() {
        Instant now = store.clock().instant();
        return new InternalDate(
                now.getEpochSecond(),
                store.clock().getZone().getRules().getOffset(now).getTotalSeconds() / 60);
    }

    private static AppendChange.Item item(NewMessage message, InternalDate arrival) {
        IncomingMail mail = ((JdbcIncomingMessage) message.message()).handOver();
        return new AppendChange.Item(mail, message.flags(), message.date().orElse(arrival));
    }

    @Override
    public CompletionStage<AppendResult> replace(int uid, CopyTarget target, NewMessage message) {
        try {
            snapshot();
            AppendChange.Item item = item(message, arrival());
            return store.submit(List.of(item.message()), new ReplaceChange(account, id, uid, target, item));
        } catch (StoreException e) {
            ((JdbcIncomingMessage) message.message()).giveUp();
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public CompletionStage<StoreResult> storeFlags(UidSet uids, FlagUpdate update, OptionalLong unchangedSince) {
        return staged(() -> {
            // Loading here, if needed, spares the committer the work.
            snapshot();
            return store.committer().submit(new StoreFlagsChange(account, id, uids, update, unchangedSince));
        });
    }

    @Override
    public CompletionStage<ExpungeResult> expunge(Optional<UidSet> only) {
        return staged(() -> {
            snapshot();
            return store.committer().submit(new ExpungeChange(account, id, only, true));
        });
    }

    @Override
    public CompletionStage<ExpungeResult> remove(UidSet uids) {
        return staged(() -> {
            snapshot();
            return store.committer().submit(new ExpungeChange(account, id, Optional.of(uids), false));
        });
    }

    @Override
    public CompletionStage<CopyResult> copy(UidSet uids, CopyTarget target) {
        return staged(() -> {
            snapshot();
            return store.committer().submit(new CopyChange(account, id, uids, target, false));
        });
    }

    @Override
    public CompletionStage<CopyResult> move(UidSet uids, CopyTarget target) {
        return staged(() -> {
            snapshot();
            return store.committer().submit(new CopyChange(account, id, uids, target, true));
        });
    }

    @Override
    public MessageReader reader() {
        return store.newReader(account);
    }

    @Override
    public int recent(boolean claim) {
        MailboxState state = state();
        if (!claim) {
            return state.recentUid().get();
        }
        int next = state.view().counters().uidNext();
        int before = state.recentUid().getAndUpdate(uid -> Math.max(uid, next));
        if (before < next) {
            store.committer().submit(batch -> {
                batch.mailbox(account, id).writes().change();
                batch.changedLazily();
                return true;
            });
        }
        return before;
    }

    @Override
    public long oldestExpungeModSeq() {
        return state().view().counters().expungeFloor();
    }

    @Override
    public UidSet expungedSince(long modSeq) {
        long newest = state().view().counters().modSeq();
        Map<Integer, FlagPage> pages = store.database().read(tx -> FlagPageTable.since(tx, id.value(), modSeq));
        TreeSet<Integer> numbers = new TreeSet<>(pages.keySet());
        UidSet.Builder uids = new UidSet.Builder();
        for (int number : numbers) {
            FlagPage page = pages.getOrDefault(number, new FlagPage());
            for (int slot = 0; slot < IndexPage.CAPACITY; slot++) {
                boolean expunged = (page.flags(slot) & FlagBits.EXPUNGED) != 0;
                // What is committed but not shown yet is told when it is.
                if (expunged && page.modSeq(slot) > modSeq && page.modSeq(slot) <= newest) {
                    uids.add(number * FlagPage.SLOTS + slot);
                }
            }
        }
        return uids.build();
    }
}
