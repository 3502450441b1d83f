package org.posthaste.mailstore.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.posthaste.mailstore.tls.ReportState;
import org.posthaste.mailstore.tls.StsEntry;
import org.posthaste.mailstore.tls.TlsTally;

/** What is remembered of TLS with other hosts. Statements run at once, not batched: what one change of a batch writes, the next may add to. */
final class TlsTable {
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_POLICY = 8000;
    private static final int LONGEST_REASON = 300;
    private static final int LONGEST_ADDRESS = 64;

    private static final String KINDS = "SELECT happened_on, domain, policy_domain, policy_type, policy, mx_host,"
            + " result_type, sending, receiving, reason, sessions FROM tls_tally";

    private TlsTable() {}

    static List<StsEntry> policies(Tx tx, int limit) throws SQLException {
        return tx.list(
                "SELECT domain, policy_id, policy, fetched_at, used_at FROM sts_policy ORDER BY used_at DESC LIMIT ?",
                row -> new StsEntry(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        Instant.ofEpochMilli(row.getLong(4)),
                        Instant.ofEpochMilli(row.getLong(5))),
                limit);
    }

    static void put(Tx tx, StsEntry policy) throws SQLException {
        forgetPolicy(tx, policy.domain());
        tx.update(
                "INSERT INTO sts_policy (domain, policy_id, policy, fetched_at, used_at) VALUES (?, ?, ?, ?, ?)",
                policy.domain(),
                policy.id(),
                policy.policy(),
                policy.fetched().toEpochMilli(),
                policy.used().toEpochMilli());
    }

    static void forgetPolicy(Tx tx, String domain) throws SQLException {
        tx.update("DELETE FROM sts_policy WHERE domain = ?", domain);
    }

    static void add(Tx tx, TlsTally more) throws SQLException {
        TlsTally.Kind kind = more.kind();
        String key = key(kind);
        String domain = Details.cut(kind.domain(), LONGEST_NAME);
        int rows = tx.update(
                "UPDATE tls_tally SET sessions = sessions + ? WHERE happened_on = ? AND domain = ? AND kind_key = ?",
                more.sessions(),
                kind.day(),
                domain,
                key);
        if (rows == 0) {
            tx.update(
                    "INSERT INTO tls_tally (happened_on, domain, kind_key, policy_domain, policy_type, policy, mx_host,"
                            + " result_type, sending, receiving, reason, sessions)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    kind.day(),
                    domain,
                    key,
                    Details.cut(kind.policyDomain(), LONGEST_NAME),
                    kind.policyType(),
                    Details.cut(kind.policy(), LONGEST_POLICY),
                    Details.cut(kind.mxHost(), LONGEST_NAME),
                    kind.result(),
                    Details.cut(kind.sending(), LONGEST_ADDRESS),
                    Details.cut(kind.receiving(), LONGEST_ADDRESS),
                    Details.cut(kind.reason(), LONGEST_REASON),
                    more.sessions());
        }
    }

    private static String key(TlsTally.Kind kind) {
        return Digests.of(
                kind.policyDomain(),
                kind.policyType(),
                kind.policy(),
                kind.mxHost(),
                kind.result(),
                kind.sending(),
                kind.receiving(),
                kind.reason());
    }

    static List<TlsTally> tallies(Tx tx, String domain, long fromDay, long toDay) throws SQLException {
        String days = " AND happened_on BETWEEN ? AND ?";
        return tx.list(
                KINDS + " WHERE domain = ?" + days + " UNION ALL " + KINDS + " WHERE policy_domain = ? AND domain <> ?"
                        + days + " ORDER BY 1",
                TlsTable::tally,
                domain,
                fromDay,
                toDay,
                domain,
                domain,
                fromDay,
                toDay);
    }

    private static TlsTally tally(ResultSet row) throws SQLException {
        return new TlsTally(
                new TlsTally.Kind(
                        row.getLong(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10)),
                row.getLong(11));
    }

    static List<String> domains(Tx tx, long day) throws SQLException {
        return tx.list(
                "SELECT domain FROM tls_tally WHERE happened_on = ?"
                        + " UNION SELECT policy_domain FROM tls_tally WHERE happened_on = ? ORDER BY 1",
                row -> row.getString(1),
                day,
                day);
    }

    static void offered(Tx tx, String host, long day) throws SQLException {
        if (tx.update("UPDATE starttls_host SET offered_on = ? WHERE host = ?", day, host) == 0) {
            tx.update("INSERT INTO starttls_host (host, offered_on) VALUES (?, ?)", host, day);
        }
    }

    static List<String> offering(Tx tx, long sinceDay, int limit) throws SQLException {
        return tx.list(
                "SELECT host FROM starttls_host WHERE offered_on >= ? ORDER BY offered_on DESC LIMIT ?",
                row -> row.getString(1),
                sinceDay,
                limit);
    }

    static List<ReportState> reports(Tx tx, long sinceDay) throws SQLException {
        return tx.list(
                "SELECT domain, happened_on, state, attempts, changed_at, note FROM tls_report WHERE happened_on >= ?"
                        + " ORDER BY happened_on, domain",
                row -> new ReportState(
                        row.getString(1),
                        row.getLong(2),
                        ReportState.State.valueOf(row.getString(3)),
                        row.getInt(4),
                        Instant.ofEpochMilli(row.getLong(5)),
                        row.getString(6)),
                sinceDay);
    }

    static void put(Tx tx, ReportState report) throws SQLException {
        tx.update("DELETE FROM tls_report WHERE domain = ? AND happened_on = ?", report.domain(), report.day());
        tx.update(
                "INSERT INTO tls_report (domain, happened_on, state, attempts, changed_at, note)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                report.domain(),
                report.day(),
                report.state().name(),
                report.attempts(),
                report.changed().toEpochMilli(),
                Details.cut(report.note(), LONGEST_REASON));
    }

    static void forgetBefore(Tx tx, long day) throws SQLException {
        tx.update("DELETE FROM tls_tally WHERE happened_on < ?", day);
        tx.update("DELETE FROM tls_report WHERE happened_on < ?", day);
        tx.update("DELETE FROM starttls_host WHERE offered_on < ?", day);
    }
}
