package org.posthaste.mailstore.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done behind everybody's back, in small changes that never hold up others for long: folding rows into pages, forgetting what is past its retention, deleting packs that nothing refers to. One
 * thread, one change at a time.
 */
final class Housekeeper implements AutoCloseable {
    /** A mailbox with this many rows behind its pages is folded. */
    static final int FOLD_FROM = 2048;

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
    /** Folding waits for a quiet moment until there are this many rows. */
    private static final int FOLD_AT_ONCE = 16 * 1024;

    private static final Duration FOLD_INTERVAL = Duration.ofSeconds(1);
    private static final Duration INDEX_INTERVAL = Duration.ofSeconds(5);
    private static final Duration PURGE_INTERVAL = Duration.ofHours(1);
    private static final Duration SWEEP_INTERVAL = Duration.ofHours(24);
    /** Also a server that is started anew every day sweeps. */
    private static final Duration FIRST_SWEEP = Duration.ofHours(1);

    private static final int LOG_ROWS = 100;
    private static final int JOURNAL_ROWS = 1000;

    private final Database database;
    private final Committer committer;
    private final PackSweeper sweeper;
    private final JournalIndexer journal;
    private final StoreConfig config;
    private final Map<MailboxId, AccountId> toFold = new ConcurrentHashMap<>();
    private final ScheduledExecutorService scheduler;
    private volatile boolean closing;

    Housekeeper(Database database, Committer committer, PackSweeper sweeper, StoreConfig config) {
        this.database = database;
        this.committer = committer;
        this.sweeper = sweeper;
        this.journal = new JournalIndexer(database, committer);
        this.config = config;
        this.scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "store-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
    }

    void start() {
        toFold.putAll(database.read(tx -> MailboxTable.unfolded(tx, FOLD_FROM)));
        schedule(this::fold, FOLD_INTERVAL, FOLD_INTERVAL);
        schedule(this::indexJournal, INDEX_INTERVAL, INDEX_INTERVAL);
        schedule(this::purge, PURGE_INTERVAL, PURGE_INTERVAL);
        schedule(this::sweep, FIRST_SWEEP, SWEEP_INTERVAL);
    }

    private void schedule(Runnable work, Duration first, Duration interval) {
        scheduler.scheduleWithFixedDelay(
                () -> guarded(work), first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            if (!closing) {
                LOG.error("housekeeping failed; it is tried again later", e);
            }
        }
    }

    /** Notes a mailbox that grew. Committer only. */
    void grown(MailboxState mailbox) {
        if (mailbox.view().counters().unfolded() >= FOLD_FROM) {
            toFold.put(mailbox.id(), mailbox.account());
        }
    }

    /** Folds mailboxes that grew, as long as nobody waits for the committer. */
    synchronized void fold() {
        for (Map.Entry<MailboxId, AccountId> mailbox : Map.copyOf(toFold).entrySet()) {
            int rows = FOLD_FROM;
            while (rows > 0 && !closing) {
                if (rows < FOLD_AT_ONCE && committer.waiting() > 0) {
                    return;
                }
                rows = run(new FoldChange(mailbox.getValue(), mailbox.getKey())).orElse(0);
            }
            toFold.remove(mailbox.getKey());
        }
    }

    /** Indexes entries of the journal. */
    synchronized void indexJournal() {
        boolean more = true;
        while (more && !closing) {
            more = journal.advance();
        }
    }

    /** Forgets what is past its retention. */
    synchronized void purge() {
        long now = config.clock().millis();
        long mailBefore = now - config.retention().toMillis();
        long journalBefore = now - config.journalRetention().toMillis();
        purgeExpunged(mailBefore);
        for (int mailbox : database.read(tx -> RetentionTable.deletedMailboxes(tx, mailBefore))) {
            repeat(batch -> {
                batch.changedLazily();
                return RetentionTable.purgeMailbox(batch.tx(), mailbox);
            });
        }
        for (long account : database.read(tx -> RetentionTable.removedAccounts(tx, mailBefore))) {
            repeat(batch -> {
                batch.changedLazily();
                RetentionTable.purgeAccount(batch.tx(), account);
                return false;
            });
        }
        repeat(batch -> {
            batch.changedLazily();
            return JournalTable.purge(batch.tx(), journalBefore, JOURNAL_ROWS) == JOURNAL_ROWS;
        });
    }

    private void purgeExpunged(long before) {
        List<ExpungeLogTable.Row> rows = database.read(tx -> ExpungeLogTable.before(tx, before, LOG_ROWS));
        while (!rows.isEmpty() && !closing) {
            for (ExpungeLogTable.Row row : rows) {
                MailboxId mailbox = new MailboxId(row.mailbox());
                Optional<AccountId> owner = database.read(tx -> MailboxTable.owner(tx, mailbox));
                if (owner.isPresent()) {
                    repeat(new PurgeChange(owner.get(), mailbox, row));
                } else {
                    // Deleted with its mailbox, and purged with it.
                    run(batch -> {
                        batch.changedLazily();
                        ExpungeLogTable.delete(batch.tx(), row.id());
                        return true;
                    });
                }
            }
            rows = database.read(tx -> ExpungeLogTable.before(tx, before, LOG_ROWS));
        }
    }

    /** Does something while nothing is forgotten or deleted. */
    synchronized <T> T undisturbed(Supplier<T> work) {
        return work.get();
    }

    /** Deletes packs that nothing refers to, and takes out of others what nothing refers to. */
    synchronized void sweep() {
        sweeper.sweep();
    }

    private void repeat(Change<Boolean> change) {
        boolean more = true;
        while (more && !closing) {
            more = run(change).orElse(false);
        }
    }

    /** Makes a change and waits for it, so that no two are in one batch; empty if what it was about is gone. */
    private synchronized <T> Optional<T> run(Change<T> change) {
        try {
            return Optional.of(committer.await(change));
        } catch (StoreException e) {
            if (e.failure() == StoreFailure.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        closing = true;
        sweeper.close();
        scheduler.shutdown();
        try {
            if (!scheduler.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("housekeeping did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
