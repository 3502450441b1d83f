package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.FakeDns;

class MxLookupTest {
    private final FakeDns dns = new FakeDns();
    private final Set<String> ourNames = new HashSet<>(Set.of("mail.ours.example"));
    private final Set<String> ourAddresses = new HashSet<>(Set.of("203.0.113.25"));
    private final MxLookup lookup = new MxLookup(
            dns,
            new Ourselves() {
                @Override
                public boolean isOurName(String host) {
                    return ourNames.contains(host);
                }

                @Override
                public boolean isOurAddress(InetAddress address) {
                    return ourAddresses.contains(address.getHostAddress());
                }
            },
            new AddressOrder(Optional::of),
            new Random(1));

    @Test
    void hostsComeByPreference() {
        dns.mx("example.org", 20, "b.example.org")
                .mx("example.org", 10, "a.example.org")
                .mx("example.org", 30, "c.example.org");
        assertThat(names("example.org")).containsExactly("a.example.org", "b.example.org", "c.example.org");
    }

    @Test
    void equalsComeInRandomOrder() {
        dns.mx("example.org", 5, "first.example.org");
        for (int i = 0; i < 4; i++) {
            dns.mx("example.org", 10, "mx" + i + ".example.org");
        }
        Set<String> second = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            List<String> names = names("example.org");
            assertThat(names).hasSize(5).startsWith("first.example.org");
            second.add(names.get(1));
        }
        assertThat(second).hasSize(4);
    }

    @Test
    void addressesAreAskedForOnlyWhenTheHostIsTried() {
        for (int i = 0; i < 20; i++) {
            dns.mx("example.org", i, "mx" + i + ".example.org");
            dns.address("mx" + i + ".example.org", "192.0.2." + i);
        }
        MxResult.Hosts hosts = hosts("example.org");
        assertThat(dns.queries()).containsExactly("example.org/MX");
        assertThat(addresses(hosts.hosts().get(3))).containsExactly("192.0.2.3");
        assertThat(dns.queries())
                .containsExactlyInAnyOrder("example.org/MX", "mx3.example.org/AAAA", "mx3.example.org/A");
    }

    @Test
    void withoutMxTheDomainItselfIsTheHost() {
        dns.address("example.org", "192.0.2.1", "2001:db8::1");
        MxResult.Hosts hosts = hosts("example.org");
        assertThat(hosts.hosts()).singleElement().satisfies(host -> {
            assertThat(host.name()).isEqualTo("example.org");
            assertThat(addresses(host)).containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1");
        });
    }

    @Test
    void nullMxIsFinal() {
        dns.mx("example.org", 0, ".").address("example.org", "192.0.2.1");
        assertThat(find("example.org")).isInstanceOf(MxResult.NullMx.class);
    }

    @Test
    void nullMxBesideOthersIsLeftOut() {
        dns.mx("example.org", 0, ".").mx("example.org", 10, "mx.example.org");
        assertThat(names("example.org")).containsExactly("mx.example.org");
    }

    @Test
    void domainThatDoesNotExist() {
        assertThat(find("nowhere.example")).isInstanceOf(MxResult.NoSuchDomain.class);
    }

    @Test
    void domainWithoutAnythingForMail() {
        dns.txt("example.org", "hello");
        assertThat(find("example.org")).isInstanceOf(MxResult.NoMail.class);
    }

    @Test
    void failingMxIsTemporaryEvenIfThereAreAddresses() {
        dns.address("example.org", "192.0.2.1").failing("example.org/MX", "SERVFAIL");
        assertThat(find("example.org")).isEqualTo(new MxResult.Temporary("SERVFAIL"));
    }

    @Test
    void failingAddressesOfImplicitMxAreTemporary() {
        dns.empty("example.org").failing("example.org/AAAA", "timed out");
        assertThat(find("example.org")).isEqualTo(new MxResult.Temporary("timed out"));
    }

    @Test
    void oneKindOfAddressIsEnoughIfTheOtherFails() {
        dns.mx("example.org", 1, "mx.example.org")
                .address("mx.example.org", "192.0.2.1")
                .failing("mx.example.org/AAAA", "timed out");
        assertThat(addresses(hosts("example.org").hosts().get(0))).containsExactly("192.0.2.1");
    }

    @Test
    void hostWithoutAddressSaysSo() {
        dns.mx("example.org", 1, "mx.example.org").empty("mx.example.org").mx("example.org", 2, "gone.example.org");
        List<MxHost> hosts = hosts("example.org").hosts();
        assertThat(answer(hosts.get(0))).isInstanceOf(DnsAnswer.NoData.class);
        assertThat(answer(hosts.get(1))).isInstanceOf(DnsAnswer.NoSuchDomain.class);
    }

    @Test
    void exchangerThatIsAnAliasIsFollowed() {
        dns.mx("example.org", 1, "mx.example.org")
                .cname("mx.example.org", "real.example.net")
                .address("real.example.net", "192.0.2.7");
        MxHost host = hosts("example.org").hosts().get(0);
        assertThat(host.name()).isEqualTo("mx.example.org");
        assertThat(addresses(host)).containsExactly("192.0.2.7");
        assertThat(answer(host))
                .isInstanceOfSatisfying(DnsAnswer.Found.class, found -> assertThat(found.canonicalName())
                        .isEqualTo("real.example.net"));
    }

    @Test
    void exchangerThatIsAnAddressIsRefused() {
        dns.mx("example.org", 1, "192.0.2.1");
        assertThat(find("example.org")).isInstanceOf(MxResult.NoMail.class);
        dns.mx("example.org", 2, "mx.example.org");
        assertThat(names("example.org")).containsExactly("mx.example.org");
    }

    @Test
    void onlyBetterHostsThanOurselvesAreTried() {
        dns.mx("example.org", 10, "better.example.org").mx("example.org", 20, "mail.ours.example");
        dns.mx("example.org", 20, "equal.example.org").mx("example.org", 30, "worse.example.org");
        assertThat(names("example.org")).containsExactly("better.example.org");
    }

    @Test
    void ourselvesAsBestIsALoop() {
        dns.mx("example.org", 10, "mail.ours.example").mx("example.org", 20, "worse.example.org");
        assertThat(find("example.org")).isInstanceOf(MxResult.LoopsBack.class);
    }

    @Test
    void ourselvesUnderAnotherNameAreFoundByTheAddress() {
        dns.mx("example.org", 10, "better.example.org").address("better.example.org", "192.0.2.1");
        dns.mx("example.org", 20, "alias.example.org").address("alias.example.org", "203.0.113.25");
        dns.mx("example.org", 30, "worse.example.org").address("worse.example.org", "192.0.2.3");
        MxResult.Hosts hosts = hosts("example.org");
        assertThat(addresses(hosts.hosts().get(0))).containsExactly("192.0.2.1");
        assertThat(hosts.loopsBack()).isFalse();
        assertThat(addresses(hosts.hosts().get(1))).isEmpty();
        assertThat(hosts.loopsBack()).isTrue();
        assertThat(addresses(hosts.hosts().get(2))).isEmpty();
        assertThat(addresses(hosts.hosts().get(0))).containsExactly("192.0.2.1");
    }

    @Test
    void implicitMxThatIsOurselvesIsALoop() {
        dns.address("example.org", "203.0.113.25");
        assertThat(find("example.org")).isInstanceOf(MxResult.LoopsBack.class);
        assertThat(find("mail.ours.example")).isInstanceOf(MxResult.NoSuchDomain.class);
    }

    @Test
    void addressLiteralsNeedNoLookup() {
        assertThat(addresses(hosts("[192.0.2.9]").hosts().get(0))).containsExactly("192.0.2.9");
        assertThat(addresses(hosts("[ipv6:2001:db8::9]").hosts().get(0))).containsExactly("2001:db8:0:0:0:0:0:9");
        assertThat(find("[203.0.113.25]")).isInstanceOf(MxResult.LoopsBack.class);
        assertThat(dns.queries()).isEmpty();
    }

    @Test
    void hostsAndAddressesAreBounded() {
        String[] many = new String[100];
        for (int i = 0; i < many.length; i++) {
            dns.mx("example.org", i, "mx" + i + ".example.org");
            many[i] = "198.51.100." + i;
        }
        dns.address("mx0.example.org", many).address("mx0.example.org", "2001:db8::1");
        assertThat(names("example.org"))
                .hasSize(32)
                .startsWith("mx0.example.org")
                .endsWith("mx31.example.org");
        assertThat(addresses(hosts("example.org").hosts().get(0))).hasSize(9).startsWith("2001:db8:0:0:0:0:0:1");
    }

    @Test
    void proofsAreHandedOn() {
        dns.mx("example.org", 1, "mx.example.org")
                .address("mx.example.org", "192.0.2.1")
                .secure("example.org");
        MxHost host = hosts("example.org").hosts().get(0);
        assertThat(host.secure()).isTrue();
        assertThat(answer(host).secure()).isFalse();
        dns.secure("mx.example.org");
        assertThat(answer(host).secure()).isTrue();
    }

    private MxResult find(String domain) {
        return done(lookup.find(domain));
    }

    private MxResult.Hosts hosts(String domain) {
        MxResult result = find(domain);
        assertThat(result).isInstanceOf(MxResult.Hosts.class);
        return (MxResult.Hosts) result;
    }

    private List<String> names(String domain) {
        return hosts(domain).hosts().stream().map(MxHost::name).toList();
    }

    private static DnsAnswer<InetAddress> answer(MxHost host) {
        return done(host.addresses());
    }

    private static List<String> addresses(MxHost host) {
        return answer(host).records().stream().map(InetAddress::getHostAddress).toList();
    }

    private static <T> T done(CompletionStage<T> stage) {
        assertThat(stage.toCompletableFuture()).isCompleted();
        return stage.toCompletableFuture().join();
    }
}
