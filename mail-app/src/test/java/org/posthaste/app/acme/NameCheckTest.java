package org.posthaste.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.FakeDns;

class NameCheckTest {
    private static Set<InetAddress> own(String... addresses) {
        Set<InetAddress> own = new HashSet<>();
        for (String address : addresses) {
            try {
                own.add(InetAddress.getByName(address));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }
        return own;
    }

    private final FakeDns dns = new FakeDns()
            .address("mail.example.org", "192.0.2.1")
            .address("autoconfig.example.org", "192.0.2.1")
            .address("autodiscover.example.org", "192.0.2.99");

    private NameCheck.Findings check(Set<InetAddress> own) {
        return new NameCheck(dns, () -> own)
                .check(
                        "mail.example.org",
                        List.of(
                                "mail.example.org",
                                "autoconfig.example.org",
                                "autodiscover.example.org",
                                "mta-sts.example.org"));
    }

    @Test
    void namesThatLeadElsewhereOrNowhereAreNamedWithTheReason() {
        assertThat(check(own("192.0.2.1", "127.0.0.1")).problems())
                .containsOnlyKeys("autodiscover.example.org", "mta-sts.example.org")
                .containsEntry("autodiscover.example.org", "leads to 192.0.2.99, which is not this server")
                .containsEntry("mta-sts.example.org", "has no address in the DNS");
    }

    @Test
    void behindARouterTheAddressOfTheHostIsOursAndOnlyThat() {
        assertThat(check(own("10.0.0.5", "127.0.0.1")).problems())
                .containsOnlyKeys("autodiscover.example.org", "mta-sts.example.org");
    }

    @Test
    void aHostWithAnotherPublicAddressIsNotMeant() {
        assertThat(check(own("198.51.100.7")).problems()).containsKeys("mail.example.org", "autoconfig.example.org");
    }

    @Test
    void aNameOfWhichNobodyKnowsIsAProblemThatMayPass() {
        dns.failing("autoconfig.example.org", "SERVFAIL");
        NameCheck.Findings found = check(own("192.0.2.1"));
        assertThat(found.problems()).containsKey("autoconfig.example.org");
        assertThat(found.unknown()).containsExactly("autoconfig.example.org");
    }
}
