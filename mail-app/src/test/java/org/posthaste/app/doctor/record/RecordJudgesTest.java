package org.posthaste.app.doctor.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthaste.app.doctor.State;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.app.records.ExpectedRecord.Purpose;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.dns.RawRecord;

class RecordJudgesTest {
    private static final String KEY =
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA" + "abcdEFGH0123+/xy".repeat(18) + "IDAQAB";
    private static final String DKIM = "v=DKIM1; k=rsa; p=" + KEY;

    private static ExpectedRecord expected(String name, String type, String value, Purpose purpose) {
        return new ExpectedRecord(name, type, 300, value, purpose, true, "Because.");
    }

    private static DnsView nothing() {
        return new DnsView(DnsView.State.NO_NAME, List.of(), "s._domainkey.example.org", false, "");
    }

    /** Each text is a record; its strings are parted by {@code |}. */
    private static DnsView txt(String... texts) {
        return new DnsView(
                DnsView.State.FOUND,
                Arrays.stream(texts)
                        .map(text -> new RawRecord("example.org", "TXT", 300, text, List.of(text.split("\\|"))))
                        .toList(),
                "example.org",
                false,
                "");
    }

    private static DnsView data(String type, String... data) {
        return new DnsView(
                DnsView.State.FOUND,
                Arrays.stream(data)
                        .map(each -> new RawRecord("example.org", type, 300, each, List.of()))
                        .toList(),
                "example.org",
                false,
                "");
    }

    private static Judgement dkim(DnsView view) {
        return new DkimJudge().judge(expected("s._domainkey.example.org.", "TXT", DKIM, Purpose.DKIM), view);
    }

    @Test
    void theSameKeyIsRightHoweverItIsWritten() {
        assertThat(dkim(txt(DKIM)).state()).isEqualTo(State.RIGHT);
        assertThat(dkim(txt(DKIM.substring(0, 200) + "|" + DKIM.substring(200))).state())
                .isEqualTo(State.RIGHT);
        assertThat(dkim(txt("v=DKIM1;h=sha256;t=s;p=" + KEY + ";n=note")).state())
                .isEqualTo(State.RIGHT);
        assertThat(dkim(txt("p=" + KEY)).state()).isEqualTo(State.RIGHT);
    }

    @Test
    void keysThatWebFormsDamagedAreNamed() {
        String first = DKIM.substring(0, 200);
        String rest = DKIM.substring(200);
        assertThat(dkim(txt("\"" + first + "\" \"" + rest + "\"")).remedy()).contains("quotation marks");
        assertThat(dkim(txt("\"" + DKIM + "\"")).state()).isEqualTo(State.WRONG);
        assertThat(dkim(txt(DKIM.replace(";", "\\;"))).remedy()).contains("backslashes");
        assertThat(dkim(txt(first)).remedy()).contains("cut off");
        assertThat(dkim(txt(first, rest)).remedy()).contains("records of their own");
        Judgement blank = dkim(txt(first + " " + rest));
        assertThat(blank.state()).isEqualTo(State.WARNING);
        assertThat(blank.remedy()).contains("blanks inside the key");
    }

    @Test
    void keysThatVerifiersDoNotTakeAreWrong() {
        assertThat(dkim(nothing()).state()).isEqualTo(State.MISSING);
        assertThat(dkim(txt("v=DKIM1; p=")).remedy()).contains("revoked");
        assertThat(dkim(txt("v=DKIM1; k=rsa; p=QUJD")).remedy()).contains("Another key");
        assertThat(dkim(txt("v=DKIM1; k=ed25519; p=" + KEY)).remedy()).contains("k=rsa");
        assertThat(dkim(txt("v=DKIM1; h=sha1; p=" + KEY)).remedy()).contains("h= or s=");
        assertThat(dkim(txt("p=" + KEY + "; v=DKIM1")).remedy()).contains("begin with v=DKIM1");
        assertThat(dkim(txt(DKIM, "v=DKIM1; p=QUJD")).remedy()).contains("Only one record");
        assertThat(dkim(txt("hello")).remedy()).contains("no DKIM key");
        assertThat(dkim(txt(DKIM + "; t=y")).state()).isEqualTo(State.WARNING);
    }

    private static Judgement dmarc(DnsView view) {
        return new DmarcJudge()
                .judge(expected("_dmarc.example.org.", "TXT", "v=DMARC1; p=quarantine", Purpose.DMARC), view);
    }

    @Test
    void anyValidPolicyOfDmarcIsRight() {
        for (String policy : List.of("none", "quarantine", "reject")) {
            assertThat(dmarc(txt("v=DMARC1; p=" + policy)).state()).isEqualTo(State.RIGHT);
        }
        assertThat(dmarc(nothing()).state()).isEqualTo(State.MISSING);
        assertThat(dmarc(txt("unrelated")).state()).isEqualTo(State.MISSING);
        assertThat(dmarc(txt("v=DMARC1; p=refuse")).remedy()).contains("p=refuse is no policy");
        assertThat(dmarc(txt("v=DMARC1; rua=mailto:a@b")).remedy()).contains("no policy");
        assertThat(dmarc(txt("v=DMARC1; p=none; rua=a@b")).remedy()).contains("URIs");
        assertThat(dmarc(txt("v=DMARC1; p=none", "v=DMARC1; p=reject")).remedy())
                .contains("one only");
        assertThat(dmarc(txt("\"v=DMARC1; p=none\"")).remedy()).contains("quotation marks");
    }

