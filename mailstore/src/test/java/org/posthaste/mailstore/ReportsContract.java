package org.posthaste.mailstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.DmarcTally;
import org.posthaste.mailstore.dmarc.ReceivedReport;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;
import org.posthaste.mailstore.dmarc.ReceivedReports;
import org.posthaste.mailstore.dmarc.ReceivedReports.Arrived;
import org.posthaste.mailstore.dmarc.ReceivedReports.Kept;
import org.posthaste.mailstore.dmarc.TlsRow;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.tls.ReportState;

/** What is counted for reports, and reports that others sent. */
public abstract class ReportsContract {
    private TestStore test = open();

    /** A fresh store. */
    protected abstract TestStore open();

    /** Closes the store and opens it again. */
    protected abstract TestStore reopen(TestStore store);

    @AfterEach
    void end() {
        test.close();
    }

    private static DmarcRow row(String source, boolean dkim, boolean spf) {
        return new DmarcRow(
                source,
                "none",
                dkim,
                spf,
                "",
                "example.org",
                "example.org",
                "example.org/s1=pass",
                "example.org=" + (spf ? "pass" : "fail"));
    }

    private static DmarcTally tally(long day, String domain, String source, long messages) {
        return new DmarcTally(day, domain, "p=none", row(source, true, true), messages);
    }

    private ReceivedReport report(String id, String authenticated, Kind kind) {
        Instant now = test.clock().instant();
        return new ReceivedReport(
                kind,
                "example.org",
                "example.org",
                "Reporter",
                "dmarc@reporter.example",
                id,
                authenticated,
                now.minus(Duration.ofDays(1)),
                now,
                now,
                "m1",
                "p=none",
                "");
    }

    private Kept keep(ReceivedReport report, List<Counted<DmarcRow>> rows) {
        return TestStore.await(reports().keep(List.of(new Arrived(report, rows, List.of())), List.of()))
                .get(0);
    }

    private ReceivedReports reports() {
        return test.store().receivedReports();
    }

    @Test
    void messagesOfOneKindAddUp() {
        TestStore.await(test.store().dmarcRecords().count(List.of(tally(5, "a.example", "192.0.2.1", 2))));
        TestStore.await(test.store()
                .dmarcRecords()
                .count(List.of(
                        tally(5, "a.example", "192.0.2.1", 3),
                        tally(5, "a.example", "192.0.2.2", 9),
                        tally(6, "b.example", "192.0.2.1", 1))));
        test = reopen(test);
        assertThat(test.store().dmarcRecords().tallies("a.example", 5, 10))
                .containsExactly(tally(5, "a.example", "192.0.2.2", 9), tally(5, "a.example", "192.0.2.1", 5));
        assertThat(test.store().dmarcRecords().domains(5)).containsExactly("a.example");
        TestStore.await(test.store().dmarcRecords().forget("a.example", 5));
        assertThat(test.store().dmarcRecords().domains(5)).isEmpty();
        assertThat(test.store().dmarcRecords().domains(6)).containsExactly("b.example");
    }

    @Test
    void aReportOfOursHasOneState() {
        Instant noon = Instant.parse("2026-09-01T12:00:00Z");
        TestStore.await(test.store()
                .dmarcRecords()
                .keep(new ReportState("a.example", 5, ReportState.State.SENDING, 1, noon, "x")));
        ReportState sent = new ReportState("a.example", 5, ReportState.State.SENT, 1, noon, "y");
        TestStore.await(test.store().dmarcRecords().keep(sent));
        test = reopen(test);
        assertThat(test.store().dmarcRecords().reports(5)).containsExactly(sent);
        TestStore.await(test.store().dmarcRecords().forgetBefore(6));
        assertThat(test.store().dmarcRecords().reports(0)).isEmpty();
    }

    @Test
    void aReceivedReportIsKeptWithItsRows() {
        Counted<DmarcRow> good = new Counted<>(row("192.0.2.1", true, true), 7);
        Counted<DmarcRow> bad = new Counted<>(row("192.0.2.2", false, false), 3);
        ReceivedReport report = report("r1", "reporter.example", Kind.DMARC);
        assertThat(keep(report, List.of(good, bad))).isEqualTo(Kept.KEPT);
        test = reopen(test);
        assertThat(reports().latest(Optional.empty(), 10)).singleElement().satisfies(listed -> {
            assertThat(listed.report()).isEqualTo(report);
            assertThat(listed.counted()).isEqualTo(10);
            assertThat(listed.failed()).isEqualTo(3);
            assertThat(listed.rows()).isEqualTo(2);
            assertThat(reports().dmarcRows(listed.id(), 10)).containsExactly(good, bad);
            assertThat(reports().find(listed.id())).contains(listed);
        });
        assertThat(reports().latest(Optional.of("other.example"), 10)).isEmpty();
        assertThat(reports().find(4711)).isEmpty();
    }

    @Test
    void theSameReportIsKeptOnceAndAStrangerCannotTakeItsPlace() {
        List<Counted<DmarcRow>> rows = List.of(new Counted<>(row("192.0.2.1", true, true), 1));
        assertThat(keep(report("r1", "", Kind.DMARC), rows)).isEqualTo(Kept.KEPT);
        assertThat(keep(report("r1", "reporter.example", Kind.DMARC), rows)).isEqualTo(Kept.KEPT);
        assertThat(keep(report("r1", "reporter.example", Kind.DMARC), rows)).isEqualTo(Kept.DUPLICATE);
        assertThat(reports().latest(Optional.of("example.org"), 10)).hasSize(2);
    }

