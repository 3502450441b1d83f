package org.posthaste.smtp.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.TlsRow;
import org.posthaste.smtp.report.DmarcSource.Kind;

/** What is made of reports in words. */
class PictureTest {
    private static final String OWN = "192.0.2.25";

    private static Counted<DmarcRow> row(String source, long number, String dkim, String spf, String override) {
        boolean dkimAligned = dkim.contains("example.org/s1=pass");
        boolean spfAligned = spf.equals("example.org=pass");
        String disposition = dkimAligned || spfAligned ? "none" : "quarantine";
        return new Counted<>(
                new DmarcRow(source, disposition, dkimAligned, spfAligned, override, "example.org", "", dkim, spf),
                number);
    }

    private static DmarcPicture picture(int days, List<Counted<DmarcRow>> rows) {
        return DmarcPicture.of(
                rows,
                new DmarcPicture.Background(
                        "example.org",
                        Set.of(OWN),
                        Map.of("198.51.100.1", "mail-a.google.com", "198.51.100.9", "mta7.isp.co.uk"),
                        days));
    }

    private static Counted<DmarcRow> good(long number) {
        return row(OWN, number, "example.org/s1=pass", "example.org=pass", "");
    }

    @Test
    void allMailThatPassesMakesRejectSafe() {
        DmarcPicture picture = picture(
                28,
                List.of(
                        good(1000),
                        row("198.51.100.1", 20, "example.org/s1=pass", "example.org=fail", ""),
                        row("203.0.113.5", 7, "", "spam.example=softfail", "")));
        assertThat(picture.conclusion()).isEqualTo("All your mail passes: p=reject is safe.");
        assertThat(picture.sources())
                .extracting(DmarcSource::name)
                .containsExactly("this server", "Google Workspace", "203.0.113.5");
        assertThat(picture.sources())
                .extracting(DmarcSource::kind)
                .containsExactly(Kind.OWN, Kind.FORWARDED, Kind.UNKNOWN);
        assertThat(picture.advice())
                .anyMatch(text -> text.startsWith("20 messages passed by DKIM alone"))
                .contains("7 messages of unknown senders used your name: nothing to do, p=reject stops them.");
    }

    @Test
    void aServiceThatSendsWithoutBeingSetUpIsNamedWithWhatToDo() {
        DmarcPicture picture = picture(
                28, List.of(good(1000), row("203.0.113.7", 40, "sendgrid.net/smtpapi=pass", "sendgrid.net=pass", "")));
        assertThat(picture.conclusion()).isEqualTo("40 messages that may be yours failed: mend that before p=reject.");
        assertThat(picture.advice().get(0))
                .isEqualTo(
                        "40 messages of SendGrid failed (signed by sendgrid.net only, SPF passes for sendgrid.net only):"
                                + " if you let it send for you, let it sign as example.org and add it to the SPF record.");
    }

    @Test
    void failuresOfThisServerComeWithTheirReason() {
        DmarcPicture picture = picture(28, List.of(good(10), row(OWN, 90, "", "example.org=permerror", "")));
        assertThat(picture.advice().get(0))
                .isEqualTo(
                        "90 messages of this server failed (no DKIM signature, SPF permerror for example.org): compare"
                                + " what is published with \"posthaste domain dns example.org\".");
    }

    @Test
    void mailThatListsChangedIsNoForgery() {
        List<Counted<DmarcRow>> rows = List.of(
                good(1000),
                row("203.0.113.8", 5, "example.org/s1=fail lists.example/l=pass", "lists.example=pass", ""),
                row("203.0.113.9", 4, "", "x.example=pass", "mailing_list known list"));
        assertThat(picture(28, rows).conclusion()).isEqualTo("All your mail passes: p=reject is safe.");
        assertThat(picture(28, rows).advice().get(0)).startsWith("9 messages were changed by those who forwarded them");
        assertThat(picture(28, List.of(good(100), rows.get(1))).conclusion()).contains("stay with p=quarantine");
    }

    @Test
    void littleDataAndNoneSaySo() {
        assertThat(picture(0, List.of()).conclusion()).isEqualTo("No reports: nothing can be said yet.");
        assertThat(picture(3, List.of(good(500))).conclusion())
                .startsWith("Too little data: 500 messages, of which 500 are yours for sure, on 3 days.");
        assertThat(picture(28, List.of(good(5))).conclusion()).startsWith("Too little data");
    }

    @Test
    void forgersInTheCloudDoNotBecomeSendersByTheirNeighbours() {
        DmarcPicture picture = picture(
                28,
                List.of(
                        good(1000),
                        row("198.51.100.1", 20, "example.org/s1=pass", "example.org=fail", ""),
                        row("198.51.100.1", 9, "", "forger.example=pass", "")));
        assertThat(picture.conclusion()).isEqualTo("All your mail passes: p=reject is safe.");
        assertThat(picture.sources()).extracting(DmarcSource::kind).contains(Kind.UNKNOWN);
    }

    @Test
    void hostsAreNamedByTheirOrganization() {
        assertThat(picture(28, List.of(row("198.51.100.9", 1, "", "", "")))
                        .sources()
                        .get(0)
                        .name())
                .isEqualTo("isp.co.uk");
        assertThat(DmarcPicture.organization("a.b.example.com")).isEqualTo("example.com");
        assertThat(DmarcPicture.organization("localhost")).isEqualTo("localhost");
    }

    private static Counted<TlsRow> tls(String type, String result, String host, long sessions) {
        return new Counted<>(new TlsRow(type, "example.org", result, "", host, "", ""), sessions);
    }

    @Test
    void tlsFailuresAreExplained() {
        TlsPicture picture = TlsPicture.of(
                List.of(tls("sts", "", "", 100), tls("sts", "certificate-expired", "mx.example.org", 3)), true, 28);
        assertThat(picture.conclusion()).isEqualTo("3 of 103 sessions failed: mend that, whatever the policy.");
        assertThat(picture.advice())
                .startsWith("3 sessions to mx.example.org: the certificate had expired.")
                .anyMatch(text -> text.startsWith("No sender used DANE"));
    }

    @Test
    void tlsWithoutFailuresSaysWhatFollows() {
        assertThat(TlsPicture.of(List.of(tls("sts", "", "", 100)), true, 28).conclusion())
                .isEqualTo("All 100 sessions went well: MTA-STS in mode enforce is safe.");
        assertThat(TlsPicture.of(List.of(tls("tlsa", "", "", 100)), false, 28).conclusion())
                .isEqualTo("All 100 sessions went well.");
        assertThat(TlsPicture.of(List.of(tls("no-policy-found", "", "", 100)), false, 28)
                        .conclusion())
                .contains("no sender found a policy");
        assertThat(TlsPicture.of(List.of(), false, 0).conclusion()).startsWith("No reports");
        assertThat(TlsPicture.of(List.of(tls("sts", "", "", 1)), false, 1).conclusion())
                .isEqualTo("Too little data: 1 session on 1 day.");
    }

    @Test
    void addressesHaveOneForm() {
        assertThat(SourceAddress.canonical("2001:DB8:0:0:0:0:0:1")).isEqualTo("2001:db8::1");
        assertThat(SourceAddress.canonical("::")).isEqualTo("::");
        assertThat(SourceAddress.canonical("1:0:0:2:0:0:0:3")).isEqualTo("1:0:0:2::3");
        assertThat(SourceAddress.canonical("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(SourceAddress.canonical("mx.example")).isEqualTo("mx.example");
        assertThat(SourceAddress.parse("999.1.1.1")).isEmpty();
    }
}
