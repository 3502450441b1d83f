package org.posthaste.mailstore.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.blob.BlobStore;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** The queue as tables. */
final class JdbcQueueStore implements QueueStore {
    private final JdbcMailStore store;
    private final BlobStore blobs;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    JdbcQueueStore(JdbcMailStore store, BlobStore blobs) {
        this.store = store;
        this.blobs = blobs;
    }

    /** Tells that recipients came or became due. Committer only. */
    void arrived() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public CompletionStage<List<QueuedRecipient>> claim(int limit, Duration lease) {
        return store.committer().submit(batch -> {
            Instant now = batch.now();
            List<QueuedRecipient> due = List.copyOf(QueueTable.claim(batch.tx(), now, now.plus(lease), limit));
            if (!due.isEmpty()) {
                // A claim need not outlive a crash.
                batch.changedLazily();
            }
            return due;
        });
    }

    @Override
    public Optional<Instant> nextDue() {
        return store.database().read(tx -> QueueTable.nextDue(tx, store.clock().instant()));
    }

    @Override
    public CompletionStage<Void> settle(List<Outcome> outcomes, List<JournalEntry> journal, List<Delivery> notices) {
        List<IncomingMail> mails = new ArrayList<>();
        List<DeliverChange> deliveries = new ArrayList<>();
        try {
            for (Delivery notice : notices) {
                DeliverChange change = store.deliverChange(notice);
                mails.add(change.message());
                deliveries.add(change);
            }
        } catch (StoreException e) {
            notices.forEach(notice -> ((JdbcIncomingMessage) notice.message()).giveUp());
            return CompletableFuture.failedStage(e);
        }
        return store.submit(mails, new SettleChange(List.copyOf(outcomes), List.copyOf(journal), deliveries))
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Integer> retryNow(Collection<Long> recipients) {
        List<Long> ids = List.copyOf(recipients);
        return store.committer().submit(batch -> {
            batch.changed();
            int count = 0;
            for (long recipient : ids) {
                count += QueueTable.makeDue(batch.tx(), recipient, batch.now());
            }
            batch.afterCommit(this::arrived);
            return count;
        });
    }

    @Override
    public List<QueuedRecipient> list(long afterRecipient, int limit) {
        return List.copyOf(store.database().read(tx -> QueueTable.list(tx, afterRecipient, limit)));
    }

    @Override
    public long size() {
        return store.database().read(QueueTable::size);
    }

    @Override
    public ByteSource octets(QueuedMessage message) {
        QueueTable.Stored stored = store.database()
                .read(tx -> QueueTable.stored(tx, message.id()))
                .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "message left the queue"));
        ByteSource whole = blobs.open(stored.blob());
        return whole.slice(stored.skip(), whole.size() - stored.skip());
    }

    @Override
    public void onArrival(Runnable listener) {
        listeners.add(listener);
    }
}
