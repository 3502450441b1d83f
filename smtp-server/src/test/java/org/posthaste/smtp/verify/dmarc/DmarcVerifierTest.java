package org.posthaste.smtp.verify.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Policy;
import org.posthaste.smtp.verify.dmarc.DmarcResult.Verdict;

/** Policy discovery, alignment and policies (RFC 9989 §4.4, RFC 9989 §4.10, RFC 9989 §5.3). */
class DmarcVerifierTest {
    private final FakeDns dns = new FakeDns();
    private final DmarcVerifier verifier = new DmarcVerifier();

    private DmarcResult judge(String author, String spf, String... dkim) {
        return judge(List.of(author), spf, dkim);
    }

    private DmarcResult judge(List<String> authors, String spf, String... dkim) {
        Optional<String> sender = spf.isEmpty() ? Optional.empty() : Optional.of(spf);
        return verifier.evaluate(new DmarcQuery(authors, sender, List.of(dkim)), dns)
                .toCompletableFuture()
                .join();
    }

    private void publish(String domain, String tags) {
        dns.txt("_dmarc." + domain, "v=DMARC1; " + tags);
    }

    private List<String> texts() {
        return dns.queries().stream().filter(query -> query.endsWith("/TXT")).toList();
    }

    @Test
    void theSameDomainIsAlignedInBothModes() {
        publish("example.com", "p=reject; adkim=s; aspf=s");
        assertThat(judge("example.com", "example.com").verdict()).isEqualTo(Verdict.PASS);
        DmarcResult signed = judge("EXAMPLE.com", "", "Example.COM");
        assertThat(signed.verdict()).isEqualTo(Verdict.PASS);
        assertThat(signed.dkimAligned()).isTrue();
        assertThat(signed.spfAligned()).isFalse();
        assertThat(signed.reason()).isEqualTo("signature of example.com aligned with example.com");
    }

