package org.posthaste.app.doctor.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.doctor.Clinic;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.State;
import org.posthaste.app.records.ExpectedRecord.Purpose;

class RecordsCheckTest {
    @TempDir
    Path folder;

    private Clinic clinic;

    @BeforeEach
    void open() throws IOException {
        clinic = new Clinic(folder);
        clinic.both("mail.example.org. 300 IN A 192.0.2.1");
    }

    @AfterEach
    void close() {
        clinic.close();
    }

    private Finding examine() throws InterruptedException {
        return new RecordsCheck().examine("example.org", clinic.surroundings()).get(0);
    }

    private void expectMx() {
        clinic.expect("example.org.", "MX", "10 mail.example.org.", Purpose.MAIL_EXCHANGER);
    }

    @Test
    void whatAllServersHaveIsRight() throws InterruptedException {
        clinic.both("example.org. 300 IN MX 10 mail.example.org.");
        expectMx();
        assertThat(examine())
                .isEqualTo(Finding.right(
                        org.posthaste.app.doctor.Area.RECEIVING, "MX example.org", "10 mail.example.org."));
    }

    @Test
    void whatNoServerHasIsMissing() throws InterruptedException {
        expectMx();
        Finding finding = examine();
        assertThat(finding.state()).isEqualTo(State.MISSING);
        assertThat(finding.expected()).isEqualTo("10 mail.example.org.");
        assertThat(finding.remedy()).contains("posthaste domain dns");
    }

    @Test
    void aServerThatIsStaleIsNamed() throws InterruptedException {
        clinic.first.add("example.org. 300 IN MX 10 mail.example.org.");
        clinic.second.add("example.org. 300 IN MX 10 old.example.net.");
        expectMx();
        Finding finding = examine();
        assertThat(finding.state()).isEqualTo(State.WRONG);
        assertThat(finding.published()).contains("ns2.example.org still has 10 old.example.net.");
        assertThat(finding.remedy()).contains("serial");
    }

    @Test
    void whenOnlyTheResolverIsStaleNothingIsToBeDone() throws InterruptedException {
        // The resolver is the first server; the zone is at the second one alone.
        clinic.first.remove("example.org", "NS").add("example.org. 300 IN NS ns2.example.org.");
        clinic.first.add("example.org. 120 IN MX 10 old.example.net.");
        clinic.second.add("example.org. 300 IN MX 10 mail.example.org.");
        expectMx();
        Finding finding = examine();
        assertThat(finding.state()).isEqualTo(State.WARNING);
        assertThat(finding.remedy()).contains("resolver still has", "120 seconds");
        assertThat(finding.bad()).isFalse();
    }

    @Test
    void silenceIsNeverTakenForAbsence() throws InterruptedException {
        clinic.first.silentFor("example.org/MX");
        clinic.second.refuse("example.org/MX");
        expectMx();
        Finding finding = examine();
        assertThat(finding.state()).isEqualTo(State.UNKNOWN);
        assertThat(finding.published()).contains("no server of the zone answers");
        clinic.first.answers("example.org/MX").add("example.org. 300 IN MX 10 mail.example.org.");
        assertThat(examine().remedy()).contains("ns2.example.org gives no answer", "REFUSED");
    }

