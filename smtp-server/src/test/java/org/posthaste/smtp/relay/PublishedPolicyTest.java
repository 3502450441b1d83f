package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.TlsaRecord;
import org.posthaste.common.tls.ServerContexts;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.smtp.TestSigner;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.relay.tls.RelayTls;

/** Delivery under the policies a destination publishes, from the DNS to the final dot. */
class PublishedPolicyTest {
    private static final ServerContexts.Shown SERVER = ServerContexts.selfSigned(Instant.now(), "mx.there.example");

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final TestStore store = TestStores.open();
    private final RelayRig rig = new RelayRig();
    private final RelayTls tls = RelayTls.start(new RelayTls.Foundation(
            store.store(),
            rig.dns,
            scheduler,
            store.clock(),
            "relay.here.example",
            TestSigner.withoutKeys(store.clock()),
            false));

    @BeforeEach
    void proveTheWay() {
        rig.policies = tls.policies();
        rig.dns.secure("there.example", "mx.there.example", "_mta-sts.there.example");
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
        tls.close();
        scheduler.shutdownNow();
        store.close();
    }

    private void tlsa(byte[] digest) {
        String name = "_" + rig.port + "._tcp.mx.there.example";
        rig.dns.tlsa(name, new TlsaRecord(3, 1, 1, digest)).secure(name);
    }

    private static byte[] spki() throws Exception {
        return MessageDigest.getInstance("SHA-256")
                .digest(SERVER.certificate().getPublicKey().getEncoded());
    }

    private TestPeer host(String... capabilities) {
        return rig.there(PoliteServer.with("PIPELINING").startTls(SERVER.context(), capabilities));
    }

    @Test
    void aHostWhoseRecordMatchesGetsTheMessage() throws Exception {
        tlsa(spki());
        host("PIPELINING");
        assertThat(rig.deliver()).satisfies(result -> {
            assertThat(result.facts().policy()).isEqualTo("dane");
            assertThat(result.facts().tls()).startsWith("TLSv1.3");
            assertThat(result.reply().code()).isEqualTo(250);
        });
        assertThat(tls.tallies("there.example", 1))
                .allSatisfy(tally -> assertThat(tally.kind().policyType()).isEqualTo("tlsa"));
    }

    @Test
    void aHostWhoseRecordDoesNotMatchGetsNothing() {
        tlsa(new byte[32]);
        TestPeer peer = host("PIPELINING");
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DEFERRED 451 4.7.5"));
        assertThat(peer.messages()).isEmpty();
    }

    @Test
    void aHostThatHidesItsTlsFromDaneGetsNothing() throws Exception {
        tlsa(spki());
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DEFERRED 451 4.7.4"));
        assertThat(peer.messages()).isEmpty();
    }

    @Test
    void aMessageThatDoesNotRequireTlsGoesAllTheSame() {
        tlsa(new byte[32]);
        rig.options = MessageOptions.NONE.withTls(MessageOptions.Tls.NOT_REQUIRED);
        host("PIPELINING");
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DELIVERED 250 2.0.0"));
    }

    @Test
    void aMessageThatRequiresTlsGoesOverDane() throws Exception {
        tlsa(spki());
        rig.options = MessageOptions.NONE.withTls(MessageOptions.Tls.REQUIRED);
        TestPeer peer = host("PIPELINING", "REQUIRETLS");
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DELIVERED 250 2.0.0"));
        assertThat(peer.transcript).contains("MAIL FROM:<alice@here.example> REQUIRETLS");
    }

    @Test
    void aMessageThatRequiresTlsComesBackFromAHostNobodyKnows() {
        rig.options = MessageOptions.NONE.withTls(MessageOptions.Tls.REQUIRED);
        TestPeer peer = host("PIPELINING", "REQUIRETLS");
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "FAILED 554 5.7.10"));
        assertThat(peer.messages()).isEmpty();
    }

    @Test
    void withoutAPolicyAnyCertificateWillDo() {
        host("PIPELINING");
        assertThat(rig.deliver().facts().policy()).isEqualTo("opportunistic");
    }
}