    @Test
    void relaxedMeansTheSameOrganization() {
        publish("example.com", "p=reject");
        assertThat(judge("example.com", "child.example.com").spfAligned()).isTrue();
        assertThat(judge("child.example.com", "example.com").spfAligned()).isTrue();
        assertThat(judge("a.example.com", "", "b.example.com").dkimAligned()).isTrue();
        assertThat(judge("child.example.com", "example.net").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judge("example.com", "notexample.com").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judge("example.com", "com", "com").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void strictMeansTheSameDomain() {
        publish("example.com", "p=quarantine; aspf=s");
        DmarcResult result = judge("example.com", "child.example.com");
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.policy()).isEqualTo(Policy.QUARANTINE);
        assertThat(judge("example.com", "child.example.com", "child.example.com")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aRefusalNamesTheClauseThatDecided() {
        publish("example.org", "p=reject");
        DmarcResult result = judge("example.org", "bounce.example.net");
        assertThat(result.reason())
                .isEqualTo("p=reject of _dmarc.example.org; SPF passed for bounce.example.net, not aligned;"
                        + " no signature passed");
        assertThat(result.policy()).isEqualTo(Policy.REJECT);
        assertThat(judge("example.org", "", "a.example", "b.example").reason())
                .isEqualTo("p=reject of _dmarc.example.org; SPF did not pass; signature of a.example and 1 more not"
                        + " aligned");
    }

    @Test
    void withoutRecordDmarcDoesNotApply() {
        DmarcResult result = judge("a.example.com", "a.example.com");
        assertThat(result.verdict()).isEqualTo(Verdict.NONE);
        assertThat(result.policy()).isEqualTo(Policy.NONE);
        assertThat(result.record()).isEmpty();
        assertThat(texts()).containsExactly("_dmarc.a.example.com/TXT", "_dmarc.example.com/TXT", "_dmarc.com/TXT");
    }

    @Test
    void subdomainsHaveTheirOwnPolicies() {
        publish("example.com", "p=reject; sp=quarantine; np=none");
        dns.address("there.example.com", "192.0.2.1").empty("silent.example.com");
        dns.mx("mailonly.example.com", 10, "mx.example.com").address("six.example.com", "2001:db8::1");
        for (String existing : List.of("there.example.com", "mailonly.example.com", "six.example.com")) {
            DmarcResult result = judge(existing, "");
            assertThat(result.policy()).as(existing).isEqualTo(Policy.QUARANTINE);
            assertThat(result.reason()).startsWith("sp=quarantine of _dmarc.example.com;");
        }
        for (String missing : List.of("nowhere.example.com", "silent.example.com", "a.b.c.example.com")) {
            DmarcResult result = judge(missing, "");
            assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(result.policy()).as(missing).isEqualTo(Policy.NONE);
            assertThat(result.reason()).startsWith("np=none of _dmarc.example.com;");
        }
        assertThat(judge("example.com", "").policy()).isEqualTo(Policy.REJECT);
    }

    @Test
    void withoutNpAndSpThePolicyIsP() {
        publish("example.com", "p=reject");
        publish("example.net", "p=none; sp=reject");
        publish("example.org", "p=none; np=reject");
        dns.address("there.example.org", "192.0.2.1");
        assertThat(judge("nowhere.example.com", "").policy()).isEqualTo(Policy.REJECT);
        assertThat(judge("nowhere.example.net", "").policy()).isEqualTo(Policy.REJECT);
        assertThat(judge("nowhere.example.org", "").policy()).isEqualTo(Policy.REJECT);
        assertThat(judge("there.example.org", "").policy()).isEqualTo(Policy.NONE);
    }

    @Test
    void theRecordOfTheAuthorsDomainPrevailsButNotForAlignment() {
        publish("example.com", "p=none; sp=none");
        publish("mail.example.com", "p=reject; sp=none");
        DmarcResult result = judge("mail.example.com", "other.example.com");
        assertThat(result.record().orElseThrow().domain()).isEqualTo("mail.example.com");
        assertThat(result.policy()).isEqualTo(Policy.REJECT);
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        DmarcResult below = judge("x.mail.example.com", "");
        assertThat(below.record().orElseThrow().domain()).isEqualTo("example.com");
    }

    @Test
    void testingMeansOneLevelBelow() {
        publish("example.com", "p=reject; sp=quarantine; t=y");
        DmarcResult result = judge("example.com", "");
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.policy()).isEqualTo(Policy.QUARANTINE);
        assertThat(result.reason()).startsWith("p=reject t=y of _dmarc.example.com;");
        assertThat(judge("sub.example.com", "").policy()).isEqualTo(Policy.NONE);
    }

    @Test
    void namesAreRegisteredBelowAPublicSuffix() {
        publish("gov.example", "p=none; np=reject; psd=y");
        publish("agency.gov.example", "p=quarantine");
        dns.address("other.gov.example", "192.0.2.1");
        assertThat(judge("www.agency.gov.example", "mail.agency.gov.example").verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(judge("www.agency.gov.example", "other.gov.example").verdict())
                .isEqualTo(Verdict.FAIL);
        DmarcResult other = judge("other.gov.example", "agency.gov.example");
        assertThat(other.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(other.record().orElseThrow().domain()).isEqualTo("gov.example");
        assertThat(other.policy()).isEqualTo(Policy.NONE);
        assertThat(judge("invented.gov.example", "").policy()).isEqualTo(Policy.REJECT);
        assertThat(judge("a.other.gov.example", "b.other.gov.example").verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(texts()).doesNotContain("_dmarc.example/TXT");
    }

    @Test
    void thePublicSuffixItselfIsAnOrganization() {
        publish("gov.example", "p=reject; psd=y");
        assertThat(judge("gov.example", "gov.example").verdict()).isEqualTo(Verdict.PASS);
        assertThat(judge("gov.example", "agency.gov.example").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void psdNoEndsTheWalkAndPartsTheOrganization() {
        publish("example.com", "p=reject");
        publish("branch.example.com", "p=reject; psd=n");
        assertThat(judge("a.branch.example.com", "b.branch.example.com").verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(judge("a.branch.example.com", "example.com").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judge("example.com", "", "branch.example.com").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void longNamesCostEightQuestions() {
        judge("a.b.c.d.e.f.g.h.i.j.mail.example.com", "");
        assertThat(texts())
                .containsExactly(
                        "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com/TXT",
                        "_dmarc.g.h.i.j.mail.example.com/TXT",
                        "_dmarc.h.i.j.mail.example.com/TXT",
                        "_dmarc.i.j.mail.example.com/TXT",
                        "_dmarc.j.mail.example.com/TXT",
                        "_dmarc.mail.example.com/TXT",
                        "_dmarc.example.com/TXT",
                        "_dmarc.com/TXT");
    }

    @Test
    void eightLabelsCostEightQuestionsAndSevenSeven() {
        judge("a.b.c.d.e.f.example.com", "");
        assertThat(texts()).hasSize(8).contains("_dmarc.b.c.d.e.f.example.com/TXT");
        judge("b.c.d.e.f.example.org", "");
        assertThat(texts()).hasSize(15);
    }

    @Test
    void severalRecordsAreNone() {
        publish("a.example.com", "p=reject");
        publish("a.example.com", "p=none");
        publish("example.com", "p=quarantine");
        dns.txt("_dmarc.example.com", "something else");
        assertThat(judge("a.example.com", "").record().orElseThrow().domain()).isEqualTo("example.com");
    }

    @Test
    void aRecordWithoutPolicyIsAnErrorUnlessReportsAreWanted() {
        publish("example.com", "p=everything");
        publish("example.net", "p=everything; rua=mailto:a@example.net");
        DmarcResult result = judge("example.com", "example.com");
        assertThat(result.verdict()).isEqualTo(Verdict.PERMERROR);
        assertThat(result.policy()).isEqualTo(Policy.NONE);
        DmarcResult reported = judge("example.net", "");
        assertThat(reported.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(reported.policy()).isEqualTo(Policy.NONE);
    }

    @Test
    void whatTheDnsDoesNotAnswerIsATemporaryError() {
        publish("example.com", "p=reject; np=none");
        dns.failing("_dmarc.a.example.com", "time-out");
        DmarcResult unknownPolicy = judge("a.example.com", "");
        assertThat(unknownPolicy.verdict()).isEqualTo(Verdict.TEMPERROR);
        assertThat(unknownPolicy.reason()).contains("_dmarc.a.example.com: time-out");
        DmarcResult unknownSender = judge("example.com", "a.example.com");
        assertThat(unknownSender.verdict()).isEqualTo(Verdict.TEMPERROR);
        assertThat(judge("example.com", "a.example.com", "example.com").verdict())
                .isEqualTo(Verdict.PASS);
        dns.failing("b.example.com/a", "time-out");
        assertThat(judge("b.example.com", "").verdict()).isEqualTo(Verdict.TEMPERROR);
    }

    @Test
    void aFailureAboveTheAuthorsOwnRecordMattersOnlyForRelaxedAlignment() {
        publish("example.com", "p=reject; adkim=s");
        dns.failing("_dmarc.com", "time-out");
        assertThat(judge("example.com", "example.com").verdict()).isEqualTo(Verdict.PASS);
        assertThat(judge("example.com", "example.net").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judge("example.com", "", "a.example.com").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judge("example.com", "a.example.com").verdict()).isEqualTo(Verdict.TEMPERROR);
    }

    @Test
    void ofSeveralAuthorsTheStrictestPolicyOfThoseThatFailApplies() {
        publish("example.com", "p=quarantine");
        publish("example.net", "p=reject");
        publish("example.org", "p=reject");
        DmarcResult result = judge(List.of("example.org", "example.com", "example.net"), "example.org");
        assertThat(result.authorDomain()).isEqualTo("example.net");
        assertThat(result.policy()).isEqualTo(Policy.REJECT);
        assertThat(judge(List.of("example.org", "nowhere.example"), "example.org")
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(judge(List.of("example.org", "example.com"), "example.org").policy())
                .isEqualTo(Policy.QUARANTINE);
    }

    @Test
    void manyAuthorsAreNotAllAskedFor() {
        List<String> authors =
                IntStream.range(0, 500).mapToObj(i -> "d" + i + ".example").toList();
        assertThat(judge(authors, "").verdict()).isEqualTo(Verdict.NONE);
        assertThat(texts()).hasSizeLessThan(20);
    }

    @Test
    void withoutDomainNothingIsAsked() {
        assertThat(judge(List.of(), "").verdict()).isEqualTo(Verdict.NONE);
        assertThat(judge("[192.0.2.1]", "").verdict()).isEqualTo(Verdict.NONE);
        assertThat(judge("a..b", "").verdict()).isEqualTo(Verdict.NONE);
        assertThat(dns.queries()).isEmpty();
    }

    @Test
    void unicodeDomainsAreAskedForAsALabels() {
        publish("xn--bcher-kva.example", "p=reject");
        assertThat(judge("bücher.example", "", "xn--bcher-kva.example").verdict())
                .isEqualTo(Verdict.PASS);
    }
}
