package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.tls.ReportState;
import org.posthaste.mailstore.tls.StsEntry;
import org.posthaste.mailstore.tls.TlsRecords;
import org.posthaste.mailstore.tls.TlsTally;

/** What is remembered of TLS, in tables. */
final class JdbcTlsRecords implements TlsRecords {
    /** Rows written in one change, so that nobody waits long behind them. */
    private static final int TOGETHER = 200;

    private final Database database;
    private final Committer committer;

    JdbcTlsRecords(Database database, Committer committer) {
        this.database = database;
        this.committer = committer;
    }

    /** Writes one of several things. */
    private interface Writing<T> {
        void write(Tx tx, T one) throws SQLException;
    }

    private <T> CompletionStage<Void> eachLazily(Collection<T> all, Writing<T> writing) {
        List<T> list = new ArrayList<>(all);
        List<CompletableFuture<?>> parts = new ArrayList<>();
        for (int from = 0; from < list.size(); from += TOGETHER) {
            List<T> some = list.subList(from, Math.min(from + TOGETHER, list.size()));
            parts.add(committer.submit(batch -> {
                batch.changedLazily();
                for (T one : some) {
                    writing.write(batch.tx(), one);
                }
                return true;
            }));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    }

    private CompletionStage<Void> durably(Writing<Boolean> writing) {
        return committer
                .submit(batch -> {
                    batch.changed();
                    writing.write(batch.tx(), true);
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public List<StsEntry> policies(int limit) {
        return database.read(tx -> TlsTable.policies(tx, limit));
    }

    @Override
    public CompletionStage<Void> keep(StsEntry policy) {
        return durably((tx, done) -> TlsTable.put(tx, policy));
    }

    @Override
    public CompletionStage<Void> forget(Collection<String> domains) {
        return eachLazily(domains, TlsTable::forgetPolicy);
    }

    @Override
    public CompletionStage<Void> count(List<TlsTally> more) {
        return eachLazily(more, TlsTable::add);
    }

    @Override
    public List<TlsTally> tallies(String domain, long fromDay, long toDay) {
        return database.read(tx -> TlsTable.tallies(tx, domain, fromDay, toDay));
    }

    @Override
    public List<String> domains(long day) {
        return database.read(tx -> TlsTable.domains(tx, day));
    }

    @Override
    public CompletionStage<Void> offered(Collection<String> hosts, long day) {
        return eachLazily(hosts, (tx, host) -> TlsTable.offered(tx, host, day));
    }

    @Override
    public List<String> offering(long sinceDay, int limit) {
        return database.read(tx -> TlsTable.offering(tx, sinceDay, limit));
    }

    @Override
    public List<ReportState> reports(long sinceDay) {
        return database.read(tx -> TlsTable.reports(tx, sinceDay));
    }

    @Override
    public CompletionStage<Void> keep(ReportState report) {
        return durably((tx, done) -> TlsTable.put(tx, report));
    }

    @Override
    public CompletionStage<Void> forgetBefore(long day) {
        return eachLazily(List.of(day), TlsTable::forgetBefore);
    }
}
