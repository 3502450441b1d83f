package org.posthaste.smtp.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.DmarcTally;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.mailstore.queue.Suppression;
import org.posthaste.mailstore.tls.ReportState.State;
import org.posthaste.smtp.verify.ArrivalWatcher.Arrival;
import org.posthaste.smtp.verify.ArrivingMessage;
import org.posthaste.smtp.verify.Disposition;
import org.posthaste.smtp.verify.Judgement;
import org.posthaste.smtp.verify.MessageAuthentication;
import org.posthaste.smtp.verify.arc.ArcResult;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dkim.MessageHasher;
import org.posthaste.smtp.verify.dmarc.DmarcRecord;
import org.posthaste.smtp.verify.dmarc.DmarcResult;
import org.posthaste.smtp.verify.iprev.IprevResult;
import org.posthaste.smtp.verify.spf.SpfResult;

/** Reports that we send: what is counted, how it is written, to whom it goes. */
class DmarcReportsTest {
    private static final String DOMAIN = "big.example";

    private final TestStore store = TestStores.open();
    private final FakeDns dns = new FakeDns();
    private final ReportSchedule schedule = new ReportSchedule(store.clock());
    private final DmarcCounter counter =
            new DmarcCounter(store.store().dmarcRecords(), store.store().directory()::isLocalDomain, schedule);
    private final DmarcReporter reporter =
            new DmarcReporter(store.store(), dns, () -> "example.org", DmarcReportsTest::sign, store.clock());

    @AfterEach
    void end() {
        store.close();
    }

