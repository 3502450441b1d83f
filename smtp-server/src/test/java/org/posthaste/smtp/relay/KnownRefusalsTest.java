package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthaste.smtp.queue.KnownRefusals;

class KnownRefusalsTest {
    @ParameterizedTest
    @CsvSource({
        "'550 5.7.1 messages from [192.0.2.1] weren''t sent. Part of their network is on our block list (S3150).',"
                + " Microsoft",
        "'550 5.7.1 [2001:db8::1] this message does not meet IPv6 sending guidelines', IPv6",
        "'550 5.7.25 [192.0.2.1] The IP address sending this message does not have a PTR record', PTR",
        "'550 5.7.26 This mail has been blocked because the sender is unauthenticated', SPF",
        "'554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org', Spamhaus",
        "'421 4.7.28 Our system has detected an unusual rate of mail', slowly"
    })
    void repliesOfLargeReceiversAreExplained(String reply, String word) {
        KnownRefusals.Known known = KnownRefusals.of(reply).orElseThrow();
        assertThat(known.explanation() + known.remedy()).contains(word);
    }

    @ParameterizedTest
    @CsvSource({"550 5.1.1 no such user", "452 4.2.2 mailbox full", "451 4.7.1 greylisted"})
    void ordinaryRepliesSpeakForThemselves(String reply) {
        assertThat(KnownRefusals.of(reply)).isEmpty();
    }

    @Test
    void whatIsRefusedForIpv6IsSentOverIpv4() throws Exception {
        try (RelayRig rig = new RelayRig()) {
            Assumptions.assumeTrue(hasIpv6(), "this host has no IPv6");
            rig.dns.mx("there.example", 10, "mx.there.example").address("mx.there.example", "::1", "127.0.0.1");
            String reply = "550 5.7.1 this message does not meet IPv6 sending guidelines regarding PTR records";
            TestPeer six = rig.peer("::1", PoliteServer.with("PIPELINING").on("dot", reply));
            TestPeer four = rig.peer("127.0.0.1", PoliteServer.with("PIPELINING"));
            assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DELIVERED 250 2.0.0"));
            assertThat(six.messages()).hasSize(1);
            assertThat(four.messages()).hasSize(1);
        }
    }

    @Test
    void withoutIpv4TheRefusalStands() throws Exception {
        try (RelayRig rig = new RelayRig()) {
            Assumptions.assumeTrue(hasIpv6(), "this host has no IPv6");
            rig.dns.mx("there.example", 10, "mx.there.example").address("mx.there.example", "::1");
            TestPeer six = rig.peer("::1", PoliteServer.with("PIPELINING").on("RCPT", "550 5.7.25 no PTR record"));
            assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "FAILED 550 5.7.25"));
            assertThat(six.connections()).isEqualTo(2);
        }
    }

    private static boolean hasIpv6() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress("::1", 0));
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
