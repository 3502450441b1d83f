package org.posthaste.app;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.smtp.sign.DomainKeys;
import org.posthaste.smtp.sign.KeyRollover;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on the domains' keys that nobody waits for, on a thread of its own: makes those that domains lack, lets new ones sign when their records are seen, deletes old ones. Thread-safe.
 */
final class KeyChores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyChores.class);

    /** Not while the server starts, or while somebody waits for what comes after {@code domain add}. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration FIRST_LOOK = Duration.ofSeconds(3);
    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final Duration LAST_WORK = Duration.ofSeconds(10);

    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, KeyChores::daemon);
    private final DomainKeys keys;
    private final KeyRollover rollover;
    private final Supplier<List<String>> domains;

    private KeyChores(DataFolder folder, DnsResolver dns, Supplier<List<String>> domains, Clock clock) {
        this.keys = DomainKeys.open(
                folder.dkim(), clock, task -> thread.schedule(task, PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        this.rollover = new KeyRollover(keys, dns, thread, clock);
        this.domains = domains;
    }

    /** Begins a little later. */
    static KeyChores start(DataFolder folder, DnsResolver dns, Supplier<List<String>> domains, Clock clock) {
        KeyChores chores = new KeyChores(folder, dns, domains, clock);
        chores.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        chores.thread.scheduleWithFixedDelay(
                chores::look, FIRST_LOOK.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return chores;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "domain-keys");
        thread.setDaemon(true);
        return thread;
    }

    DomainKeys keys() {
        return keys;
    }

    private void look() {
        try {
            for (String domain : domains.get()) {
                look(domain);
            }
        } catch (RuntimeException e) {
            LOG.error("the domains that need keys are not known", e);
        }
    }

    private void look(String domain) {
        try {
            keys.create(domain);
            keys.sweep(domain);
            rollover.check(domain);
        } catch (RuntimeException e) {
            LOG.error("the keys of {} are left as they are", domain, e);
        }
    }

    /** Lets a key that is being made be finished, so that nothing is written into a folder that others may have by then. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_WORK.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a key is still being made");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
