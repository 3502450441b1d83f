package org.posthaste.smtp.verify.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.smtp.verify.spf.SpfResult.Identity;
import org.posthaste.smtp.verify.spf.SpfResult.Verdict;

/** What the public suite does not look at: reasons, limits, other alphabets, patience. */
class SpfVerifierTest {
    private static final String CLIENT = "192.0.2.1";

    private final FakeDns dns = new FakeDns();
    private final MovableClock clock = new MovableClock();
    private final SpfVerifier verifier = new SpfVerifier("mx.example.net", clock);

    private static final class MovableClock extends Clock {
        private Instant now = Instant.ofEpochSecond(1_700_000_000);

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static SpfQuery query(String client, String helo, String local, String domain) throws UnknownHostException {
        return new SpfQuery(
                InetAddress.getByName(client),
                helo,
                domain.isEmpty() ? Optional.empty() : Optional.of(new MailAddress(local, domain)));
    }

    private SpfResult check(String client, String domain) throws UnknownHostException {
        return check(query(client, "helo.example.net", "user", domain));
    }

    private SpfResult check(SpfQuery query) {
        return verifier.check(query, dns).toCompletableFuture().join();
    }

    @Test
    void theReasonNamesTheTermAndTheDomain() throws Exception {
        dns.txt("example.org", "v=spf1 ip4:198.51.100.0/24 include:_spf.example.net ~all")
                .txt("_spf.example.net", "v=spf1 ip4:192.0.2.0/24 -all");
        SpfResult pass = check(CLIENT, "example.org");
        assertThat(pass.verdict()).isEqualTo(Verdict.PASS);
        assertThat(pass.mechanism()).isEqualTo("include:_spf.example.net");
        assertThat(pass.reason())
                .isEqualTo("include:_spf.example.net of example.org (ip4:192.0.2.0/24 of _spf.example.net)");
        assertThat(pass.domain()).isEqualTo("example.org");
        SpfResult softfail = check("203.0.113.1", "example.org");
        assertThat(softfail.verdict()).isEqualTo(Verdict.SOFTFAIL);
        assertThat(softfail.mechanism()).isEqualTo("~all");
    }

    @Test
    void aNullPathIsJudgedByTheHeloName() throws Exception {
        dns.txt("helo.example.org", "v=spf1 exists:%{l}.%{o}.allow.example.org -all")
                .address("postmaster.helo.example.org.allow.example.org", "127.0.0.2");
        SpfResult result = check(query(CLIENT, "HELO.example.org.", "", ""));
        assertThat(result.identity()).isEqualTo(Identity.HELO);
        assertThat(result.domain()).isEqualTo("helo.example.org");
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(check(
                        query(CLIENT, "helo.example.org", "user", "example.com").ofHelo()))
                .isEqualTo(result);
    }

    @Test
    void whatIsNoDomainIsNotAskedFor() throws Exception {
        for (String helo :
                new String[] {"localhost", "[192.0.2.1]", "a b.example.org", "", "a..b", "\u0000.example.org"}) {
            SpfResult result = check(query(CLIENT, helo, "", ""));
            assertThat(result.verdict()).as(helo).isEqualTo(Verdict.NONE);
            assertThat(result.domain()).matches("[ -~]*");
        }
        assertThat(dns.queries()).isEmpty();
    }

    @Test
    void mappedAddressesAreIpv4() throws Exception {
        dns.txt("example.org", "v=spf1 ip6:::ffff:192.0.2.1 ip4:192.0.2.1 -all");
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(InetAddress.getByName(CLIENT).getAddress(), 0, mapped, 12, 4);
        SpfResult result = check(new SpfQuery(
                InetAddress.getByAddress(mapped), "h", Optional.of(new MailAddress("user", "example.org"))));
        assertThat(result.mechanism()).isEqualTo("ip4:192.0.2.1");
    }

