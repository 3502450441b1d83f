package org.posthaste.smtp.verify.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Alignment;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Policy;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.PublicSuffix;

/** Policy records as they are published (RFC 9989 §4.7, RFC 9989 §4.8). */
class DmarcRecordTest {
    private static DmarcRecord read(String text) {
        return DmarcRecord.parse("Example.ORG", text).orElseThrow();
    }

    @Test
    void everyTagIsRead() {
        DmarcRecord record = read("v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=s; t=y; psd=n;"
                + " rua=mailto:a@example.org,https://example.net/in; ruf=mailto:f@example.org; fo=1:d:s");
        assertThat(record.domain()).isEqualTo("example.org");
        assertThat(record.policy()).isEqualTo(Policy.REJECT);
        assertThat(record.subdomainPolicy()).contains(Policy.QUARANTINE);
        assertThat(record.nonExistentPolicy()).contains(Policy.NONE);
        assertThat(record.dkimAlignment()).isEqualTo(Alignment.STRICT);
        assertThat(record.spfAlignment()).isEqualTo(Alignment.STRICT);
        assertThat(record.testing()).isTrue();
        assertThat(record.publicSuffix()).isEqualTo(PublicSuffix.NO);
        assertThat(record.aggregateReports())
                .extracting(ReportUri::text)
                .containsExactly("mailto:a@example.org", "https://example.net/in");
        assertThat(record.failureReports()).hasSize(1);
        assertThat(record.failureOptions()).isEqualTo(Set.of('1', 'd', 's'));
        assertThat(record.usable()).isTrue();
        assertThat(record.remarks()).isEmpty();
    }

    @Test
    void whatIsMissingHasItsDefault() {
        DmarcRecord record = read("v=DMARC1;p=none");
        assertThat(record.subdomainPolicy()).isEmpty();
        assertThat(record.nonExistentPolicy()).isEmpty();
        assertThat(record.dkimAlignment()).isEqualTo(Alignment.RELAXED);
        assertThat(record.spfAlignment()).isEqualTo(Alignment.RELAXED);
        assertThat(record.testing()).isFalse();
        assertThat(record.publicSuffix()).isEqualTo(PublicSuffix.UNKNOWN);
        assertThat(record.failureOptions()).isEqualTo(Set.of('0'));
        assertThat(record.aggregateReports()).isEmpty();
    }

    @Test
    void theVersionComesFirstAndInCapitals() {
        for (String text : List.of(
                "",
                "v=DMARC1x; p=reject",
                "v=dmarc1; p=reject",
                "p=reject; v=DMARC1",
                " v=DMARC1; p=reject",
                "v=DMARC2")) {
            assertThat(DmarcRecord.parse("example.org", text)).as(text).isEmpty();
        }
        for (String text : List.of("v=DMARC1", "V = DMARC1 ; p=none", "v=DMARC1;", "v=DMARC1\t;p=none")) {
            assertThat(DmarcRecord.parse("example.org", text)).as(text).isPresent();
        }
    }

    @Test
    void spacesAndCapitalsDoNotMatterAndTheLastSemicolonMayBeMissing() {
        DmarcRecord record =
                read("v=DMARC1 ;  P = Reject ; ADKIM=S;;rua = mailto:a@example.org , mailto:b@example.org ");
        assertThat(record.policy()).isEqualTo(Policy.REJECT);
        assertThat(record.dkimAlignment()).isEqualTo(Alignment.STRICT);
        assertThat(record.aggregateReports()).hasSize(2);
    }

    @Test
    void wrongValuesAreOverlookedAndRemarkedUpon() {
        DmarcRecord record =
                read("v=DMARC1; p=reject; adkim=x; t=maybe; psd=z; fo=7; nonsense; x-new=1; p=none; rua=nobody");
        assertThat(record.policy()).isEqualTo(Policy.REJECT);
        assertThat(record.dkimAlignment()).isEqualTo(Alignment.RELAXED);
        assertThat(record.failureOptions()).isEqualTo(Set.of('0'));
        assertThat(record.aggregateReports()).isEmpty();
        assertThat(record.remarks())
                .containsExactlyInAnyOrder(
                        "adkim=x is not valid",
                        "t=maybe is not valid",
                        "psd=z is not valid",
                        "fo=7 is not valid",
                        "no tag: nonsense",
                        "no tag: x-new=1",
                        "a second p tag",
                        "rua=nobody is not valid");
    }

    @Test
    void withoutPolicyReportsAreSentIfSomebodyWantsThem() {
        DmarcRecord missing = read("v=DMARC1; rua=mailto:a@example.org");
        assertThat(missing.usable()).isTrue();
        assertThat(missing.policy()).isEqualTo(Policy.NONE);
        DmarcRecord wrongSubdomains = read("v=DMARC1; p=reject; sp=refuse; rua=mailto:a@example.org");
        assertThat(wrongSubdomains.usable()).isTrue();
        assertThat(wrongSubdomains.policy()).isEqualTo(Policy.NONE);
        assertThat(read("v=DMARC1; p=refuse").usable()).isFalse();
        assertThat(read("v=DMARC1; p=reject; np=refuse").usable()).isFalse();
        assertThat(read("v=DMARC1").usable()).isFalse();
    }

    @Test
    void tagsOfTheOldStandardAreOverlookedButForPctZero() {
        DmarcRecord old = read("v=DMARC1; p=reject; pct=20; rf=afrf; ri=3600");
        assertThat(old.policy()).isEqualTo(Policy.REJECT);
        assertThat(old.testing()).isFalse();
        assertThat(old.remarks()).hasSize(3);
        assertThat(read("v=DMARC1; p=reject; pct=0").testing()).isTrue();
        assertThat(read("v=DMARC1; p=reject; pct=0; t=n").testing()).isFalse();
    }

    @Test
    void addressesOfReports() {
        DmarcRecord record =
                read("v=DMARC1; p=none; rua=mailto:a%2Bb@example.org!10m,mailto:x+y@example.org?subject=z");
        assertThat(record.aggregateReports())
                .extracting(ReportUri::text)
                .containsExactly("mailto:a%2Bb@example.org", "mailto:x+y@example.org?subject=z");
        assertThat(record.aggregateReports())
                .extracting(uri -> uri.mailbox().orElseThrow().toString())
                .containsExactly("a+b@example.org", "x+y@example.org");
        assertThat(new ReportUri("https://example.org/").mailbox()).isEmpty();
        assertThat(new ReportUri("mailto:nobody").mailbox()).isEmpty();
        assertThat(new ReportUri("mailto:%zz@example.org").mailbox()).isEmpty();
    }

    @Test
    void hugeRecordsAreReadInPart() {
        DmarcRecord record =
                read("v=DMARC1; p=reject; rua=" + "mailto:a@example.org,".repeat(30) + "; x=" + "y".repeat(60_000));
        assertThat(record.policy()).isEqualTo(Policy.REJECT);
        assertThat(record.aggregateReports()).hasSize(1);
        StringBuilder many = new StringBuilder("v=DMARC1; p=none; rua=mailto:a@example.org");
        for (int i = 0; i < 50; i++) {
            many.append(",mailto:a").append(i).append("@example.org");
        }
        assertThat(read(many.toString()).aggregateReports()).hasSize(20);
    }
}
