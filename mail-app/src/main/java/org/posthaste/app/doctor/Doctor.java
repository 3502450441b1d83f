package org.posthaste.app.doctor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Examines this host and its domains: all checks at once, each with a deadline, after which its finding is "unknown".
 * Thread-safe; blocks.
 */
public final class Doctor {
    private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);
    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final int AT_ONCE = 16;

    private final Supplier<Surroundings> surroundings;

    /** A doctor; {@code surroundings} is asked for at each examination. */
    public Doctor(Supplier<Surroundings> surroundings) {
        this.surroundings = surroundings;
    }

    /** A check with what it works on. */
    private record Task(String subject, Area area, Callable<List<Finding>> work) {}

    /** How this host is. */
    public List<Finding> host() {
        Surroundings around = surroundings.get();
        return run(Checks.OF_HOST.stream()
                .map(check -> new Task(check.purpose(), check.area(), () -> check.examine(around)))
                .toList());
    }

    /** How a domain is. */
    public List<Finding> domain(String domain) {
        return domain(domain, Checks.OF_DOMAIN);
    }

    /** How the records of a domain are, and nothing else. */
    public List<Finding> records(String domain) {
        return domain(domain, List.of(Checks.RECORDS));
    }

    /** The domains whose mail is received here. */
    public List<String> domains() {
        return surroundings.get().domains();
    }

    private List<Finding> domain(String domain, List<DomainCheck> checks) {
        Surroundings around = surroundings.get();
        return run(checks.stream()
                .map(check ->
                        new Task(check.purpose() + " " + domain, check.area(), () -> check.examine(domain, around)))
                .toList());
    }

    private static List<Finding> run(List<Task> tasks) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(AT_ONCE, tasks.size()), work -> {
            Thread thread = new Thread(work, "doctor");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Finding> findings = new ArrayList<>();
            List<Callable<List<Finding>>> works = tasks.stream().map(Task::work).toList();
            List<Future<List<Finding>>> results = threads.invokeAll(works, DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            for (int i = 0; i < results.size(); i++) {
                findings.addAll(result(tasks.get(i), results.get(i)));
            }
            findings.sort(Comparator.comparing(Finding::area));
            return List.copyOf(findings);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Finding> result(Task task, Future<List<Finding>> future) throws InterruptedException {
        try {
            return future.get();
        } catch (CancellationException e) {
            return List.of(unknown(task, "not found out within " + DEADLINE.toSeconds() + " seconds"));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                return List.of(unknown(task, String.valueOf(problem.getMessage())));
            }
            LOG.error("a check failed: {}", task.subject, e);
            return List.of(unknown(task, "the check failed; the log says why"));
        }
    }

    private static Finding unknown(Task task, String why) {
        return Finding.unknown(task.area, task.subject, why);
    }
}
