package org.posthaste.smtp.report;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.dmarc.ReceivedReport;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;
import org.posthaste.mailstore.dmarc.ReceivedReports.Arrived;
import org.posthaste.mailstore.dmarc.ReceivedReports.Kept;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads reports on a thread of its own, one message at a time, and keeps them. Whoever waits for more than {@link #WAITING} others is told to try later. Thread-safe.
 *
 * <p>What cannot be read is kept as a line that says why, never as mail: the addresses are public, and what strangers send there must not fill anybody's mailbox, nor come back as a bounce. Who wants the mail
 * too makes an alias of that name.
 */
public final class ReportIntake implements ReportInbox, AutoCloseable {
    /** Local part of the address for DMARC reports. */
    public static final String DMARC_ADDRESS = "dmarc-reports";

    /** Local part of the address for TLS reports. */
    public static final String TLS_ADDRESS = "tls-reports";

    private static final Logger LOG = LoggerFactory.getLogger(ReportIntake.class);
    private static final Set<String> LOCAL_PARTS = Set.of(DMARC_ADDRESS, TLS_ADDRESS);
    private static final int WAITING = 100;
    private static final int CLOSING_SECONDS = 10;

    private final MailStore store;
    private final ReportReader reader;
    private final Clock clock;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), ReportIntake::newThread);

    /** An intake that keeps reports in a store. */
    public ReportIntake(MailStore store, ReportLimits limits, Clock clock) {
        this.store = store;
        this.reader = new ReportReader(limits);
        this.clock = clock;
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread newThread(Runnable task) {
        Thread made = new Thread(task, "report-reader");
        made.setDaemon(true);
        return made;
    }

    @Override
    public boolean isFor(MailAddress address) {
        return LOCAL_PARTS.contains(address.localPart().toLowerCase(Locale.ROOT))
                && store.directory().isLocalDomain(address.domain());
    }

    @Override
    public CompletionStage<String> take(Incoming message) {
        try {
            return CompletableFuture.supplyAsync(() -> read(message), thread)
                    .thenCompose(reports -> store.receivedReports()
                            .keep(reports, List.of())
                            .thenApply(kept -> told(message, reports, kept)));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(
                    new StoreException(StoreFailure.BUSY, "too many reports at the same time", e));
        }
    }

    private List<Arrived> read(Incoming message) {
        List<Arrived> arrived = new ArrayList<>();
        try {
            for (ParsedReport report : reader.read(message.content(), message.parts())) {
                arrived.add(arrived(message, report));
            }
        } catch (UnreadableReport e) {
            arrived.add(unread(message, e.reason()));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("a report cannot be read: msg={}", message.id(), e);
            arrived.add(unread(message, "the report could not be read because of an error here"));
        }
        return arrived;
    }

    private Arrived arrived(Incoming message, ParsedReport parsed) {
        Optional<String> domain = ours(parsed.about());
        if (parsed.kind() == Kind.TLS && domain.isEmpty()) {
            // A policy of DANE is that of a host, which may have a name elsewhere; the domain is then the one asked to
            // send it here.
            domain = Optional.of(message.addresses().get(0).domain());
        }
        if (domain.isEmpty()) {
            return unread(message, "the report is about " + parsed.about() + ", which is none of our domains");
        }
        ReceivedReport report = new ReceivedReport(
                parsed.kind(),
                domain.get(),
                parsed.about(),
                parsed.organization(),
                parsed.contact(),
                parsed.reportId(),
                message.authenticated(),
                parsed.begins(),
                parsed.ends(),
                clock.instant(),
                message.id(),
                parsed.policy(),
                "");
        return new Arrived(report, parsed.dmarc(), parsed.tls());
    }

    /** The domain of ours that a name belongs to. */
    private Optional<String> ours(String name) {
        for (String rest = name; !rest.isEmpty(); rest = rest.substring(Math.max(rest.indexOf('.'), 0) + 1)) {
            if (store.directory().isLocalDomain(rest)) {
                return Optional.of(rest);
            }
            if (rest.indexOf('.') < 0) {
                break;
            }
        }
        return Optional.empty();
    }

    private Arrived unread(Incoming message, String reason) {
        MailAddress address = message.addresses().get(0);
        Instant now = clock.instant();
        Kind kind = address.localPart().equalsIgnoreCase(TLS_ADDRESS) ? Kind.TLS : Kind.DMARC;
        ReceivedReport report = new ReceivedReport(
                kind,
                address.domain(),
                "",
                "",
                "",
                "",
                message.authenticated(),
                now,
                now,
                now,
                message.id(),
                "",
                reason);
        return new Arrived(report, List.of(), List.of());
    }

    private static String told(Incoming message, List<Arrived> reports, List<Kept> kept) {
        StringBuilder told = new StringBuilder();
        for (int i = 0; i < reports.size(); i++) {
            ReceivedReport report = reports.get(i).report();
            String what = report.read()
                    ? report.kind() + " report of " + report.organization() + " about " + report.about() + ": "
                            + fate(kept.get(i))
                    : "no report kept: " + report.unread();
            told.append(told.isEmpty() ? "" : "; ").append(what);
        }
        LOG.info("report msg={} status=\"{}\"", message.id(), told);
        return told.toString();
    }

    private static String fate(Kept kept) {
        return switch (kept) {
            case KEPT -> "kept";
            case DUPLICATE -> "here before";
            case TOO_MUCH -> "dropped, too much came today";
        };
    }

    /** Lets what is being read finish. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a report was still being read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
