package org.posthaste.smtp.relay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.mailstore.tls.ReportState.State;
import org.posthaste.mailstore.tls.TlsTally;
import org.posthaste.smtp.TestSigner;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.report.ReportSchedule;

/** Reports of TLS (RFC 8460): their form, and to whom they go when. */
class TlsReporterTest {
    private static final String LINES = "version: STSv1\nmode: testing\nmx: *.mail.company-y.example\nmax_age: 86400";
    private static final String WANTED = "_smtp._tls.company-y.example";

    private final PolicyRig rig = new PolicyRig();
    private final TlsReporter reporter = reporter();

    @AfterEach
    void end() {
        rig.close();
    }

    private TlsReporter reporter() {
        HttpClient client = rig.policyHost.client(PolicyRig.KNOWN);
        return new TlsReporter(
                rig.store.store(),
                rig.dns,
                () -> client,
                address -> rig.policyHost.address("post" + address.getPath()),
                () -> "example.org",
                TestSigner.withoutKeys(rig.store.clock()),
                rig.store.clock());
    }

    private static TlsTally tally(
            long day, String host, String result, String sending, String receiving, String reason, long sessions) {
        return new TlsTally(
                new TlsTally.Kind(
                        day,
                        "company-y.example",
                        "company-y.example",
                        "sts",
                        LINES,
                        host,
                        result,
                        sending,
                        receiving,
                        reason),
                sessions);
    }

    private static List<TlsTally> example(long day) {
        return List.of(
                tally(day, "mx1.mail.company-y.example", "", "", "", "", 5326),
                tally(day, "mx1.mail.company-y.example", "certificate-expired", "2001:db8:abcd:12::1", "", "", 100),
                tally(
                        day,
                        "mx2.mail.company-y.example",
                        "starttls-not-supported",
                        "2001:db8:abcd:13::1",
                        "203.0.113.56",
                        "",
                        200),
                tally(
                        day,
                        "mx-backup.mail.company-y.example",
                        "validation-failure",
                        "198.51.100.62",
                        "203.0.113.58",
                        "X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED",
                        3));
    }

    /** Sessions of the day before the store's time. */
    private long yesterday() {
        long day = rig.counter.today() - 1;
        TestStore.await(rig.store.store().tlsRecords().count(example(day)));
        return day;
    }

