package org.posthaste.smtp.report;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.tls.ReportState;
import org.posthaste.smtp.verify.ArrivalWatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports about DMARC as a whole: counting what we judge, sending it once a day, and forgetting old reports of others. Thread-safe. */
public final class DmarcReports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DmarcReports.class);
    private static final Duration COUNTING = Duration.ofMinutes(1);
    private static final Duration REPORTING = Duration.ofMinutes(10);
    private static final Duration FORGETTING = Duration.ofHours(6);

    private final MailStore store;
    private final DmarcCounter counter;
    private final DmarcReporter reporter;
    private final ReportSchedule schedule;
    private final boolean sending;
    private final List<ScheduledFuture<?>> tasks = new ArrayList<>();

    /** Signs a message in the name of a domain. */
    @FunctionalInterface
    public interface Signer {
        /** The message with signatures in front. */
        byte[] sign(byte[] message, String domain);
    }

    /**
     * What it stands on.
     *
     * @param scheduler runs short tasks, some of which read from the store
     * @param hostname this server's name
     * @param sending true: daily reports are sent to whom wants them
     * @param keep how long reports of others are kept
     */
    public record Foundation(
            MailStore store,
            DnsResolver dns,
            Signer signer,
            ScheduledExecutorService scheduler,
            Clock clock,
            String hostname,
            boolean sending,
            Duration keep) {}

    private DmarcReports(Foundation on) {
        this.store = on.store;
        this.schedule = new ReportSchedule(on.clock);
        this.counter = new DmarcCounter(store.dmarcRecords(), store.directory()::isLocalDomain, schedule);
        this.sending = on.sending;
        this.reporter = new DmarcReporter(
                store, on.dns, () -> ReportSchedule.sender(on.hostname, domains(on.store)), on.signer, on.clock);
        if (sending) {
            every(on.scheduler, COUNTING, "counting DMARC results", counter::write);
            every(on.scheduler, REPORTING, "sending DMARC reports", () -> reporter.sendDue(false));
        }
        every(on.scheduler, FORGETTING, "forgetting old reports", () -> store.receivedReports()
                .forgetBefore(on.clock.instant().minus(on.keep)));
    }

    /** Starts. */
    public static DmarcReports start(Foundation foundation) {
        return new DmarcReports(foundation);
    }

    private static List<String> domains(MailStore store) {
        return store.directory().domains().stream().map(Directory.Domain::name).toList();
    }

    private void every(ScheduledExecutorService scheduler, Duration interval, String what, Runnable work) {
        tasks.add(scheduler.scheduleWithFixedDelay(
                () -> guarded(what, work), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("{} failed; it is tried again later", what, e);
        }
    }

    /** Counts what comes in, if reports are sent. */
    public ArrivalWatcher watcher() {
        return sending ? counter : ArrivalWatcher.NOBODY;
    }

    /** Sends what is due without the pause behind the end of the day; the stage completes with the states of the last days. */
    public CompletionStage<List<ReportState>> sendDue() {
        return counter.write().thenCompose(written -> reporter.sendDue(true)).thenApply(sent -> store.dmarcRecords()
                .reports(schedule.today() - ReportSchedule.DAYS));
    }

    /** Tells a domain of today so far; what comes from now on is told of tomorrow. */
    public CompletionStage<ReportState> sendSoFar(String domain) {
        return counter.write().thenCompose(written -> reporter.sendSoFar(domain));
    }

    /** Writes what was counted; nothing must come in any more. */
    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
        counter.write();
    }
}
