package org.posthaste.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthaste.app.AcmeConfig;
import org.posthaste.app.SuiteConfig;

class LineageTest {
    private static AcmeConfig config(boolean rsa, String... names) {
        AcmeConfig usual = SuiteConfig.empty().acme();
        return new AcmeConfig(
                true,
                usual.directory(),
                Optional.empty(),
                Optional.empty(),
                usual.challenge(),
                Optional.empty(),
                List.of(names),
                rsa,
                usual.binding(),
                usual.dnsUpdate());
    }

    @Test
    void theHostHasACertificateOfItsOwnAndEachDomainOneForItsServices() {
        List<Lineage> wanted = Lineage.wanted("mail.example.org", List.of("example.org", "example.com"), config(false));
        assertThat(wanted.stream().map(Lineage::names))
                .containsExactly(
                        List.of("mail.example.org"),
                        List.of("mta-sts.example.org", "autoconfig.example.org", "autodiscover.example.org"),
                        List.of("mta-sts.example.com", "autoconfig.example.com", "autodiscover.example.com"));
        assertThat(wanted.stream().filter(Lineage::host)).hasSize(1);
    }

    @Test
    void furtherNamesJoinTheirDomainOrStandAlone() {
        List<Lineage> wanted = Lineage.wanted(
                "mail.example.org",
                List.of("example.org"),
                config(false, "imap.example.org", "mail.example.org", "mail.elsewhere.example"));
        assertThat(wanted.get(1).names()).hasSize(4).contains("imap.example.org");
        assertThat(wanted.get(2).names()).containsExactly("mail.elsewhere.example");
        assertThat(wanted).hasSize(3);
    }

    @Test
    void noNameIsWantedTwiceAndLocalhostNever() {
        List<Lineage> wanted = Lineage.wanted("autoconfig.example.org", List.of("example.org"), config(true));
        assertThat(wanted.stream().map(Lineage::stem))
                .containsExactly(
                        "host.autoconfig.example.org", "host-rsa.autoconfig.example.org", "domain.example.org");
        assertThat(wanted.get(2).names()).containsExactly("mta-sts.example.org", "autodiscover.example.org");
        assertThat(Lineage.wanted("localhost", List.of(), config(false))).isEmpty();
    }
}