    private static byte[] sign(byte[] message, String domain) {
        return ("Signed-By: " + domain + "\r\n" + new String(message, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void publish(String domain, String record) {
        dns.txt("_dmarc." + domain, record);
    }

    private Arrival arrival(String domain, String record, boolean passes, String selector) {
        DkimResult signature = new DkimResult(
                passes ? DkimResult.Verdict.PASS : DkimResult.Verdict.FAIL,
                domain,
                selector,
                "@" + domain,
                "",
                "",
                false,
                "");
        DmarcResult dmarc = new DmarcResult(
                passes ? DmarcResult.Verdict.PASS : DmarcResult.Verdict.FAIL,
                domain,
                DmarcRecord.parse(domain, record),
                DmarcRecord.Policy.REJECT,
                false,
                passes,
                "");
        SpfResult spf =
                new SpfResult(SpfResult.Verdict.SOFTFAIL, SpfResult.Identity.MAIL_FROM, "bounce." + domain, "", "", "");
        MessageAuthentication found = new MessageAuthentication(
                new IprevResult(IprevResult.Verdict.PERMERROR, Optional.empty(), ""),
                spf,
                spf,
                List.of(signature),
                new ArcResult(ArcResult.Chain.NONE, List.of(), 0, false, ""),
                dmarc,
                List.of());
        Judgement judgement =
                new Judgement(found, passes ? Disposition.DELIVER : Disposition.REJECT, Optional.empty(), "");
        ArrivingMessage message = new ArrivingMessage(
                InetAddress.getLoopbackAddress(),
                "mx",
                Optional.of(new MailAddress("x", "bounce." + domain)),
                new MessageHasher(MessageHasher.Need.VERIFY).finish());
        return new Arrival(store.clock().instant(), message, judgement, List.of("example.org"));
    }

    private void count(String domain, int passing, int failing) {
        for (int i = 0; i < passing; i++) {
            counter.judged(arrival(domain, "v=DMARC1; p=reject; rua=mailto:x@" + domain, true, "s1"));
        }
        for (int i = 0; i < failing; i++) {
            counter.judged(arrival(domain, "v=DMARC1; p=reject; rua=mailto:x@" + domain, false, "s1"));
        }
        TestStore.await(counter.write());
    }

    private List<QueuedRecipient> queued() {
        return store.store().queue().list(QueueFilter.ALL, 0, 100);
    }

    private List<String> recipients() {
        return queued().stream().map(each -> each.address().toString()).toList();
    }

    private State state() {
        return store.store().dmarcRecords().reports(0).get(0).state();
    }

    private DmarcReport report() {
        DmarcRow odd =
                new DmarcRow("2001:db8::1", "none", false, false, "made_up <&> comment", "a.big.example", "", "", "");
        DmarcRow good = new DmarcRow(
                "192.0.2.1",
                "pass",
                true,
                true,
                "",
                DOMAIN,
                DOMAIN,
                "big.example/s1=pass big.example/s2=fail",
                DOMAIN + "=pass");
        String policy = "p=reject; sp=none; np=quarantine; adkim=r; aspf=s; fo=0:1; testing=y";
        return new DmarcReport(
                "example.org",
                "postmaster@example.org",
                DOMAIN,
                Instant.parse("2026-09-01T00:00:00Z"),
                Instant.parse("2026-09-01T23:59:59Z"),
                List.of(new DmarcTally(1, DOMAIN, policy, good, 3), new DmarcTally(1, DOMAIN, policy, odd, 1)));
    }

    @Test
    void ourReportsFollowTheSchema() throws Exception {
        try (java.io.InputStream schema = DmarcReportsTest.class.getResourceAsStream("/reports/rfc9990.xsd")) {
            SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(new StreamSource(schema))
                    .newValidator()
                    .validate(new StreamSource(new StringReader(report().xml())));
        }
    }

    @Test
    void ourReportsAreReadByOurselves() throws UnreadableReport {
        ParsedReport read = ReportMessages.readOne(
                report().message(List.of("a@big.example", "b@big.example"), Instant.parse("2026-09-02T01:02:03Z")));
        assertThat(read.about()).isEqualTo(DOMAIN);
        assertThat(read.organization()).isEqualTo("example.org");
        assertThat(read.reportId()).isEqualTo(report().id()).startsWith("20260901.");
        assertThat(read.begins()).isEqualTo(report().begins());
        assertThat(read.ends()).isEqualTo(report().ends());
        assertThat(read.policy())
                .contains("p=reject; sp=none; np=quarantine", "testing=y", "discovery_method=treewalk");
        assertThat(read.dmarc().stream().map(Counted::row))
                .element(0)
                .isEqualTo(report().tallies().get(0).row());
        assertThat(read.dmarc().get(1).row().override()).isEqualTo("other <&> comment");
    }

    @Test
    void theMessageIsAsTheStandardWantsIt() {
        String text = new String(
                report().message(List.of("a@big.example"), Instant.parse("2026-09-02T01:02:03Z")),
                StandardCharsets.UTF_8);
        assertThat(text)
                .contains("Subject: Report Domain: big.example\r\n Submitter: example.org\r\n Report-ID: <20260901.")
                .contains("Content-Type: application/gzip;\r\n name=\"example.org!big.example!1788220800!1788307199!")
                .contains("Date: Wed, 2 Sep 2026 01:02:03 +0000")
                .contains("Auto-Submitted: auto-generated");
        assertThat(text.lines()).allMatch(line -> line.length() < 200);
    }

    @Test
    void aReportGoesOutOnceInTheNightBehindItsDay() throws IOException {
        publish(DOMAIN, "v=DMARC1; p=reject; rua=mailto:dmarc@big.example!10m");
        count(DOMAIN, 2, 1);
        TestStore.await(reporter.sendDue(false));
        assertThat(queued()).as("not before the day is over").isEmpty();
        store.clock().advance(Duration.ofHours(29));
        TestStore.await(reporter.sendDue(false));
        assertThat(recipients()).containsExactly("dmarc@big.example");
        assertThat(state()).isEqualTo(State.SENT);
        TestStore.await(reporter.sendDue(true));
        assertThat(queued()).hasSize(1);
        assertThat(queued().get(0).message().reversePath()).isEmpty();
    }

    @Test
    void externalAddressesMustSayThatTheyWantReports() {
        publish(
                DOMAIN,
                "v=DMARC1; p=none; rua=mailto:a@yes.example, mailto:b@no.example, mailto:c@sub.big.example,"
                        + " mailto:d@elsewhere.example, mailto:e@moved.example");
        dns.txt("big.example._report._dmarc.yes.example", "v=DMARC1;");
        dns.txt("big.example._report._dmarc.elsewhere.example", "v=DMARC1; rua=mailto:victim@other.example");
        dns.txt("big.example._report._dmarc.moved.example", "v=DMARC1; rua=mailto:new@moved.example");
        count(DOMAIN, 1, 0);
        store.clock().advance(Duration.ofHours(29));
        TestStore.await(reporter.sendDue(false));
        assertThat(recipients()).containsExactlyInAnyOrder("a@yes.example", "c@sub.big.example", "new@moved.example");
        assertThat(store.store().dmarcRecords().reports(0).get(0).note())
                .contains("no.example does not say that it wants them");
    }

    @Test
    void addressesThatBouncedAndOurOwnGetNone() {
        publish(DOMAIN, "v=DMARC1; p=none; rua=mailto:gone@big.example,mailto:x@example.org");
        dns.txt("big.example._report._dmarc.example.org", "v=DMARC1");
        TestStore.await(store.store()
                .queue()
                .suppressions()
                .add(new Suppression(
                        new MailAddress("gone", DOMAIN), store.clock().instant(), Optional.empty(), "bounced")));
        count(DOMAIN, 1, 0);
        store.clock().advance(Duration.ofHours(29));
        TestStore.await(reporter.sendDue(false));
        assertThat(queued()).isEmpty();
        assertThat(state()).isEqualTo(State.UNWANTED);
    }

    @Test
    void whileTheDnsFailsTheReportWaits() {
        dns.failing("_dmarc.big.example", "timeout");
        count(DOMAIN, 1, 0);
        store.clock().advance(Duration.ofHours(29));
        TestStore.await(reporter.sendDue(false));
        assertThat(state()).isEqualTo(State.WAITING);
    }

    @Test
    void domainsThatWantNoReportsAndOursAreNotCounted() {
        counter.judged(arrival(DOMAIN, "v=DMARC1; p=reject", true, "s1"));
        counter.judged(arrival("example.org", "v=DMARC1; p=reject; rua=mailto:x@example.org", true, "s1"));
        TestStore.await(counter.write());
        assertThat(store.store().dmarcRecords().domains(schedule.today())).isEmpty();
    }

    @Test
    void floodsLoseWhatMakesThemSpecialButAreCounted() {
        for (int i = 0; i < 5_000; i++) {
            counter.judged(arrival(DOMAIN, "v=DMARC1; p=reject; rua=mailto:x@big.example", true, "s" + i));
        }
        TestStore.await(counter.write());
        List<DmarcTally> tallies = store.store().dmarcRecords().tallies(DOMAIN, schedule.today(), 10_000);
        assertThat(tallies).hasSize(2_001);
        assertThat(tallies.stream().mapToLong(DmarcTally::messages).sum()).isEqualTo(5_000);
    }

    @Test
    void whatWasToldOfTodayIsNotToldAgain() {
        publish(DOMAIN, "v=DMARC1; p=none; rua=mailto:dmarc@big.example");
        count(DOMAIN, 3, 0);
        assertThat(TestStore.await(reporter.sendSoFar(DOMAIN)).state()).isEqualTo(State.SENT);
        assertThat(queued()).hasSize(1);
        assertThat(TestStore.await(reporter.sendSoFar(DOMAIN)).note()).isEqualTo("no mail in its name came today");
        store.clock().advance(Duration.ofHours(29));
        TestStore.await(reporter.sendDue(false));
        assertThat(queued()).hasSize(1);
    }

    @Test
    void resultsComeAsTheyWereFound() throws UnreadableReport {
        count(DOMAIN, 0, 2);
        DmarcTally tally = store.store()
                .dmarcRecords()
                .tallies(DOMAIN, schedule.today(), 10)
                .get(0);
        assertThat(tally.messages()).isEqualTo(2);
        assertThat(tally.row())
                .isEqualTo(new DmarcRow(
                        "127.0.0.1",
                        "reject",
                        false,
                        false,
                        "",
                        DOMAIN,
                        "bounce.big.example",
                        "big.example/s1=fail",
                        "bounce.big.example=softfail"));
        assertThat(tally.policy()).isEqualTo("p=reject; adkim=r; aspf=r; fo=0; testing=n");
        String xml =
                new DmarcReport("a.example", "x@a.example", DOMAIN, Instant.EPOCH, Instant.EPOCH, List.of(tally)).xml();
        assertThat(new DmarcReportParser(ReportLimits.STANDARD)
                        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                        .dmarc())
                .containsExactly(new Counted<>(tally.row(), 2));
    }
}
