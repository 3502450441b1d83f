package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.blob.BlobStore;
import org.posthaste.mailstore.journal.JournalEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the store. It takes all changes that wait, executes them in memory, writes message octets and forces them on a second thread while the rows go into the database, commits,
 * makes the database durable, shows the new state, and only then tells whoever waits. So a change costs its share of one flush, however many wait; and UIDs and modseqs are given in one place.
 *
 * <p>Changes that only look, or that nobody needs to be durable, do not pay for a flush.
 *
 * <p>Fails: when anything goes wrong after a change has begun, all changes of the batch fail with UNAVAILABLE, nothing of them is kept, and what was in memory of the accounts concerned is read anew.
 */
final class Committer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final int BATCH_CHANGES = 512;
    private static final long BATCH_OCTETS = 16 * 1024 * 1024;

    private final Database database;
    private final BlobStore blobs;
    private final AccountCache accounts;
    private final ChangeSignals signals;
    private final Clock clock;
    private final Batch.Sequences sequences;
    private final BlockingQueue<Pending<?>> queue = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<JournalEntry> journal = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean journalNoticed = new AtomicBoolean();
    private final ExecutorService forcer;
    private final Thread thread;
    private volatile Consumer<MailboxState> grown = mailbox -> {};
    private volatile boolean closing;

    /** A change and who waits for it. */
    private static final class Pending<T> {
        private final Change<T> change;
        private final CompletableFuture<T> future = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable StoreException failure;

        Pending(Change<T> change) {
            this.change = change;
        }

        void execute(Batch batch) throws SQLException, IOException {
            int before = batch.steps();
            try {
                result = change.execute(batch);
            } catch (StoreException e) {
                if (batch.steps() != before) {
                    throw e;
                }
                failure = e;
            }
        }

        // A change's result may be null only for Void, whose future then completes with null.
        @SuppressWarnings("NullAway")
        void complete() {
            if (failure != null) {
                future.completeExceptionally(failure);
            } else {
                future.complete(result);
            }
        }

        void fail(StoreException why) {
            change.abandoned();
            future.completeExceptionally(failure == null ? why : failure);
        }
    }

    Committer(
            Database database,
            BlobStore blobs,
            AccountCache accounts,
            ChangeSignals signals,
            Batch.Sequences sequences,
            Clock clock) {
        this.database = database;
        this.blobs = blobs;
        this.accounts = accounts;
        this.signals = signals;
        this.sequences = sequences;
        this.clock = clock;
        this.forcer = Executors.newSingleThreadExecutor(task -> named(task, "store-force"));
        this.thread = named(this::run, "store-committer");
        this.thread.start();
    }

    private static Thread named(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Queues a change; the future completes on the committer's thread when it is durable. */
    <T> CompletableFuture<T> submit(Change<T> change) {
        Pending<T> pending = new Pending<>(change);
        queue.add(pending);
        if (closing && queue.remove(pending)) {
            pending.fail(new StoreException(StoreFailure.UNAVAILABLE, "the store is closing"));
        }
        return pending.future;
    }

    /** Queues a change and waits for it; not on the committer's thread. */
    <T> T await(Change<T> change) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("the committer cannot wait for itself");
        }
        try {
            return submit(change).join();
        } catch (CompletionException e) {
            throw StoreException.of(e);
        }
    }

    /** Queues entries that go with the next batch, whatever it is. */
    void journal(JournalEntry entry) {
        journal.add(entry);
        if (!journalNoticed.getAndSet(true)) {
            submit(batch -> 0);
        }
    }

    /** Who is told of each mailbox after a batch that changed it. */
    void onChange(Consumer<MailboxState> listener) {
        grown = listener;
    }

    /** Changes waiting now. */
    int waiting() {
        return queue.size();
    }

    private void run() {
        List<Pending<?>> taken = new ArrayList<>();
        while (!closing || !queue.isEmpty()) {
            try {
                take(taken);
                commit(taken);
            } catch (InterruptedException e) {
                LOG.debug("woken to close");
            } catch (RuntimeException | Error e) {
                // Not expected; but this thread has to live.
                LOG.error("a batch failed", e);
                failAll(taken, e);
            }
            taken.clear();
        }
    }

    private void take(List<Pending<?>> taken) throws InterruptedException {
        Pending<?> next = queue.take();
        long octets = 0;
        while (next != null) {
            taken.add(next);
            octets += next.change.octets();
            next = taken.size() < BATCH_CHANGES && octets < BATCH_OCTETS ? queue.poll() : null;
        }
    }

    private void commit(List<Pending<?>> pendings) {
        Batch batch = null;
        try {
            batch = new Batch(database.writer(), accounts, blobs, sequences, clock);
            takeJournal(batch);
            for (Pending<?> pending : pendings) {
                pending.execute(batch);
            }
            if (batch.steps() > 0) {
                makeDurable(batch);
            } else {
                batch.tx().connection().commit();
            }
            batch.publish();
        } catch (SQLException | IOException | RuntimeException | Error e) {
            undo(batch, e);
            failAll(pendings, e);
            return;
        }
        for (Pending<?> pending : pendings) {
            pending.complete();
        }
        signals.tell(batch.changedMailboxes(), batch.changedAccounts());
        batch.mailboxes().forEach(grown);
    }

    private void takeJournal(Batch batch) {
        journalNoticed.set(false);
        List<JournalEntry> entries = new ArrayList<>();
        for (JournalEntry entry = journal.poll(); entry != null; entry = journal.poll()) {
            entries.add(entry);
        }
        batch.journal(entries);
    }

    private void makeDurable(Batch batch) throws SQLException, IOException {
        blobs.write();
        Future<?> forced = blobs.needsForce() ? forcer.submit(this::force) : CompletableFuture.completedFuture(0);
        try {
            batch.flush();
        } finally {
            join(forced);
        }
        batch.tx().connection().commit();
        if (batch.promised()) {
            database.sync();
        }
    }

    private boolean force() throws IOException {
        blobs.force();
        return true;
    }

    private static void join(Future<?> forced) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    forced.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException("forcing a pack failed", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void undo(@Nullable Batch batch, Throwable why) {
        LOG.error("a batch of changes failed", why);
        database.rollback();
        if (batch != null) {
            batch.discard();
        }
    }

    private static void failAll(List<Pending<?>> pendings, Throwable why) {
        StoreFailure failure = why instanceof RuntimeException ? StoreFailure.INTERNAL : StoreFailure.UNAVAILABLE;
        StoreException failed = new StoreException(failure, "the change could not be made durable", why);
        pendings.forEach(pending -> pending.fail(failed));
    }

    /** Finishes what is queued and stops. */
    @Override
    public void close() {
        closing = true;
        // Not by an interrupt, which would close files under whoever writes to them.
        queue.add(new Pending<>(batch -> 0));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        forcer.shutdown();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