    @Test
    void internationalNamesAreAskedForAsALabels() throws Exception {
        dns.txt("xn--bcher-kva.example", "v=spf1 ip4:192.0.2.1 -all");
        assertThat(check(query(CLIENT, "bücher.example", "", "")).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void termsWithALocalPartThatIsNotAsciiMatchNothing() throws Exception {
        dns.txt("example.org", "v=spf1 exists:%{l}.allow.example.org exists:%{s}.allow.example.org a:%{d} ?all");
        dns.address("example.org", CLIENT);
        SpfResult result = check(query(CLIENT, "h.example.org", "josé", "example.org"));
        assertThat(result.mechanism()).isEqualTo("a:%{d}");
        assertThat(dns.queries()).containsExactly("example.org/TXT", "example.org/A");
    }

    @Test
    void anExplanationIsAsciiOnOneLineAndNotLong() throws Exception {
        dns.txt("example.org", "v=spf1 -all exp=why.%{d}");
        dns.txt("why.example.org", "%{i} may not send as %{s} (%{t}, %{r}, %{c}): %{S}" + "x".repeat(1000));
        String explanation = check(CLIENT, "example.org").explanation();
        assertThat(explanation)
                .startsWith("192.0.2.1 may not send as user@example.org (1700000000, mx.example.net, 192.0.2.1):"
                        + " user%40example.orgxxx")
                .hasSize(SpfResult.MAX_EXPLANATION);
        dns.remove("why.example.org").txt("why.example.org", "by %{h}");
        assertThat(check(query(CLIENT, "evil\r\n250 ok", "user", "example.org")).explanation())
                .isEmpty();
        dns.remove("why.example.org").txt("why.example.org", "for %{l}");
        assertThat(check(query(CLIENT, "h", "josé", "example.org")).explanation())
                .isEmpty();
    }

    @Test
    void thereIsOneExplanationOrNone() throws Exception {
        dns.txt("example.org", "v=spf1 -all exp=why.example.org");
        assertThat(check(CLIENT, "example.org").explanation()).isEmpty();
        dns.txt("why.example.org", "one").txt("why.example.org", "two");
        assertThat(check(CLIENT, "example.org").explanation()).isEmpty();
        dns.remove("why.example.org").failing("why.example.org", "time-out");
        SpfResult result = check(CLIENT, "example.org");
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.explanation()).isEmpty();
    }

    @Test
    void includedFailuresAreTheOwnersAffair() throws Exception {
        dns.txt("example.org", "v=spf1 include:other.example -all")
                .txt("other.example", "v=spf1 -all exp=why.other.example");
        dns.txt("why.other.example", "not ours");
        SpfResult result = check(CLIENT, "example.org");
        assertThat(result.mechanism()).isEqualTo("-all");
        assertThat(result.explanation()).isEmpty();
    }

    @Test
    void loopsEndAtTheLimit() throws Exception {
        dns.txt("example.org", "v=spf1 include:example.org -all").txt("example.net", "v=spf1 redirect=example.net");
        assertThat(check(CLIENT, "example.org").verdict()).isEqualTo(Verdict.PERMERROR);
        assertThat(check(CLIENT, "example.net").reason()).contains("more than 10 terms");
        assertThat(dns.queries()).hasSize(22);
    }

    @Test
    void theWorstRecordCostsLittleMoreThanAHundredQuestions() throws Exception {
        StringBuilder record = new StringBuilder("v=spf1");
        for (int i = 0; i < 10; i++) {
            record.append(" mx:d").append(i).append(".example.org");
            for (int j = 0; j < 10; j++) {
                dns.mx("d" + i + ".example.org", j, "h" + i + j + ".example.org");
                dns.ptr(CLIENT, "p" + i + j + ".example.org");
            }
        }
        dns.txt("example.org", record + " -all exp=%{p}.example.org");
        assertThat(check(CLIENT, "example.org").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(dns.queries()).hasSizeBetween(111, 125);
    }

    @Test
    void hugeRecordsAreRead() throws Exception {
        StringBuilder record = new StringBuilder("v=spf1");
        for (int i = 0; i < 4000; i++) {
            record.append(" ip4:10.")
                    .append(i / 256)
                    .append('.')
                    .append(i % 256)
                    .append(".1");
        }
        dns.txt("example.org", record + " ip4:192.0.2.1 -all");
        assertThat(check(CLIENT, "example.org").mechanism()).isEqualTo("ip4:192.0.2.1");
    }

    @Test
    void textsThatSwellAreGoodForNothing() throws Exception {
        dns.txt("example.org", "v=spf1 a:" + "%{s}".repeat(10_000) + " -all exp=why.example.org");
        dns.txt("why.example.org", "%{s}".repeat(10_000));
        SpfResult result = check(CLIENT, "example.org");
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.explanation()).isEmpty();
        assertThat(dns.queries()).containsExactly("example.org/TXT", "why.example.org/TXT");
    }

    @Test
    void afterTwentySecondsNothingMoreIsAsked() throws Exception {
        dns.txt("example.org", "v=spf1 a:a.example.org a:b.example.org ip4:192.0.2.1 -all");
        dns.address("a.example.org", "192.0.2.9").hold("a.example.org");
        CompletableFuture<SpfResult> result =
                verifier.check(query(CLIENT, "h", "user", "example.org"), dns).toCompletableFuture();
        assertThat(result).isNotDone();
        clock.now = clock.now.plus(Duration.ofSeconds(21));
        dns.release("a.example.org");
        assertThat(result.join().verdict()).isEqualTo(Verdict.TEMPERROR);
        assertThat(dns.queries()).doesNotContain("b.example.org/A");
    }

    @Test
    void answersMayComeLate() throws Exception {
        dns.txt("example.org", "v=spf1 mx -all").mx("example.org", 10, "mx.example.org");
        dns.address("mx.example.org", CLIENT).hold("example.org").hold("mx.example.org");
        CompletableFuture<SpfResult> result =
                verifier.check(query(CLIENT, "h", "user", "example.org"), dns).toCompletableFuture();
        dns.release("example.org");
        assertThat(result).isNotDone();
        dns.release("mx.example.org");
        assertThat(result.join().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aWrongTermIsNamed() throws Exception {
        dns.txt("example.org", "v=spf1 ip4:192.0.2.1 ipv4:192.0.2.2 -all");
        assertThat(check(CLIENT, "example.org").reason())
                .isEqualTo("record of example.org: ipv4:192.0.2.2: unknown mechanism");
    }

    @Test
    void termsThatAskAreCountedForThosePublishingThem() {
        assertThat(SpfRecord.parse(
                                "v=spf1 a mx ip4:192.0.2.1 include:a.example exists:b.example ptr redirect=c.example")
                        .askingTerms())
                .isEqualTo(6);
        assertThat(SpfRecord.parse("v=spf1 ip6:2001:db8::/32 -all").askingTerms())
                .isZero();
    }
}
