package org.posthaste.mailstore.jdbc;

import static org.posthaste.mailstore.jdbc.DmarcTable.LONGEST_NAME;
import static org.posthaste.mailstore.jdbc.DmarcTable.LONGEST_RESULTS;
import static org.posthaste.mailstore.jdbc.DmarcTable.LONGEST_SOURCE;
import static org.posthaste.mailstore.jdbc.DmarcTable.LONGEST_TEXT;
import static org.posthaste.mailstore.jdbc.DmarcTable.LONGEST_WORD;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.ReceivedReport;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;
import org.posthaste.mailstore.dmarc.ReceivedReports.Arrived;
import org.posthaste.mailstore.dmarc.ReceivedReports.Listed;
import org.posthaste.mailstore.dmarc.TlsRow;

/** Reports that others sent, with their rows. Statements run at once: the next report of a batch may be the same one. */
final class ReceivedReportTable {
    private static final int LONGEST_CONTACT = 320;
    private static final int LONGEST_KIND = 60;

    private static final String COLUMNS = "SELECT id, kind, domain, about, organization, contact, report_id,"
            + " authenticated, begins_at, ends_at, received_at, message_id, policy, unread, counted, failed, line_count"
            + " FROM received_report ";
    private static final String DMARC_COLUMNS = "d.source, d.disposition, d.dkim_aligned, d.spf_aligned, d.override,"
            + " d.header_from, d.envelope_from, d.dkim, d.spf";
    private static final String TLS_COLUMNS =
            "t.policy_type, t.policy_domain, t.result, t.sending, t.mx_host, t.receiving, t.reason";
    private static final String OF_REPORTS = " WHERE r.domain = ? AND r.kind = ? AND r.ends_at >= ?"
            + " AND r.received_at >= ? AND (r.authenticated <> '') = ?";

    private ReceivedReportTable() {}

    /** What makes it the same report: whoever cannot prove to be the sender cannot take the place of a report of the sender's either. */
    static String identity(ReceivedReport report) {
        return Digests.of(
                report.kind().name(),
                report.domain(),
                report.about(),
                report.organization(),
                report.reportId(),
                report.authenticated(),
                report.read() ? "" : report.message());
    }

    static boolean known(Tx tx, String identity) throws SQLException {
        return tx.number(0, "SELECT COUNT(*) FROM received_report WHERE identity = ?", identity) > 0;
    }

    /** Reports and rows since a time. */
    record Load(long reports, long rows) {}

    /** Load about a domain by one sender; without a sender, by all who are proved or by nobody who is. */
    static Load load(Tx tx, String domain, long since, Optional<String> sender, boolean proved) throws SQLException {
        String sql = "SELECT COUNT(*), COALESCE(SUM(line_count), 0) FROM received_report"
                + " WHERE domain = ? AND received_at >= ? AND "
                + (sender.isPresent() ? "authenticated = ?" : "(authenticated <> '') = ?");
        Object last = sender.isPresent() ? sender.get() : (Object) proved;
        return tx.list(sql, row -> new Load(row.getLong(1), row.getLong(2)), domain, since, last)
                .get(0);
    }

    static void insert(Tx tx, String identity, Arrived arrived) throws SQLException {
        ReceivedReport report = arrived.report();
        long id = CounterTable.next(tx, "report");
        long counted = arrived.dmarc().stream().mapToLong(Counted::number).sum()
                + arrived.tls().stream().mapToLong(Counted::number).sum();
        long failed = arrived.dmarc().stream()
                        .filter(each -> !each.row().passed())
                        .mapToLong(Counted::number)
                        .sum()
                + arrived.tls().stream()
                        .filter(each -> !each.row().result().isEmpty())
                        .mapToLong(Counted::number)
                        .sum();
        tx.update(
                "INSERT INTO received_report (id, kind, domain, about, identity, organization, contact, report_id,"
                        + " authenticated, begins_at, ends_at, received_at, message_id, policy, counted, failed,"
                        + " line_count, unread) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                report.kind().name(),
                Details.cut(report.domain(), LONGEST_NAME),
                Details.cut(report.about(), LONGEST_NAME),
                identity,
                Details.cut(report.organization(), LONGEST_NAME),
                Details.cut(report.contact(), LONGEST_CONTACT),
                Details.cut(report.reportId(), LONGEST_TEXT),
                Details.cut(report.authenticated(), LONGEST_NAME),
                report.begins().toEpochMilli(),
                report.ends().toEpochMilli(),
                report.received().toEpochMilli(),
                Details.cut(report.message(), LONGEST_SOURCE),
                Details.cut(report.policy(), LONGEST_TEXT),
                counted,
                failed,
                arrived.dmarc().size() + arrived.tls().size(),
                Details.cut(report.unread(), LONGEST_TEXT));
        insertDmarc(tx, id, arrived.dmarc());
        insertTls(tx, id, arrived.tls());
    }