    private void send() {
        try {
            reporter.sendDue().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<QueuedRecipient> queued() {
        return rig.store.store().queue().list(QueueFilter.ALL, 0, 100);
    }

    private State state() {
        return rig.store.store().tlsRecords().reports(0).get(0).state();
    }

    private static String gunzip(byte[] octets) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(octets))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** RFC 8460 Appendix B, but for the name and the id, and with the host's patterns as the list that §4.4 asks for. */
    @Test
    void theExampleOfTheStandardComesOut() throws IOException {
        long day = LocalDate.parse("2016-04-01").toEpochDay();
        TlsReport report = new TlsReport(
                "company-x.example", "sts-reporting@company-x.example", "company-y.example", day, example(day));
        ObjectMapper mapper = new ObjectMapper();
        JsonNode expected = mapper.readTree(
                """
                {"organization-name": "company-x.example",
                 "date-range": {"start-datetime": "2016-04-01T00:00:00Z", "end-datetime": "2016-04-01T23:59:59Z"},
                 "contact-info": "sts-reporting@company-x.example",
                 "report-id": "%s",
                 "policies": [{
                   "policy": {"policy-type": "sts",
                     "policy-string": ["version: STSv1", "mode: testing", "mx: *.mail.company-y.example", "max_age: 86400"],
                     "policy-domain": "company-y.example",
                     "mx-host": ["*.mail.company-y.example"]},
                   "summary": {"total-successful-session-count": 5326, "total-failure-session-count": 303},
                   "failure-details": [
                     {"result-type": "certificate-expired", "sending-mta-ip": "2001:db8:abcd:12::1",
                      "receiving-mx-hostname": "mx1.mail.company-y.example", "failed-session-count": 100},
                     {"result-type": "starttls-not-supported", "sending-mta-ip": "2001:db8:abcd:13::1",
                      "receiving-mx-hostname": "mx2.mail.company-y.example", "receiving-ip": "203.0.113.56",
                      "failed-session-count": 200},
                     {"result-type": "validation-failure", "sending-mta-ip": "198.51.100.62",
                      "receiving-ip": "203.0.113.58", "receiving-mx-hostname": "mx-backup.mail.company-y.example",
                      "failed-session-count": 3, "failure-reason-code": "X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED"}]}]}
                """
                        .formatted(report.id()));
        assertThat(mapper.readTree(report.json())).isEqualTo(expected);
        assertThat(gunzip(report.gzip())).isEqualTo(report.json());
        assertThat(report.id()).matches("20160401\\.[0-9a-f]{16}@company-x\\.example");
        assertThat(report.fileName())
                .matches("company-x\\.example!company-y\\.example!1459468800!1459555199![0-9a-f]{16}\\.json\\.gz");
    }

    @Test
    void oddTextsStayJson() throws IOException {
        String odd = "\"\\\n\u0001\u007f\ud800\u00e9/";
        assertThat(new ObjectMapper()
                        .readTree(JsonText.of(List.of(odd, 1, 2L, List.of())))
                        .get(0)
                        .asText())
                .isEqualTo(odd);
    }

    @Test
    void whereReportsGoIsReadAsTheStandardWritesIt() {
        assertThat(ReportAddresses.of(List.of("v=TLSRPTv1;rua=mailto:reports@example.com")))
                .containsExactly(new ReportAddresses.Mail(new MailAddress("reports", "example.com")));
        assertThat(ReportAddresses.of(List.of(
                        "v=TLSRPTv1; x=1; rua=https://r.example/v1?a=1 , mailto:a%2bb+c@example.com?subject=x ; y=2",
                        "spf")))
                .containsExactly(
                        new ReportAddresses.Post(URI.create("https://r.example/v1?a=1")),
                        new ReportAddresses.Mail(new MailAddress("a+b+c", "example.com")));
        for (String none : List.of(
                "v=TLSRPTv2; rua=mailto:a@example.com",
                "rua=mailto:a@example.com; v=TLSRPTv1",
                "v=TLSRPTv1; rua=http://example.com",
                "v=TLSRPTv1; rua=mailto:nobody",
                "v=TLSRPTv1; rua=https://a b",
                "v=TLSRPTv1; rua=mailto:%zz",
                "v=TLSRPTv1; ruf=mailto:a@example.com",
                "v=TLSRPTv1; rua=")) {
            assertThat(ReportAddresses.of(List.of(none))).as(none).isEmpty();
        }
        assertThat(ReportAddresses.of(
                        List.of("v=TLSRPTv1; rua=mailto:a@example.com", "v=TLSRPTv1; rua=mailto:b@example.com")))
                .isEmpty();
    }

    @Test
    void aReportIsQueuedOnceWhenItsTimeHasCome() throws IOException {
        rig.dns.txt(WANTED, "v=TLSRPTv1; rua=mailto:tls@company-y.example");
        yesterday();
        // The store's day began eight hours ago; half a minute after midnight it would be too early.
        send();
        send();
        assertThat(queued()).hasSize(1);
        assertThat(state()).isEqualTo(State.SENT);
        QueuedRecipient recipient = queued().get(0);
        assertThat(recipient.address()).isEqualTo(new MailAddress("tls", "company-y.example"));
        assertThat(recipient.message().reversePath()).isEmpty();
        assertThat(MessageOptions.of(recipient.message().options()).tls()).isEqualTo(MessageOptions.Tls.NOT_REQUIRED);
        String mail = new String(
                rig.store.store().queue().octets(recipient.message()).toByteArray(), StandardCharsets.US_ASCII);
        assertThat(mail)
                .contains(
                        "Subject: Report Domain: company-y.example\r\n Submitter: example.org\r\n Report-ID: <20260831.")
                .contains("TLS-Report-Domain: company-y.example\r\nTLS-Report-Submitter: example.org\r\n")
                .contains("From: <postmaster@example.org>\r\nTo: <tls@company-y.example>\r\n")
                .contains("Content-Type: multipart/report; report-type=tlsrpt;")
                .contains("Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n")
                .contains("TLS-Required: No\r\n");
        assertThat(mail.lines()).allMatch(line -> line.length() <= 998);
        String body = mail.substring(mail.indexOf(".json.gz\"\r\n\r\n") + 13, mail.lastIndexOf("\r\n--"));
        assertThat(gunzip(java.util.Base64.getMimeDecoder().decode(body)))
                .contains("\"total-successful-session-count\":5326");
    }

    @Test
    void nothingIsSentBeforeTheDayIsOverAndSomeTimeAfter() {
        rig.dns.txt(WANTED, "v=TLSRPTv1; rua=mailto:tls@company-y.example");
        TestStore.await(rig.store.store().tlsRecords().count(example(rig.counter.today())));
        send();
        rig.store.clock().advance(Duration.ofHours(16));
        send();
        assertThat(queued()).isEmpty();
        rig.store.clock().advance(Duration.ofHours(4));
        send();
        assertThat(queued()).hasSize(1);
    }

    @Test
    void whoWantsNoReportGetsNone() {
        yesterday();
        send();
        assertThat(queued()).isEmpty();
        assertThat(state()).isEqualTo(State.UNWANTED);
    }

    @Test
    void aReportIsPostedToo() throws IOException {
        rig.dns.txt(WANTED, "v=TLSRPTv1; rua=https://reports.company-y.example/v1");
        yesterday();
        rig.policyHost.status = 503;
        send();
        assertThat(state()).isEqualTo(State.WAITING);
        send();
        assertThat(rig.policyHost.requests).hasSize(1);
        rig.policyHost.status = 201;
        rig.store.clock().advance(Duration.ofMinutes(31));
        send();
        assertThat(state()).isEqualTo(State.SENT);
        send();
        assertThat(rig.policyHost.requests).containsExactly("post/v1", "post/v1");
        assertThat(gunzip(rig.policyHost.posted.peek())).contains("company-y.example");
    }

    @Test
    void whileTheDnsFailsItIsTriedAgainForADay() {
        rig.dns.failing(WANTED, "SERVFAIL");
        yesterday();
        for (int i = 0; i < 30; i++) {
            send();
            rig.store.clock().advance(Duration.ofHours(1));
        }
        assertThat(state()).isEqualTo(State.FAILED);
        rig.dns.mended(WANTED).txt(WANTED, "v=TLSRPTv1; rua=mailto:tls@company-y.example");
        send();
        assertThat(queued()).isEmpty();
    }

    @Test
    void theOwnerOfTheTlsaRecordsIsToldToo() {
        long day = rig.counter.today() - 1;
        TestStore.await(rig.store
                .store()
                .tlsRecords()
                .count(List.of(new TlsTally(
                        new TlsTally.Kind(
                                day,
                                "company-y.example",
                                "mx.host.example",
                                "tlsa",
                                "3 1 1 00",
                                "mx.host.example",
                                "",
                                "",
                                "",
                                ""),
                        7))));
        rig.dns.txt("_smtp._tls.mx.host.example", "v=TLSRPTv1; rua=mailto:tls@host.example");
        send();
        assertThat(queued()).singleElement().satisfies(to -> assertThat(to.destination())
                .isEqualTo("host.example"));
    }

    @Test
    void theSenderIsADomainOfOurs() {
        assertThat(ReportSchedule.sender("mail.example.org", List.of("a.example", "example.org")))
                .isEqualTo("example.org");
        assertThat(ReportSchedule.sender("mail.example.org", List.of("b.example", "a.example")))
                .isEqualTo("a.example");
        assertThat(ReportSchedule.sender("mail.example.org", List.of())).isEqualTo("mail.example.org");
    }
}
