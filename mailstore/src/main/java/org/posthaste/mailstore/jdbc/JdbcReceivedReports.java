package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.ReceivedReport;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;
import org.posthaste.mailstore.dmarc.ReceivedReports;
import org.posthaste.mailstore.dmarc.TlsRow;
import org.posthaste.mailstore.journal.JournalEntry;

/**
 * Reports that others sent, in tables.
 *
 * <p>What strangers may fill of them is bounded for each domain and 24 hours: a little for all together who do not prove who they are, more for each who does, and much for all of these.
 */
final class JdbcReceivedReports implements ReceivedReports {
    private static final Duration SPAN = Duration.ofHours(24);
    private static final ReceivedReportTable.Load OF_STRANGERS = new ReceivedReportTable.Load(500, 20_000);
    private static final ReceivedReportTable.Load OF_ONE = new ReceivedReportTable.Load(500, 20_000);
    private static final ReceivedReportTable.Load OF_ALL = new ReceivedReportTable.Load(5_000, 200_000);
    private static final int FORGOTTEN_TOGETHER = 20;

    private final Database database;
    private final Committer committer;
    private final Clock clock;

    JdbcReceivedReports(Database database, Committer committer, Clock clock) {
        this.database = database;
        this.committer = committer;
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<Kept>> keep(List<Arrived> reports, List<JournalEntry> journal) {
        List<Arrived> all = List.copyOf(reports);
        return committer.submit(batch -> {
            batch.changed();
            batch.journal(journal);
            List<Kept> kept = new ArrayList<>(all.size());
            for (Arrived each : all) {
                kept.add(keep(batch.tx(), each));
            }
            return kept;
        });
    }

    private Kept keep(Tx tx, Arrived arrived) throws SQLException {
        String identity = ReceivedReportTable.identity(arrived.report());
        if (ReceivedReportTable.known(tx, identity)) {
            return Kept.DUPLICATE;
        }
        if (tooMuch(tx, arrived.report())) {
            return Kept.TOO_MUCH;
        }
        ReceivedReportTable.insert(tx, identity, arrived);
        return Kept.KEPT;
    }

    private boolean tooMuch(Tx tx, ReceivedReport report) throws SQLException {
        long since = clock.instant().minus(SPAN).toEpochMilli();
        String sender = report.authenticated();
        if (sender.isEmpty()) {
            return over(OF_STRANGERS, ReceivedReportTable.load(tx, report.domain(), since, Optional.empty(), false));
        }
        return over(OF_ONE, ReceivedReportTable.load(tx, report.domain(), since, Optional.of(sender), true))
                || over(OF_ALL, ReceivedReportTable.load(tx, report.domain(), since, Optional.empty(), true));
    }

    private static boolean over(ReceivedReportTable.Load limit, ReceivedReportTable.Load load) {
        return load.reports() >= limit.reports() || load.rows() >= limit.rows();
    }

    @Override
    public List<Listed> latest(Optional<String> domain, int limit) {
        return database.read(tx -> ReceivedReportTable.latest(tx, domain, limit));
    }

    @Override
    public List<Listed> of(String domain, Kind kind, Instant since, int limit) {
        return database.read(tx -> ReceivedReportTable.of(tx, domain, kind, since.toEpochMilli(), limit));
    }

    @Override
    public Optional<Listed> find(long id) {
        return database.read(tx -> ReceivedReportTable.find(tx, id));
    }

    @Override
    public List<Counted<DmarcRow>> dmarcRows(long id, int limit) {
        return database.read(tx -> ReceivedReportTable.dmarcRows(tx, id, limit));
    }

    @Override
    public List<Counted<TlsRow>> tlsRows(long id, int limit) {
        return database.read(tx -> ReceivedReportTable.tlsRows(tx, id, limit));
    }

    @Override
    public List<Counted<DmarcRow>> dmarcRows(String domain, Instant since, boolean authenticated, int limit) {
        return database.read(
                tx -> ReceivedReportTable.dmarcRows(tx, domain, since.toEpochMilli(), authenticated, limit));
    }

    @Override
    public List<Counted<TlsRow>> tlsRows(String domain, Instant since, boolean authenticated, int limit) {
        return database.read(tx -> ReceivedReportTable.tlsRows(tx, domain, since.toEpochMilli(), authenticated, limit));
    }

    @Override
    public CompletionStage<Void> forgetBefore(Instant time) {
        CompletableFuture<Boolean> some = committer.submit(batch -> {
            batch.changedLazily();
            return ReceivedReportTable.forgetBefore(batch.tx(), time.toEpochMilli(), FORGOTTEN_TOGETHER);
        });
        return some.thenCompose(more -> more ? forgetBefore(time) : CompletableFuture.completedFuture(null));
    }
}