    private static void insertDmarc(Tx tx, long id, List<Counted<DmarcRow>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<Object[]> parameters = new ArrayList<>(rows.size());
        for (Counted<DmarcRow> each : rows) {
            DmarcRow row = each.row();
            parameters.add(new Object[] {
                id,
                parameters.size(),
                Details.cut(row.source(), LONGEST_SOURCE),
                Details.cut(row.disposition(), LONGEST_WORD),
                row.dkimAligned(),
                row.spfAligned(),
                Details.cut(row.override(), LONGEST_TEXT),
                Details.cut(row.headerFrom(), LONGEST_NAME),
                Details.cut(row.envelopeFrom(), LONGEST_NAME),
                Details.cut(row.dkim(), LONGEST_RESULTS),
                Details.cut(row.spf(), LONGEST_TEXT),
                each.number()
            });
        }
        tx.updateAll(
                "INSERT INTO received_dmarc_row (report, line, source, disposition, dkim_aligned, spf_aligned, override,"
                        + " header_from, envelope_from, dkim, spf, messages) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                parameters);
    }

    private static void insertTls(Tx tx, long id, List<Counted<TlsRow>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<Object[]> parameters = new ArrayList<>(rows.size());
        for (Counted<TlsRow> each : rows) {
            TlsRow row = each.row();
            parameters.add(new Object[] {
                id,
                parameters.size(),
                Details.cut(row.policyType(), LONGEST_WORD),
                Details.cut(row.policyDomain(), LONGEST_NAME),
                Details.cut(row.result(), LONGEST_KIND),
                Details.cut(row.sending(), LONGEST_SOURCE),
                Details.cut(row.mxHost(), LONGEST_NAME),
                Details.cut(row.receiving(), LONGEST_SOURCE),
                Details.cut(row.reason(), LONGEST_TEXT),
                each.number()
            });
        }
        tx.updateAll(
                "INSERT INTO received_tls_row (report, line, policy_type, policy_domain, result, sending, mx_host,"
                        + " receiving, reason, sessions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                parameters);
    }

    static List<Listed> latest(Tx tx, Optional<String> domain, int limit) throws SQLException {
        String order = "ORDER BY received_at DESC, id DESC LIMIT ?";
        return domain.isPresent()
                ? tx.list(COLUMNS + "WHERE domain = ? " + order, ReceivedReportTable::listed, domain.get(), limit)
                : tx.list(COLUMNS + order, ReceivedReportTable::listed, limit);
    }

    static List<Listed> of(Tx tx, String domain, Kind kind, long since, int limit) throws SQLException {
        return tx.list(
                COLUMNS + "WHERE domain = ? AND kind = ? AND ends_at >= ? AND received_at >= ?"
                        + " ORDER BY ends_at DESC, id DESC LIMIT ?",
                ReceivedReportTable::listed,
                domain,
                kind.name(),
                since,
                since,
                limit);
    }

    static Optional<Listed> find(Tx tx, long id) throws SQLException {
        return tx.list(COLUMNS + "WHERE id = ?", ReceivedReportTable::listed, id).stream()
                .findFirst();
    }

    private static Listed listed(ResultSet row) throws SQLException {
        ReceivedReport report = new ReceivedReport(
                Kind.valueOf(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Instant.ofEpochMilli(row.getLong(9)),
                Instant.ofEpochMilli(row.getLong(10)),
                Instant.ofEpochMilli(row.getLong(11)),
                row.getString(12),
                row.getString(13),
                row.getString(14));
        return new Listed(row.getLong(1), report, row.getLong(15), row.getLong(16), row.getInt(17));
    }

    static List<Counted<DmarcRow>> dmarcRows(Tx tx, long id, int limit) throws SQLException {
        return tx.list(
                "SELECT " + DMARC_COLUMNS + ", d.messages FROM received_dmarc_row d WHERE report = ?"
                        + " ORDER BY line LIMIT ?",
                row -> new Counted<>(DmarcTable.row(row), row.getLong(10)),
                id,
                limit);
    }

    static List<Counted<TlsRow>> tlsRows(Tx tx, long id, int limit) throws SQLException {
        return tx.list(
                "SELECT " + TLS_COLUMNS + ", t.sessions FROM received_tls_row t WHERE report = ? ORDER BY line LIMIT ?",
                ReceivedReportTable::tls,
                id,
                limit);
    }

    static List<Counted<DmarcRow>> dmarcRows(Tx tx, String domain, long since, boolean authenticated, int limit)
            throws SQLException {
        return tx.list(
                "SELECT " + DMARC_COLUMNS + ", SUM(d.messages) FROM received_dmarc_row d"
                        + " JOIN received_report r ON d.report = r.id" + OF_REPORTS + " GROUP BY "
                        + DMARC_COLUMNS + " ORDER BY 10 DESC, 1 LIMIT ?",
                row -> new Counted<>(DmarcTable.row(row), row.getLong(10)),
                domain,
                Kind.DMARC.name(),
                since,
                since,
                authenticated,
                limit);
    }

    static List<Counted<TlsRow>> tlsRows(Tx tx, String domain, long since, boolean authenticated, int limit)
            throws SQLException {
        return tx.list(
                "SELECT " + TLS_COLUMNS + ", SUM(t.sessions) FROM received_tls_row t"
                        + " JOIN received_report r ON t.report = r.id" + OF_REPORTS + " GROUP BY "
                        + TLS_COLUMNS + " ORDER BY 8 DESC, 2 LIMIT ?",
                ReceivedReportTable::tls,
                domain,
                Kind.TLS.name(),
                since,
                since,
                authenticated,
                limit);
    }

    private static Counted<TlsRow> tls(ResultSet row) throws SQLException {
        return new Counted<>(
                new TlsRow(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7)),
                row.getLong(8));
    }

    /** Forgets some old reports; true if there may be more. */
    static boolean forgetBefore(Tx tx, long time, int limit) throws SQLException {
        List<Long> ids = tx.list(
                "SELECT id FROM received_report WHERE received_at < ? ORDER BY received_at LIMIT ?",
                row -> row.getLong(1),
                time,
                limit);
        for (long id : ids) {
            tx.update("DELETE FROM received_dmarc_row WHERE report = ?", id);
            tx.update("DELETE FROM received_tls_row WHERE report = ?", id);
            tx.update("DELETE FROM received_report WHERE id = ?", id);
        }
        return ids.size() == limit;
    }
}
