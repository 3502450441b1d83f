package org.posthaste.mailstore.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.DmarcTally;
import org.posthaste.mailstore.tls.ReportState;

/** Messages judged by DMARC, and the state of our reports. Statements run at once, not batched: what one change of a batch writes, the next may add to. */
final class DmarcTable {
    static final int LONGEST_NAME = 255;
    static final int LONGEST_SOURCE = 64;
    static final int LONGEST_WORD = 20;
    static final int LONGEST_TEXT = 300;
    static final int LONGEST_RESULTS = 2000;

    private DmarcTable() {}

    static void add(Tx tx, DmarcTally more) throws SQLException {
        DmarcRow row = more.row();
        String key = key(more);
        String domain = Details.cut(more.domain(), LONGEST_NAME);
        int rows = tx.update(
                "UPDATE dmarc_tally SET messages = messages + ? WHERE happened_on = ? AND domain = ? AND kind_key = ?",
                more.messages(),
                more.day(),
                domain,
                key);
        if (rows == 0) {
            tx.update(
                    "INSERT INTO dmarc_tally (happened_on, domain, kind_key, policy, source, disposition, dkim_aligned,"
                            + " spf_aligned, override, header_from, envelope_from, dkim, spf, messages)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    more.day(),
                    domain,
                    key,
                    Details.cut(more.policy(), LONGEST_TEXT),
                    Details.cut(row.source(), LONGEST_SOURCE),
                    Details.cut(row.disposition(), LONGEST_WORD),
                    row.dkimAligned(),
                    row.spfAligned(),
                    Details.cut(row.override(), LONGEST_TEXT),
                    Details.cut(row.headerFrom(), LONGEST_NAME),
                    Details.cut(row.envelopeFrom(), LONGEST_NAME),
                    Details.cut(row.dkim(), LONGEST_RESULTS),
                    Details.cut(row.spf(), LONGEST_TEXT),
                    more.messages());
        }
    }

    private static String key(DmarcTally tally) {
        DmarcRow row = tally.row();
        return Digests.of(
                tally.policy(),
                row.source(),
                row.disposition(),
                String.valueOf(row.dkimAligned()),
                String.valueOf(row.spfAligned()),
                row.override(),
                row.headerFrom(),
                row.envelopeFrom(),
                row.dkim(),
                row.spf());
    }

    static List<DmarcTally> tallies(Tx tx, String domain, long day, int limit) throws SQLException {
        return tx.list(
                "SELECT source, disposition, dkim_aligned, spf_aligned, override, header_from, envelope_from, dkim, spf,"
                        + " policy, messages FROM dmarc_tally WHERE domain = ? AND happened_on = ?"
                        + " ORDER BY messages DESC, kind_key LIMIT ?",
                row -> new DmarcTally(day, domain, row.getString(10), row(row), row.getLong(11)),
                domain,
                day,
                limit);
    }

    /** The row whose columns come first. */
    static DmarcRow row(ResultSet row) throws SQLException {
        return new DmarcRow(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9));
    }

    static List<String> domains(Tx tx, long day) throws SQLException {
        return tx.list(
                "SELECT DISTINCT domain FROM dmarc_tally WHERE happened_on = ? ORDER BY 1",
                row -> row.getString(1),
                day);
    }

    static void forget(Tx tx, String domain, long day) throws SQLException {
        tx.update("DELETE FROM dmarc_tally WHERE domain = ? AND happened_on = ?", domain, day);
    }

    static List<ReportState> reports(Tx tx, long sinceDay) throws SQLException {
        return tx.list(
                "SELECT domain, happened_on, state, attempts, changed_at, note FROM dmarc_report WHERE happened_on >= ?"
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
        tx.update("DELETE FROM dmarc_report WHERE domain = ? AND happened_on = ?", report.domain(), report.day());
        tx.update(
                "INSERT INTO dmarc_report (domain, happened_on, state, attempts, changed_at, note)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                report.domain(),
                report.day(),
                report.state().name(),
                report.attempts(),
                report.changed().toEpochMilli(),
                Details.cut(report.note(), LONGEST_TEXT));
    }

    static void forgetBefore(Tx tx, long day) throws SQLException {
        tx.update("DELETE FROM dmarc_tally WHERE happened_on < ?", day);
        tx.update("DELETE FROM dmarc_report WHERE happened_on < ?", day);
    }
}
