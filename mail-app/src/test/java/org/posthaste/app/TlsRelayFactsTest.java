package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.dns.TlsaRecord;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.relay.TlsMode;
import org.posthaste.smtp.relay.TlsOutcome;
import org.posthaste.smtp.relay.TlsPeer;
import org.posthaste.smtp.relay.TlsPolicy;
import org.posthaste.smtp.relay.tls.RelayTls;
import org.posthaste.smtp.sign.DomainKeys;
import org.posthaste.smtp.sign.MessageSigner;

/** What {@code relay tls} tells. */
class TlsRelayFactsTest {
    @Test
    void policiesAndResultsOfADomainAreTold() throws Exception {
        FakeDns dns = new FakeDns()
                .mx("example.com", 20, "mx2.example.com")
                .mx("example.com", 10, "mx1.example.com")
                .address("mx1.example.com", "192.0.2.1")
                .address("mx2.example.com", "192.0.2.2")
                .tlsa("_25._tcp.mx1.example.com", new TlsaRecord(3, 1, 1, new byte[32]))
                .secure("example.com", "mx1.example.com", "_25._tcp.mx1.example.com", "_mta-sts.example.com");
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (TestStore store = TestStores.open();
                RelayTls tls = RelayTls.start(new RelayTls.Foundation(
                        store.store(), dns, scheduler, store.clock(), "mail.example.org", signer(store), true))) {
            TlsPeer peer = new TlsPeer("example.com", "mx1.example.com", 25, true);
            TlsPolicy policy = tls.policies()
                    .policyFor(peer, TlsMode.AUTOMATIC, MessageOptions.Tls.BY_POLICY)
                    .toCompletableFuture()
                    .get();
            tls.policies()
                    .result(peer, policy, TlsOutcome.without(TlsOutcome.Result.NOT_OFFERED, "192.0.2.1", "192.0.2.9"));
            JsonNode told = new TlsRelayFacts(tls).json("example.com");
            assertThat(told.path("hosts")).hasSize(2);
            assertThat(told.path("hosts").get(0).path("host").asText()).isEqualTo("mx1.example.com");
            assertThat(told.path("hosts").get(0).path("policy").asText()).isEqualTo("dane");
            assertThat(told.path("hosts").get(0).path("published").get(0).asText())
                    .startsWith("3 1 1 0000");
            assertThat(told.path("hosts").get(1).path("why").asText())
                    .isEqualTo("no TLSA records and no MTA-STS policy");
            // Counting waits for nobody, so what was just counted may be a moment away.
            JsonNode again = new TlsRelayFacts(tls).json("example.com");
            JsonNode results = told.path("results").isEmpty() ? again.path("results") : told.path("results");
            assertThat(Optional.ofNullable(results.get(0)))
                    .hasValueSatisfying(
                            result -> assertThat(result.path("result").asText()).isEqualTo("starttls-not-supported"));
        } finally {
            scheduler.shutdownNow();
        }
    }

    private static MessageSigner signer(TestStore store) {
        return new MessageSigner(DomainKeys.open(store.folder().resolve("dkim"), store.clock()), store.clock());
    }
}
