package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.dmarc.DmarcRecords;
import org.posthaste.mailstore.dmarc.DmarcTally;
import org.posthaste.mailstore.tls.ReportState;

/** What was judged by DMARC, in tables. */
final class JdbcDmarcRecords implements DmarcRecords {
    /** Rows written in one change, so that nobody waits long behind them. */
    private static final int TOGETHER = 200;

    private final Database database;
    private final Committer committer;

    JdbcDmarcRecords(Database database, Committer committer) {
        this.database = database;
        this.committer = committer;
    }

    /** Writes something. */
    private interface Writing {
        void write(Tx tx) throws SQLException;
    }

    private CompletionStage<Void> durably(Writing writing) {
        return committer
                .submit(batch -> {
                    batch.changed();
                    writing.write(batch.tx());
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> count(List<DmarcTally> more) {
        List<DmarcTally> all = List.copyOf(more);
        List<CompletableFuture<?>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TOGETHER) {
            List<DmarcTally> some = all.subList(from, Math.min(from + TOGETHER, all.size()));
            parts.add(committer.submit(batch -> {
                batch.changedLazily();
                for (DmarcTally one : some) {
                    DmarcTable.add(batch.tx(), one);
                }
                return true;
            }));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    }

    @Override
    public List<DmarcTally> tallies(String domain, long day, int limit) {
        return database.read(tx -> DmarcTable.tallies(tx, domain, day, limit));
    }

    @Override
    public List<String> domains(long day) {
        return database.read(tx -> DmarcTable.domains(tx, day));
    }

    @Override
    public CompletionStage<Void> forget(String domain, long day) {
        return durably(tx -> DmarcTable.forget(tx, domain, day));
    }

    @Override
    public List<ReportState> reports(long sinceDay) {
        return database.read(tx -> DmarcTable.reports(tx, sinceDay));
    }

    @Override
    public CompletionStage<Void> keep(ReportState report) {
        return durably(tx -> DmarcTable.put(tx, report));
    }

    @Override
    public CompletionStage<Void> forgetBefore(long day) {
        return committer
                .submit(batch -> {
                    batch.changedLazily();
                    DmarcTable.forgetBefore(batch.tx(), day);
                    return true;
                })
                .thenAccept(done -> {});
    }
}
