package org.posthaste.common.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.DnsView.State;
import org.posthaste.common.dns.Zone.Signing;

class DnsInspectorTest {
    private ZoneServer first;
    private ZoneServer second;
    private DnsInspector inspector;

    @BeforeEach
    void start() throws IOException {
        first = ZoneServer.start();
        second = ZoneServer.beside(first, "127.0.0.2");
        inspector = inspectorAt(first.address());
        for (ZoneServer server : List.of(first, second)) {
            server.add(
                    "example.org. 300 IN SOA ns1.example.org. admin.example.org. 1 3600 600 86400 60",
                    "example.org. 300 IN NS ns1.example.org.",
                    "example.org. 300 IN NS ns2.example.org.",
                    "ns1.example.org. 300 IN A 127.0.0.1",
                    "ns2.example.org. 300 IN A 127.0.0.2",
                    "example.org. 300 IN MX 10 mail.example.org.",
                    "www.example.org. 300 IN CNAME mail.example.org.",
                    "away.example.org. 300 IN CNAME host.example.net.",
                    "mail.example.org. 300 IN A 192.0.2.1");
        }
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private static DnsInspector inspectorAt(InetSocketAddress... resolvers) {
        return new DnsInspector(() -> List.of(resolvers), Duration.ofMillis(900));
    }

    private DnsView ask(String name, String type) {
        return inspector.ask(name, type).toCompletableFuture().join();
    }

    private Zone zone(String name) {
        return inspector.zone(name).toCompletableFuture().join();
    }

    private DnsView ask(NameServer server, String name, String type) {
        return inspector.ask(server, name, type).toCompletableFuture().join();
    }

    @Test
    void recordsOfAnyTypeAreSeenAsTheyArePublished() {
        first.add(
                "example.org. 60 IN TXT \"one \" \"two\\\"\"",
                "example.org. 60 IN CAA 0 issue \"ca.example\"",
                "_imaps._tcp.example.org. 60 IN SRV 0 1 993 mail.example.org.");
        assertThat(ask("Example.org.", "TXT").records())
                .containsExactly(
                        new RawRecord("example.org", "TXT", 60, "\"one \" \"two\\\"\"", List.of("one ", "two\"")));
        assertThat(ask("example.org", "TXT").records().get(0).text()).isEqualTo("one two\"");
        assertThat(ask("example.org", "CAA").records().get(0).data()).isEqualTo("0 issue \"ca.example\"");
        assertThat(ask("_imaps._tcp.example.org", "SRV").records().get(0).data())
                .isEqualTo("0 1 993 mail.example.org.");
    }

    @Test
    void absenceAndFailureAreNotTheSame() {
        first.silentFor("slow.example.org/A").refuse("closed.example.org/A");
        assertThat(ask("mail.example.org", "MX").state()).isEqualTo(State.NO_DATA);
        assertThat(ask("nowhere.example.org", "A").state()).isEqualTo(State.NO_NAME);
        assertThat(ask("slow.example.org", "A").reason()).contains("127.0.0.1", "no answer in time");
        assertThat(ask("closed.example.org", "A").reason()).contains("REFUSED");
        assertThat(ask("no name", "A").isFailure()).isTrue();
    }

    @Test
    void theNextResolverIsAskedIfTheFirstGivesNoAnswer() {
        first.refuse("example.org/MX");
        inspector = inspectorAt(first.address(), second.address());
        assertThat(ask("example.org", "MX").found()).isTrue();
    }

    @Test
    void aliasesAreFollowedAndSeen() {
        assertThat(ask("www.example.org", "A").isAlias("www.example.org")).isTrue();
        assertThat(ask("www.example.org", "A").records().get(0).data()).isEqualTo("192.0.2.1");
        assertThat(ask("mail.example.org", "A").isAlias("Mail.example.org.")).isFalse();
        assertThat(ask("www.example.org", "CNAME").records().get(0).data()).isEqualTo("mail.example.org.");
    }

    @Test
    void theZoneIsFoundWithAllItsServers() {
        Zone zone = zone("a.b.mail.example.org");
        assertThat(zone.apex()).isEqualTo("example.org");
        assertThat(zone.servers()).extracting(NameServer::name).containsExactly("ns1.example.org", "ns2.example.org");
        assertThat(zone.servers().get(1).addresses()).containsExactly(second.address());
        assertThat(zone.signing()).isEqualTo(Signing.UNSIGNED);
        first.add("example.org. 60 IN DS 1 13 2 " + "0".repeat(64));
        assertThat(zone("example.org").signing()).isEqualTo(Signing.SIGNED);
        assertThat(zone("example.com").problem()).contains("no name server");
        first.silentFor("example.com/NS");
        assertThat(zone("example.com").problem()).contains("no answer in time");
    }

    @Test
    void eachServerSpeaksForItself() {
        second.set("example.org", "MX", "10 old.example.org.");
        List<NameServer> servers = zone("example.org").servers();
        assertThat(ask(servers.get(0), "example.org", "MX").records().get(0).data())
                .isEqualTo("10 mail.example.org.");
        assertThat(ask(servers.get(1), "example.org", "MX").records().get(0).data())
                .isEqualTo("10 old.example.org.");
        second.refuse("example.org/MX");
        assertThat(ask(servers.get(1), "example.org", "MX").reason()).isEqualTo("it says REFUSED");
        assertThat(ask(new NameServer("ns3.example.org", List.of()), "example.org", "MX")
                        .reason())
                .contains("no address");
    }

    @Test
    void whereAnAliasLeadsOutOfTheZoneTheResolverIsAsked() {
        first.add("host.example.net. 300 IN A 192.0.2.9");
        NameServer server = zone("example.org").servers().get(1);
        assertThat(ask(server, "away.example.org", "A").records().get(0).data()).isEqualTo("192.0.2.9");
        first.close();
        assertThat(ask(server, "away.example.org", "A").isFailure()).isTrue();
        assertThat(ask(server, "mail.example.org", "A").found()).isTrue();
    }
}