    @Test
    void theIdOfAPolicyMustBeThatOfThePolicyServed() {
        ExpectedRecord id = expected("_mta-sts.example.org.", "TXT", "v=STSv1; id=abc123", Purpose.MTA_STS);
        TransportTextJudge judge = new TransportTextJudge();
        assertThat(judge.judge(id, txt("v=STSv1; id=abc123;")).state()).isEqualTo(State.RIGHT);
        assertThat(judge.judge(id, txt("v=STSv1; id=older")).remedy()).contains("has changed");
        assertThat(judge.judge(id, txt("v=STSv1; id=a-b")).remedy()).contains("letters and digits");
        ExpectedRecord reports =
                expected("_smtp._tls.example.org.", "TXT", "v=TLSRPTv1; rua=mailto:x@y", Purpose.TLS_REPORTS);
        assertThat(judge.judge(reports, txt("v=TLSRPTv1;rua=https://example.net/in"))
                        .state())
                .isEqualTo(State.RIGHT);
        assertThat(judge.judge(reports, txt("v=TLSRPTv1")).state()).isEqualTo(State.WRONG);
    }

    private static List<InetAddress> ours() {
        try {
            return List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1"));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void mailExchangersListThisHost() throws InterruptedException {
        FakeDns dns = new FakeDns().address("other.example.org", "192.0.2.1").address("mx.example.net", "192.0.2.99");
        MailExchangerJudge judge = new MailExchangerJudge(dns, ours());
        ExpectedRecord wanted = expected("example.org.", "MX", "10 mail.example.org.", Purpose.MAIL_EXCHANGER);
        assertThat(judge.judge(wanted, data("MX", "5 MAIL.example.org.")).state())
                .isEqualTo(State.RIGHT);
        assertThat(judge.judge(wanted, nothing()).state()).isEqualTo(State.MISSING);
        Judgement both = judge.judge(wanted, data("MX", "10 mail.example.org.", "20 mx.example.net."));
        assertThat(both.state()).isEqualTo(State.WARNING);
        assertThat(both.remedy()).contains("mx.example.net");
        assertThat(judge.judge(wanted, data("MX", "10 other.example.org.")).state())
                .isEqualTo(State.WARNING);
        assertThat(judge.judge(wanted, data("MX", "10 mx.example.net.")).remedy())
                .contains("elsewhere");
        assertThat(judge.judge(wanted, data("MX", "0 .")).remedy()).contains("takes no mail");
    }

    @Test
    void addressesAreComparedByTheirOctets() {
        AddressJudge judge = new AddressJudge(ours());
        ExpectedRecord six = expected("example.org.", "AAAA", "2001:db8::1", Purpose.HOST_ADDRESS);
        assertThat(judge.judge(six, data("AAAA", "2001:db8:0:0:0:0:0:1")).state())
                .isEqualTo(State.RIGHT);
        ExpectedRecord four = expected("example.org.", "A", "192.0.2.1", Purpose.HOST_ADDRESS);
        assertThat(judge.judge(four, data("A", "192.0.2.1", "192.0.2.7")).remedy())
                .contains("192.0.2.7");
        assertThat(judge.judge(four, data("A", "192.0.2.7")).state()).isEqualTo(State.WRONG);
        ExpectedRecord alias = expected("mail.example.org.", "A", "192.0.2.1", Purpose.HOST_ADDRESS);
        assertThat(judge.judge(alias, data("A", "192.0.2.1")).remedy()).contains("CNAME");
    }

    @Test
    void namesForMailProgramsMayBeAliasesOrHaveAddresses() {
        ClientNameJudge judge = new ClientNameJudge(ours());
        ExpectedRecord name = expected("autoconfig.example.org.", "CNAME", "mail.example.org.", Purpose.CLIENT_NAME);
        assertThat(judge.type(name)).isEqualTo("A");
        assertThat(judge.judge(name, data("A", "192.0.2.1")).state()).isEqualTo(State.RIGHT);
        assertThat(judge.judge(name, data("A", "192.0.2.77")).remedy()).contains("proxy");
        assertThat(judge.judge(name, nothing()).state()).isEqualTo(State.MISSING);
    }

    @Test
    void servicesAreComparedByPortAndHost() {
        ServiceJudge judge = new ServiceJudge();
        ExpectedRecord imaps =
                expected("_imaps._tcp.example.org.", "SRV", "0 1 993 mail.example.org.", Purpose.CLIENT_SERVICE);
        assertThat(judge.judge(imaps, data("SRV", "10 5 993 Mail.example.org.")).state())
                .isEqualTo(State.RIGHT);
        assertThat(judge.judge(imaps, data("SRV", "0 1 143 mail.example.org.")).state())
                .isEqualTo(State.WRONG);
        assertThat(judge.judge(imaps, data("SRV", "0 0 0 .")).state()).isEqualTo(State.WRONG);
        assertThat(judge.judge(imaps, data("SRV", "0 1 993 mail.example.org.", "5 1 993 old.example.org."))
                        .state())
                .isEqualTo(State.WARNING);
    }

    @Test
    void oneRecordOfTheCertificatesKeyIsEnough() {
        TlsaJudge judge = new TlsaJudge();
        ExpectedRecord key = expected("_25._tcp.mail.example.org.", "TLSA", "3 1 1 ab12", Purpose.DANE);
        assertThat(judge.judge(key, data("TLSA", "3 1 1 FFFF", "3 1 1 AB12")).state())
                .isEqualTo(State.RIGHT);
        assertThat(judge.judge(key, data("TLSA", "3 1 1 FFFF")).remedy()).contains("deliver nothing");
        assertThat(judge.judge(key, nothing()).state()).isEqualTo(State.MISSING);
    }
}