    @Test
    void rowsOfSeveralReportsAddUpForThoseWhoProvedThemselvesAndOthersApart() {
        Counted<DmarcRow> one = new Counted<>(row("192.0.2.1", true, true), 4);
        keep(report("r1", "a.example", Kind.DMARC), List.of(one));
        keep(report("r2", "a.example", Kind.DMARC), List.of(one, new Counted<>(row("192.0.2.2", false, false), 1)));
        keep(report("r3", "", Kind.DMARC), List.of(one));
        Instant since = test.clock().instant().minus(Duration.ofDays(2));
        assertThat(reports().dmarcRows("example.org", since, true, 10))
                .containsExactly(
                        new Counted<>(row("192.0.2.1", true, true), 8),
                        new Counted<>(row("192.0.2.2", false, false), 1));
        assertThat(reports().dmarcRows("example.org", since, false, 10)).containsExactly(one);
        assertThat(reports().dmarcRows("example.org", test.clock().instant().plusSeconds(1), true, 10))
                .isEmpty();
        assertThat(reports().of("example.org", Kind.DMARC, since, 10)).hasSize(3);
        assertThat(reports().of("example.org", Kind.TLS, since, 10)).isEmpty();
    }

    @Test
    void rowsOfTlsReportsAreKeptToo() {
        Counted<TlsRow> good = new Counted<>(new TlsRow("sts", "example.org", "", "", "mx.example.org", "", ""), 9);
        Counted<TlsRow> bad = new Counted<>(
                new TlsRow("sts", "example.org", "certificate-expired", "192.0.2.1", "mx.example.org", "", "x"), 2);
        Arrived arrived = new Arrived(report("t1", "a.example", Kind.TLS), List.of(), List.of(good, bad));
        TestStore.await(reports().keep(List.of(arrived), List.of()));
        ReceivedReports.Listed listed = reports().latest(Optional.empty(), 1).get(0);
        assertThat(reports().tlsRows(listed.id(), 10)).containsExactly(good, bad);
        assertThat(listed.failed()).isEqualTo(2);
        assertThat(reports().tlsRows("example.org", test.clock().instant().minusSeconds(9), true, 10))
                .containsExactly(good, bad);
    }

    @Test
    void strangersCannotFillTheStoreAndTheirFloodShutsOutNobodyElse() {
        List<Counted<DmarcRow>> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(new Counted<>(row("2001:db8::" + Integer.toHexString(i), false, false), 1));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(keep(report("flood" + i, "", Kind.DMARC), many)).isEqualTo(Kept.KEPT);
        }
        assertThat(keep(report("flood5", "", Kind.DMARC), many)).isEqualTo(Kept.TOO_MUCH);
        assertThat(keep(report("real", "a.example", Kind.DMARC), many.subList(0, 1)))
                .isEqualTo(Kept.KEPT);
        test.clock().advance(Duration.ofHours(25));
        assertThat(keep(report("flood6", "", Kind.DMARC), many.subList(0, 1))).isEqualTo(Kept.KEPT);
    }

    @Test
    void oldReportsAreForgottenWithTheirRows() {
        List<Counted<DmarcRow>> rows = List.of(new Counted<>(row("192.0.2.1", true, true), 1));
        for (int i = 0; i < 45; i++) {
            keep(report("old" + i, "a.example", Kind.DMARC), rows);
        }
        test.clock().advance(Duration.ofDays(1));
        keep(report("new", "a.example", Kind.DMARC), rows);
        TestStore.await(reports().forgetBefore(test.clock().instant().minusSeconds(1)));
        assertThat(reports().latest(Optional.empty(), 100))
                .singleElement()
                .satisfies(listed -> assertThat(listed.report().reportId()).isEqualTo("new"));
        assertThat(reports().dmarcRows("example.org", Instant.EPOCH, true, 10)).hasSize(1);
    }

    @Test
    void entriesOfTheJournalGoWithTheReports() {
        JournalEntry entry =
                new JournalEntry(test.clock().instant(), JournalEntry.Kind.ACCEPTED, "m1", "s1", Map.of("to", "x"));
        TestStore.await(reports()
                .keep(List.of(new Arrived(report("r", "", Kind.DMARC), List.of(), List.of())), List.of(entry)));
        assertThat(test.store().journal().ofMessage("m1", 10)).hasSize(1);
    }

    @Test
    void whatIsTooLongIsCut() {
        String huge = "x".repeat(10_000);
        Instant now = test.clock().instant();
        ReceivedReport report =
                new ReceivedReport(Kind.DMARC, huge, huge, huge, huge, huge, huge, now, now, now, huge, huge, huge);
        DmarcRow row = new DmarcRow(huge, huge, false, false, huge, huge, huge, huge, huge);
        TlsRow tls = new TlsRow(huge, huge, huge, huge, huge, huge, huge);
        TestStore.await(reports()
                .keep(
                        List.of(new Arrived(report, List.of(new Counted<>(row, 1)), List.of(new Counted<>(tls, 1)))),
                        List.of()));
        assertThat(reports().latest(Optional.empty(), 2)).hasSize(1);
    }

    @Test
    void aMessageCanBeReadBeforeItIsHandedOver() throws IOException {
        for (int length : new int[] {10, 9_000, 3_000_000}) {
            byte[] octets =
                    ("Subject: x\r\n\r\n" + "abcdefg\r\n".repeat(length / 9)).getBytes(StandardCharsets.US_ASCII);
            try (IncomingMessage message = test.store().incoming(10_000_000)) {
                message.write(octets, 0, octets.length);
                message.finish();
                assertThat(message.content().toByteArray()).isEqualTo(octets);
                assertThat(message.content().slice(9_001, 5).toByteArray().length)
                        .isEqualTo(Math.max(0, Math.min(5, octets.length - 9_001)));
            }
        }
    }
}
