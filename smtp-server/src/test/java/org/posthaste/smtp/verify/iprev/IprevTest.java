package org.posthaste.smtp.verify.iprev;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.smtp.verify.iprev.IprevResult.Verdict;

/** Names of addresses, confirmed (RFC 8601 §3). */
class IprevTest {
    private static final String CLIENT = "192.0.2.1";

    private final FakeDns dns = new FakeDns();

    private IprevResult check(String address) throws Exception {
        return Iprev.check(InetAddress.getByName(address), dns)
                .toCompletableFuture()
                .join();
    }

    @Test
    void aNameThatLeadsBackPasses() throws Exception {
        dns.ptr(CLIENT, "other.example.org").ptr(CLIENT, "mx.example.org").address("mx.example.org", CLIENT);
        IprevResult result = check(CLIENT);
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.name()).contains("mx.example.org");
    }

    @Test
    void ipv6AddressesAreConfirmedByTheirOwnRecords() throws Exception {
        dns.ptr("2001:db8::1", "mx.example.org").address("mx.example.org", "2001:db8::1");
        assertThat(check("2001:db8::1").verdict()).isEqualTo(Verdict.PASS);
        assertThat(dns.queries()).contains("mx.example.org/AAAA").doesNotContain("mx.example.org/A");
    }

    @Test
    void aNameThatLeadsElsewhereFails() throws Exception {
        dns.ptr(CLIENT, "mx.example.org").address("mx.example.org", "192.0.2.2");
        IprevResult result = check(CLIENT);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.name()).contains("mx.example.org");
        assertThat(result.reason()).isEqualTo("mx.example.org does not have the address");
    }

    @Test
    void anAddressWithoutNameIsAPermanentError() throws Exception {
        assertThat(check(CLIENT).verdict()).isEqualTo(Verdict.PERMERROR);
    }

    @Test
    void failuresOfTheDnsAreTemporaryUnlessAnotherNameIsConfirmed() throws Exception {
        dns.failing(CLIENT, "time-out");
        assertThat(check(CLIENT).verdict()).isEqualTo(Verdict.TEMPERROR);
        dns.mended(CLIENT).ptr(CLIENT, "a.example.org").failing("a.example.org", "time-out");
        assertThat(check(CLIENT).verdict()).isEqualTo(Verdict.TEMPERROR);
        dns.ptr(CLIENT, "b.example.org").address("b.example.org", CLIENT);
        assertThat(check(CLIENT).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void longListsOfNamesAreLookedAtInPart() throws Exception {
        for (int i = 0; i < 100; i++) {
            dns.ptr(CLIENT, "h" + i + ".example.org");
        }
        assertThat(check(CLIENT).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(dns.queries()).hasSizeLessThan(10);
    }
}
