package org.posthaste.mailstore.text;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.RebuiltIndexes;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for accounts with messages that are not indexed, and indexes them: one thread, which holds back while the
 * machine is busy. Which messages are indexed stands in the indexes alone, so there is nothing a crash could lose.
 *
 * <p>Fails: an index that cannot be written, because the disk is full or it is damaged, is dropped and tried again after
 * a while.
 */
final class Indexer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMinutes(10);
    private static final Duration SURVEY = Duration.ofHours(24);
    /** Looking may take one part in so many of the time. */
    private static final int IDLE_PARTS = 20;

    private final Path folder;
    private final OpenIndexes indexes;
    private final IndexedMail mail;
    private final IndexingPolicy policy;
    /** Accounts to look at, and since when, in nanoseconds. */
    private final Map<AccountId, Long> changed = new ConcurrentHashMap<>();
    /** Accounts whose index could not be written, and when to try again. */
    private final Map<AccountId, Long> failed = new HashMap<>();

    /** When indexes were last rid of messages that are gone. */
    private final Map<AccountId, Long> pruned = new HashMap<>();

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    /** Held while indexes are written. Fair, since whoever waits for it would else never get it from a busy indexer. */
    private final ReentrantLock writing = new ReentrantLock(true);
    /** Somebody makes all indexes anew, and has no use for an indexer that rests between two messages. */
    private volatile boolean rebuilding;

    private volatile long waiting;
    /** How long the last look took. */
    private long looking;

    Indexer(Path folder, OpenIndexes indexes, IndexedMail mail, IndexingPolicy policy) {
        this.folder = folder;
        this.indexes = indexes;
        this.mail = mail;
        this.policy = policy;
        this.thread = new Thread(this::run, "text-index");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void changed(AccountId account) {
        if (!changed.containsKey(account)) {
            changed.putIfAbsent(account, System.nanoTime());
        }
    }

    long waiting() {
        return waiting;
    }

    private void run() {
        Throttle throttle = policy.yielding() ? new Throttle(closing) : Throttle.none(closing);
        Duration first =
                policy.pause().compareTo(FIRST_LOOK) < 0 && policy.patience().isZero() ? policy.pause() : FIRST_LOOK;
        long nextSurvey = System.nanoTime() + first.toNanos();
        long pause = first.toNanos();
        try {
            while (!closing.await(pause, TimeUnit.NANOSECONDS)) {
                long begin = System.nanoTime();
                if (begin - nextSurvey >= 0) {
                    guarded(this::survey);
                    nextSurvey = begin + SURVEY.toNanos();
                }
                guarded(() -> lookAround(throttle));
                indexes.tidy();
                pause = Math.max(policy.pause().toNanos(), IDLE_PARTS * looking);
            }
        } catch (InterruptedException e) {
            LOG.debug("woken to close");
        }
    }

    /** Something that may fail, and then is tried again with the next look. */
    private interface Work {
        void run() throws IOException;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException | Error e) {
            if (!isClosing()) {
                LOG.error("indexing failed; it is tried again later", e);
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** True while the thread has to leave the indexes alone. */
    private boolean mustPause() {
        return rebuilding || isClosing();
    }

    /** Holds the lock. */
    private interface Writing extends AutoCloseable {
        @Override
        void close();
    }

    private Writing write() {
        writing.lock();
        return writing::unlock;
    }

    /** Finds all accounts with enough mail, and indexes of accounts there are no more. */
    private void survey() throws IOException {
        List<AccountId> accounts = mail.accounts(policy.messages(), policy.octets());
        accounts.forEach(this::changed);
        for (AccountId account : indexed()) {
            if (mail.extents(account).isEmpty()) {
                try (Writing held = write()) {
                    indexes.drop(account);
                }
            } else {
                changed(account);
            }
        }
    }

    /** Accounts with an index, whole or not. */
    List<AccountId> indexed() {
        List<AccountId> accounts = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, "[0-9]*")) {
                for (Path each : folders) {
                    accounts.add(new AccountId(Long.parseLong(each.getFileName().toString())));
                }
            } catch (IOException | NumberFormatException e) {
                LOG.debug("the folder of text indexes cannot be listed whole", e);
            }
        }
        return accounts;
    }

    private void lookAround(Throttle throttle) throws IOException {
        if (rebuilding
                || Files.isDirectory(folder) && Files.getFileStore(folder).getUsableSpace() < policy.freeOctets()) {
            return;
        }
        for (AccountId account : List.copyOf(indexes.damaged())) {
            try (Writing held = write()) {
                indexes.drop(account);
            }
            changed(account);
        }
        long begin = System.nanoTime();
        List<Backlog> due = new ArrayList<>();
        long sum = 0;
        for (Map.Entry<AccountId, Long> entry : Map.copyOf(changed).entrySet()) {
            if (mustPause()) {
                return;
            }
            Optional<Backlog> backlog = due(entry.getKey(), entry.getValue());
            if (backlog.isPresent()) {
                due.add(backlog.get());
                sum += backlog.get().messages();
            }
        }
        waiting = sum;
        looking = System.nanoTime() - begin;
        // Noted again, in case it does not come to all of them.
        due.forEach(backlog -> changed(backlog.account()));
        for (Backlog backlog : due) {
            if (mustPause()) {
                return;
            }
            changed.remove(backlog.account());
            index(backlog.account(), throttle);
            sum -= backlog.messages();
            waiting = sum;
        }
    }

    /** An account with how much of it is not indexed. */
    private record Backlog(AccountId account, long messages) {}

    private Optional<Backlog> due(AccountId account, long since) {
        Long retry = failed.get(account);
        if (retry != null && System.nanoTime() - retry < 0) {
            return Optional.empty();
        }
        // Taken out before looking, so that what comes while it looks is noted.
        changed.remove(account);
        Marks marks = marks(account);
        long messages = 0;
        long octets = 0;
        long allMessages = 0;
        long allOctets = 0;
        for (IndexedMail.Extent extent : mail.extents(account)) {
            long missing = Math.min(extent.messages(), extent.uidNext() - 1L - marks.uid(extent.mailbox()));
            if (missing > 0) {
                messages += missing;
                octets += missing * (extent.octets() / extent.messages());
            }
            allMessages += extent.messages();
            allOctets += extent.octets();
        }
        if (messages == 0 || allMessages < policy.messages() && allOctets < policy.octets()) {
            return Optional.empty();
        }
        boolean due = messages >= policy.messages()
                || octets >= policy.octets()
                || System.nanoTime() - since >= policy.patience().toNanos();
        if (!due) {
            changed.merge(account, since, Math::min);
            return Optional.empty();
        }
        return Optional.of(new Backlog(account, messages));
    }

    private Marks marks(AccountId account) {
        try {
            return indexes.look(account, AccountIndex.View::marks).orElse(Marks.NONE);
        } catch (IOException e) {
            return Marks.NONE;
        }
    }

    /** Indexes everything of an account. */
    private void index(AccountId account, Throttle throttle) {
        try {
            boolean more = true;
            while (more && !mustPause()) {
                try (Writing held = write()) {
                    more = new AccountRun(account, indexes, mail, throttle).run();
                }
            }
            if (more) {
                changed(account);
                return;
            }
            failed.remove(account);
            prune(account);
        } catch (StoreException e) {
            // Not the index's fault.
            changed(account);
            throw e;
        } catch (IOException | RuntimeException e) {
            if (!isClosing()) {
                fail(account, e);
            }
        }
    }

    /** Takes messages that are gone for good out of an index that has many more than there are. */
    private void prune(AccountId account) throws IOException {
        long now = System.nanoTime();
        Long before = pruned.get(account);
        if (isClosing() || before != null && now - before < SURVEY.toNanos()) {
            return;
        }
        long visible = mail.extents(account).stream()
                .mapToLong(IndexedMail.Extent::messages)
                .sum();
        int indexed = indexes.look(account, AccountIndex.View::messages).orElse(0);
        if (indexed > 2 * visible + policy.messages()) {
            pruned.put(account, now);
            try (Writing held = write()) {
                LongSet kept = new LongSet(indexed);
                mail.records(account, kept::add);
                indexes.retain(account, kept);
            }
        }
    }

    private void fail(AccountId account, Exception why) {
        if (failed.put(account, System.nanoTime() + RETRY.toNanos()) == null) {
            LOG.warn(
                    "text index cannot be written and is dropped; searches read all mail until it can: user={}",
                    account.value(),
                    why);
        }
        try {
            indexes.drop(account);
        } catch (IOException e) {
            LOG.debug("text index cannot be dropped: user={}", account.value(), e);
        }
        changed(account);
    }

    RebuiltIndexes rebuild() {
        rebuilding = true;
        Throttle unthrottled = Throttle.none(closing);
        int accounts = 0;
        long messages = 0;
        try {
            try (Writing held = write()) {
                for (AccountId account : indexed()) {
                    indexes.drop(account);
                }
            }
            for (AccountId account : mail.accounts(policy.messages(), policy.octets())) {
                boolean more = true;
                while (more && !isClosing()) {
                    try (Writing held = write()) {
                        more = new AccountRun(account, indexes, mail, unthrottled).run();
                    }
                }
                accounts++;
                messages += indexes.look(account, AccountIndex.View::messages).orElse(0);
            }
        } catch (IOException e) {
            throw new StoreException(StoreFailure.UNAVAILABLE, "the text index cannot be written", e);
        } finally {
            rebuilding = false;
        }
        return new RebuiltIndexes(accounts, messages);
    }

    @Override
    public void close() {
        closing.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
