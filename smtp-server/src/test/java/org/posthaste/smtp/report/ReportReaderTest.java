package org.posthaste.smtp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.posthaste.smtp.report.ReportMessages.gzip;
import static org.posthaste.smtp.report.ReportMessages.multipart;
import static org.posthaste.smtp.report.ReportMessages.plain;
import static org.posthaste.smtp.report.ReportMessages.readOne;
import static org.posthaste.smtp.report.ReportMessages.resource;
import static org.posthaste.smtp.report.ReportMessages.single;
import static org.posthaste.smtp.report.ReportMessages.undeclared;
import static org.posthaste.smtp.report.ReportMessages.zip;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;
import org.posthaste.mailstore.dmarc.TlsRow;

/** Reports of strangers: those of real reporters are read, whatever they look like, and hostile ones cost nothing. */
class ReportReaderTest {
    private static final byte[] OLD = resource("rfc7489.xml");

    private static void unreadable(byte[] message, String reason) {
        assertThatThrownBy(() -> readOne(message))
                .isInstanceOf(UnreadableReport.class)
                .hasMessageContaining(reason);
    }

    private static byte[] xml(String text) {
        return gzip(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] repeat(String head, String middle, int times, String tail) {
        return gzip((head + middle.repeat(times) + tail).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aReportOfTheFirstStandardIsRead() throws UnreadableReport {
        ParsedReport report = readOne(multipart("application/gzip", gzip(OLD)));
        assertThat(report.kind()).isEqualTo(Kind.DMARC);
        assertThat(report.about()).isEqualTo("example.org");
        assertThat(report.organization()).isEqualTo("big.example");
        assertThat(report.contact()).isEqualTo("noreply-dmarc-support@big.example");
        assertThat(report.reportId()).isEqualTo("17402891234567890123");
        assertThat(report.begins()).isEqualTo(Instant.ofEpochSecond(1788220800));
        assertThat(report.ends()).isEqualTo(Instant.ofEpochSecond(1788307199));
        assertThat(report.policy()).isEqualTo("p=quarantine; sp=quarantine; np=quarantine; adkim=r; aspf=r; pct=100");
        assertThat(report.dmarc())
                .containsExactly(
                        new Counted<>(
                                new DmarcRow(
                                        "192.0.2.25",
                                        "none",
                                        true,
                                        true,
                                        "",
                                        "example.org",
                                        "",
                                        "example.org/s2026a=pass example.org/e2026a=pass",
                                        "example.org=pass"),
                                12),
                        new Counted<>(
                                new DmarcRow(
                                        "2001:db8::bad",
                                        "quarantine",
                                        false,
                                        false,
                                        "local_policy arc=fail",
                                        "example.org",
                                        "",
                                        "",
                                        "spam.example=softfail"),
                                3));
    }

    @Test
    void aReportOfTheNewStandardIsReadWithItsExtensions() throws UnreadableReport {
        ParsedReport report = readOne(multipart("application/gzip", gzip(resource("rfc9990.xml"))));
        assertThat(report.about()).isEqualTo("example.org");
        assertThat(report.policy())
                .isEqualTo("p=reject; sp=none; np=reject; fo=1; testing=y; discovery_method=treewalk");
        assertThat(report.dmarc()).singleElement().satisfies(each -> {
            assertThat(each.number()).isEqualTo(5);
            assertThat(each.row().disposition()).isEqualTo("pass");
            assertThat(each.row().override()).isEqualTo("policy_test_mode");
            assertThat(each.row().headerFrom()).isEqualTo("news.example.org");
            assertThat(each.row().envelopeFrom()).isEqualTo("example.org");
            assertThat(each.row().dkim()).isEqualTo("example.org/s1=pass");
        });
    }

    @Test
    void oddReportsMeanWhatTheyMean() throws UnreadableReport {
        ParsedReport report = readOne(multipart("application/zip", zip(resource("odd.xml"))));
        assertThat(report.organization()).isEqualTo("François <Mail>");
        assertThat(report.reportId()).isEqualTo("odd & new");
        assertThat(report.about()).isEqualTo("example.org");
        assertThat(report.dmarc())
                .containsExactly(new Counted<>(
                        new DmarcRow(
                                "198.51.100.7",
                                "none",
                                false,
                                false,
                                "",
                                "example.org",
                                "",
                                "example.org/=temperror",
                                "example.org=fail"),
                        4));
    }

    @Test
    void mediaTypesAndPackingAreToldByTheOctets() throws UnreadableReport {
        for (byte[] message : List.of(
                multipart("text/plain", gzip(OLD)),
                multipart("application/octet-stream; name=x.zip", gzip(OLD)),
                multipart("application/gzip", zip(OLD)),
                multipart("application/x-zip-compressed", OLD),
                single("application/zip", zip(OLD)),
                single("application/tlsrpt+gzip", gzip(OLD)),
                undeclared(gzip(OLD)),
                undeclared(zip(OLD)),
                plain(OLD))) {
            assertThat(readOne(message).dmarc()).hasSize(2);
        }
    }

    @Test
    void otherCharactersThanDeclaredCostNoReport() throws UnreadableReport {
        String text = new String(OLD, StandardCharsets.UTF_8);
        for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            assertThat(readOne(multipart("text/xml", text.getBytes(charset))).dmarc())
                    .hasSize(2);
        }
        for (String name : List.of("UTF-16", "no-such-charset", "x y", "latin1")) {
            byte[] lying = text.replace("UTF-8", name)
                    .replace("big.example", "b\u00fcg")
                    .getBytes(StandardCharsets.ISO_8859_1);
            assertThat(readOne(multipart("text/xml", lying)).dmarc()).hasSize(2);
        }
    }

    @Test
    void aTlsReportIsRead() throws UnreadableReport {
        ParsedReport report = readOne(multipart("application/tlsrpt+gzip", gzip(resource("tlsrpt.json"))));
        assertThat(report.kind()).isEqualTo(Kind.TLS);
        assertThat(report.about()).isEqualTo("example.org");
        assertThat(report.organization()).isEqualTo("Big Example Inc.");
        assertThat(report.policy()).startsWith("sts version: STSv1; mode: testing; mx: mx1.example.org");
        assertThat(report.begins()).isEqualTo(Instant.parse("2026-09-01T00:00:00Z"));
        assertThat(report.tls())
                .containsExactly(
                        new Counted<>(new TlsRow("sts", "example.org", "", "", "mx1.example.org", "", ""), 23),
                        new Counted<>(
                                new TlsRow(
                                        "sts",
                                        "example.org",
                                        "certificate-expired",
                                        "192.0.2.100",
                                        "mx1.example.org",
                                        "203.0.113.58",
                                        ""),
                                3),
                        new Counted<>(new TlsRow("sts", "example.org", TlsReportParser.UNEXPLAINED, "", "", "", ""), 1),
                        new Counted<>(new TlsRow("no-policy-found", "example.org", "", "", "", "", ""), 7));
    }

    @Test
    void whatIsNoReportSaysWhy() {
        unreadable(plain("Dear Sir, please buy.".getBytes(StandardCharsets.US_ASCII)), "no report");
        unreadable(multipart("application/gzip", xml("<rss><channel/></rss>")), "no DMARC report");
        unreadable(multipart("application/gzip", xml("<feedback><report_metadata></feedback>")), "XML");
        unreadable(multipart("application/gzip", xml("<feedback></feedback>")), "which domain");
        unreadable(
                multipart(
                        "application/gzip",
                        xml("<feedback><policy_published><domain>a.example</domain></policy_published></feedback>")),
                "which time");
        unreadable(multipart("application/gzip", xml("{\"a\":[1,2}")), "JSON");
        unreadable(multipart("application/gzip", xml("[]")), "neither");
        byte[] cut = gzip(OLD);
        unreadable(multipart("application/gzip", java.util.Arrays.copyOf(cut, cut.length / 2)), "");
        unreadable(multipart("application/gzip", gzip(gzip(OLD))), "archive in an archive");
        unreadable(multipart("application/gzip", zip(zip(OLD))), "archive in an archive");
        unreadable(multipart("application/zip", new byte[] {'P', 'K', 3, 4, 0, 0}), "");
    }

    @Test
    void zipBombsEndAtTheLimit() {
        byte[] zeros = new byte[8 * 1024 * 1024];
        java.util.Arrays.fill(zeros, (byte) ' ');
        zeros[0] = '<';
        unreadable(multipart("application/gzip", gzip(zeros)), "");
        unreadable(multipart("application/zip", zip(zeros)), "");
        unreadable(
                multipart("application/gzip", repeat("<feedback>", "<a>b</a>", 1_000_000, "</feedback>")),
                "packed too densely");
        unreadable(multipart("application/gzip", repeat("{\"a\":[", "1,", 4_000_000, "1]}")), "packed too densely");
    }

    @Test
    void entitiesAreNotExpandedAndNothingIsFetched() {
        StringBuilder laughs = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE feedback [<!ENTITY l0 \"ha\">");
        for (int i = 1; i < 10; i++) {
            laughs.append("<!ENTITY l" + i + " \"" + ("&l" + (i - 1) + ";").repeat(10) + "\">");
        }
        laughs.append("]><feedback>&l9;</feedback>");
        unreadable(multipart("application/gzip", xml(laughs.toString())), "document type");
        unreadable(
                multipart(
                        "application/gzip",
                        xml("<!DOCTYPE feedback SYSTEM \"file:///etc/passwd\"><feedback>&x;</feedback>")),
                "document type");
        unreadable(multipart("application/gzip", xml("<feedback>&unknown;</feedback>")), "");
    }

    @Test
    void depthTokensAndNamesAreBounded() {
        unreadable(multipart("application/gzip", xml("<feedback>" + "<a>".repeat(100))), "too deeply");
        for (String token : List.of("<!--%s-->", "<![CDATA[%s]]>", "<?x %s?>", "<a b='%s'/>", "%s", "<a%s/>")) {
            unreadable(
                    multipart(
                            "application/gzip",
                            xml("<feedback>" + token.formatted("x".repeat(70_000)) + "</feedback>")),
                    "");
        }
        StringBuilder names = new StringBuilder("<feedback>");
        for (int i = 0; i < 1_000; i++) {
            names.append("<a" + i + "/>");
        }
        unreadable(multipart("application/gzip", xml(names + "</feedback>")), "more names");
        unreadable(multipart("application/gzip", xml("{\"a\":".repeat(1_000))), "JSON");
        unreadable(multipart("application/gzip", xml("{\"a\":\"" + "x".repeat(100_000) + "\"}")), "JSON");
        unreadable(multipart("application/gzip", xml("{\"report-id\":" + "1".repeat(1_000) + "}")), "JSON");
    }

    @Test
    void aHundredThousandRowsAreAddedUp() throws UnreadableReport {
        String text = new String(OLD, StandardCharsets.UTF_8);
        int begin = text.indexOf("  <record>");
        String record = text.substring(begin, text.indexOf("</record>") + 10);
        StringBuilder many = new StringBuilder(text.substring(0, begin));
        for (int i = 0; i < 100_000; i++) {
            many.append(record.replace("192.0.2.25", "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)));
        }
        many.append("</feedback>");
        ReportLimits limits = new ReportLimits(10_000_000, 200_000_000, 400, 1_000, 5);
        ParsedReport report = ReportMessages.read(multipart("application/gzip", xml(many.toString())), limits)
                .get(0);
        assertThat(report.dmarc()).hasSize(1_001);
        assertThat(report.dmarc().stream().mapToLong(Counted::number).sum()).isEqualTo(1_200_000);
        assertThat(report.dmarc().get(1_000).row().source()).isEmpty();
        assertThat(report.dmarc().get(1_000).row().dkimAligned()).isTrue();
    }

    @Test
    void severalReportsInOneMessageAreReadUpToALimit() throws UnreadableReport {
        String part = "--b\r\nContent-Type: application/gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + java.util.Base64.getMimeEncoder().encodeToString(gzip(OLD)) + "\r\n";
        byte[] message = ("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part.repeat(10) + "--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(ReportMessages.read(message, ReportLimits.STANDARD)).hasSize(5);
    }
}
