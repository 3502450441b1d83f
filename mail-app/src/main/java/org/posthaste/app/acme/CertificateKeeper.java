package org.posthaste.app.acme;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.posthaste.app.AcmeConfig;
import org.posthaste.app.DataFolder;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.web.ChallengeBoard;
import org.posthaste.common.dns.DnsClient;
import org.posthaste.common.tls.TlsContexts;
import org.posthaste.mailstore.MailStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the certificates of an authority are there and are renewed in time. Looks every half minute whether
 * something is due; the work is done on one thread of its own, which lives only while there is some. Thread-safe.
 */
public final class CertificateKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);
    private static final long FIRST_LOOK_SECONDS = 4;
    private static final long EVERY_SECONDS = 30;
    private static final long IDLE_SECONDS = 5;

    private final Foundation foundation;
    private final ThreadPoolExecutor thread;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final Map<Lineage, Instant> nextLooks = new HashMap<>();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final OrderPace pace;
    private volatile AcmeConfig config;

    /**
     * What it works with.
     *
     * @param domains tells the domains of the moment
     */
    public record Foundation(
            SuiteConfig config,
            DataFolder folder,
            MailStore store,
            Supplier<List<String>> domains,
            DnsClient dns,
            TlsContexts tls,
            ChallengeBoard board,
            Clock clock) {}

    private CertificateKeeper(Foundation foundation) {
        this.foundation = foundation;
        this.config = foundation.config().acme();
        this.pace = new OrderPace(foundation.clock());
        this.thread =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread made = new Thread(task, "acme");
                    made.setDaemon(true);
                    return made;
                });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Begins to look, a few seconds from now. */
    public static CertificateKeeper start(Foundation foundation, ScheduledExecutorService scheduler) {
        CertificateKeeper keeper = new CertificateKeeper(foundation);
        scheduler.scheduleWithFixedDelay(keeper::wake, FIRST_LOOK_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        return keeper;
    }

    /** The settings in force. */
    AcmeConfig config() {
        return config;
    }

    /** Goes on with other settings at once. */
    void use(AcmeConfig changed) {
        config = changed;
        thread.execute(nextLooks::clear);
        wake();
    }

    /** Looks at once, whatever was planned, after {@code change} has been made. */
    void lookAfter(Set<String> stems, Runnable change) {
        List<String> mine = List.copyOf(stems);
        asked.addAll(mine);
        thread.execute(() -> {
            try {
                change.run();
                nextLooks.clear();
                work();
            } finally {
                mine.forEach(asked::remove);
            }
        });
    }

    /** Certificates that are worked on, or are about to be. */
    Set<String> busy() {
        Set<String> all = new HashSet<>(busy);
        all.addAll(asked);
        return all;
    }

    /** All certificates that are wanted. */
    List<Lineage> wanted() {
        return config.agreed()
                ? Lineage.wanted(
                        foundation.config().hostname(), foundation.domains().get(), config)
                : List.of();
    }

    private void wake() {
        if (config.agreed() && waiting.compareAndSet(false, true)) {
            try {
                thread.execute(this::work);
            } catch (RejectedExecutionException ending) {
                LOG.debug("certificates are not looked at any more");
            }
        }
    }

    private void work() {
        waiting.set(false);
        try {
            List<Lineage> wanted = wanted();
            nextLooks.keySet().retainAll(wanted);
            Renewals renewals = new Renewals(config, foundation, pace);
            for (Lineage lineage : wanted) {
                Instant due = Optional.ofNullable(nextLooks.get(lineage)).orElse(Instant.MIN);
                if (!due.isAfter(foundation.clock().instant())) {
                    busy.add(lineage.stem());
                    nextLooks.put(lineage, renewals.look(lineage));
                }
                busy.remove(lineage.stem());
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("certificates cannot be kept up", e);
        } finally {
            busy.clear();
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
            LOG.warn("an order is left as it is and goes on with the next start");
        }
    }
}
