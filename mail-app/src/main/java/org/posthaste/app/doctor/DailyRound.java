package org.posthaste.app.doctor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.posthaste.app.doctor.CaseBook.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Examines everything some minutes after the start and then once a day, and tells the postmaster what has lastingly
 * changed. What is new is looked at again after an hour before it is told. Has a thread of its own. Thread-safe.
 */
public final class DailyRound implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DailyRound.class);
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofHours(23);
    private static final double SPREAD = 0.1;

    private final Doctor doctor;
    private final PostmasterNotice notice;
    private final CaseFile file;
    private final Clock clock;
    private final RandomGenerator random;
    private final ScheduledExecutorService thread;

    /**
     * A round that has not begun.
     *
     * @param file where it remembers what it saw
     */
    public DailyRound(Doctor doctor, PostmasterNotice notice, Path file, Clock clock, RandomGenerator random) {
        this.doctor = doctor;
        this.notice = notice;
        this.file = new CaseFile(file);
        this.clock = clock;
        this.random = random;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "daily-round");
            created.setDaemon(true);
            return created;
        });
    }

    /** Begins. */
    public void start() {
        schedule(FIRST);
    }

    private void schedule(Duration after) {
        if (!thread.isShutdown()) {
            long millis = (long) (after.toMillis() * (1 + SPREAD * random.nextDouble()));
            thread.schedule(this::run, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        boolean again = false;
        try {
            again = once();
        } catch (RuntimeException e) {
            LOG.error("the daily examination failed", e);
        }
        schedule(again ? SOON : DAY);
    }

    /** One examination; true if something was seen that must be looked at again soon. */
    boolean once() {
        List<Finding> findings = new ArrayList<>(doctor.host());
        doctor.domains().forEach(domain -> findings.addAll(doctor.domain(domain)));
        if (Thread.currentThread().isInterrupted()) {
            return false;
        }
        CaseBook book = file.read();
        List<Change> changes = book.note(findings, clock.instant());
        long bad = findings.stream().filter(Finding::bad).count();
        LOG.info("examined: findings={} bad={} changed={}", findings.size(), bad, changes.size());
        if (!changes.isEmpty()) {
            notice.send(changes);
        }
        // After the mail: what could not be told is told the next time.
        file.write(book);
        return book.pending();
    }

    /** Stops at once; an examination under way comes to nothing. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("the daily examination does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