    @Test
    void aZoneNobodyKnowsIsUnknown() throws InterruptedException {
        clinic.first.refuse("example.org/NS");
        expectMx();
        assertThat(examine().state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void aNameThatGotTheDomainTwiceIsFound() throws InterruptedException {
        clinic.both("_dmarc.example.org.example.org. 300 IN TXT \"v=DMARC1; p=none\"");
        clinic.expect("_dmarc.example.org.", "TXT", "v=DMARC1; p=quarantine", Purpose.DMARC);
        Finding finding = examine();
        assertThat(finding.state()).isEqualTo(State.WRONG);
        assertThat(finding.published()).contains("_dmarc.example.org.example.org");
        assertThat(finding.remedy()).contains("without it");
    }

    @Test
    void senderPoliciesAreEvaluatedNotCompared() throws InterruptedException {
        clinic.both(
                "example.org. 300 IN MX 10 mail.example.org.",
                "example.org. 300 IN TXT \"v=spf1 include:_spf.example.org ~all\"",
                "_spf.example.org. 300 IN TXT \"v=spf1 ip4:192.0.2.0/24 -all\"");
        clinic.expect("example.org.", "TXT", "v=spf1 mx -all", Purpose.SPF);
        assertThat(examine().state()).isEqualTo(State.RIGHT);
        clinic.addresses("192.0.2.1", "198.51.100.9");
        Finding left = examine();
        assertThat(left.state()).isEqualTo(State.WRONG);
        assertThat(left.remedy()).contains("198.51.100.9", "softfail", "ip4:198.51.100.9");
    }

    @Test
    void senderPoliciesThatCannotWorkAreWrong() throws InterruptedException {
        clinic.expect("example.org.", "TXT", "v=spf1 mx -all", Purpose.SPF);
        assertThat(examine().state()).isEqualTo(State.MISSING);
        clinic.both("example.org. 300 IN TXT \"v=spf1 a:mail.example.org -all\"");
        assertThat(examine().state()).isEqualTo(State.RIGHT);
        clinic.both("example.org. 300 IN TXT \"v=spf1 -all\"");
        assertThat(examine().remedy()).contains("one only");
        StringBuilder many = new StringBuilder("\"v=spf1");
        for (int i = 0; i < 12; i++) {
            many.append(" a:h" + i + ".example.org");
            clinic.both("h" + i + ".example.org. 300 IN A 192.0.2.200");
        }
        clinic.first.set("example.org", "TXT", many + " -all\"");
        clinic.second.set("example.org", "TXT", many + " -all\"");
        assertThat(examine().remedy()).contains("cannot be used");
        clinic.first.set("example.org", "TXT", "\"v=spf1 +all\"");
        clinic.second.set("example.org", "TXT", "\"v=spf1 +all\"");
        assertThat(examine().state()).isEqualTo(State.WARNING);
        clinic.first.set("example.org", "TXT", "\"\\\"v=spf1 mx -all\\\"\"");
        clinic.second.set("example.org", "TXT", "\"\\\"v=spf1 mx -all\\\"\"");
        assertThat(examine().remedy()).contains("quotation marks");
    }

    @Test
    void recordsForDaneCountInSignedZonesOnly() throws InterruptedException {
        String digest = "ab".repeat(32);
        clinic.expect("_25._tcp.mail.example.org.", "TLSA", "3 1 1 " + digest, Purpose.DANE);
        assertThat(examine().state()).isEqualTo(State.SKIPPED);
        clinic.both("_25._tcp.mail.example.org. 300 IN TLSA 3 1 1 " + digest);
        assertThat(examine().remedy()).contains("not signed");
        clinic.both("example.org. 300 IN DS 1 13 2 " + digest);
        assertThat(examine().state()).isEqualTo(State.RIGHT);
        clinic.first.set("_25._tcp.mail.example.org", "TLSA", "3 1 1 " + "cd".repeat(32));
        clinic.second.set("_25._tcp.mail.example.org", "TLSA", "3 1 1 " + "cd".repeat(32));
        assertThat(examine().state()).isEqualTo(State.WRONG);
    }

    @Test
    void authoritiesAreLookedForHigherUpToo() throws InterruptedException {
        clinic.expect("mail.example.org.", "CAA", "0 issue \"letsencrypt.org\"", Purpose.CERTIFICATE_AUTHORITY);
        assertThat(examine().state()).isEqualTo(State.MISSING);
        clinic.both("example.org. 300 IN CAA 0 iodef \"mailto:a@example.org\"");
        assertThat(examine().state()).isEqualTo(State.RIGHT);
        clinic.both("example.org. 300 IN CAA 0 issue \"other.example\"");
        assertThat(examine().remedy()).contains("at example.org forbid");
        clinic.both("example.org. 300 IN CAA 0 issue \"letsencrypt.org; accounturi=https://a/1\"");
        assertThat(examine().state()).isEqualTo(State.RIGHT);
        clinic.both("mail.example.org. 300 IN CAA 0 issue \";\"");
        assertThat(examine().state()).isEqualTo(State.WRONG);
    }

    @Test
    void namesOfMailProgramsMayLeadHereByAnAlias() throws InterruptedException {
        clinic.expect("autoconfig.example.org.", "CNAME", "mail.example.org.", Purpose.CLIENT_NAME);
        assertThat(examine().state()).isEqualTo(State.MISSING);
        clinic.both("autoconfig.example.org. 300 IN CNAME mail.example.org.");
        assertThat(examine().state()).isEqualTo(State.RIGHT);
        assertThat(examine().published()).isEqualTo("mail.example.org 192.0.2.1");
    }
}
