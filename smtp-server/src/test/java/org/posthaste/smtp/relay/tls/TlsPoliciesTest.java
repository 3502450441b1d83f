package org.posthaste.smtp.relay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.tls.TlsTally;
import org.posthaste.smtp.queue.MessageOptions.Tls;
import org.posthaste.smtp.relay.TlsBasis;
import org.posthaste.smtp.relay.TlsMode;
import org.posthaste.smtp.relay.TlsOutcome;
import org.posthaste.smtp.relay.TlsOutcome.Result;
import org.posthaste.smtp.relay.TlsPeer;
import org.posthaste.smtp.relay.TlsPolicy;
import org.posthaste.smtp.relay.TlsPolicy.Unmet;
import org.posthaste.smtp.relay.tls.TestAuthority.Identity;
import org.posthaste.smtp.relay.tls.TestAuthority.Wish;

/** Which policy is in force, and what is made of how it went. */
class TlsPoliciesTest {
    private static final TlsPeer PEER = PolicyRig.PEER;
    private static final TlsPeer UNPROVED = new TlsPeer(PolicyRig.DOMAIN, PolicyRig.HOST, 25, false);
    private static final Identity GOOD = PolicyRig.KNOWN.issue(Wish.server(PolicyRig.HOST));

    private final PolicyRig rig = new PolicyRig();

    @AfterEach
    void end() {
        rig.close();
    }

    private void sts(String mode, String mx) {
        rig.sts("1", "version: STSv1", "mode: " + mode, "mx: " + mx, "max_age: 86400");
    }

    private TlsPolicy policy(TlsMode mode, Tls demand) {
        return rig.policy(PEER, mode, demand);
    }

    private String handshake(Identity identity, TlsPolicy policy) throws IOException {
        try (TlsHost host = new TlsHost(identity)) {
            TlsOutcome outcome = host.handshake(rig.policies, PEER, policy);
            rig.policies.result(PEER, policy, outcome);
            return TlsHost.failure(outcome).orElse("met");
        }
    }

    private List<TlsTally> tallies() {
        rig.counter.write();
        // The next change of the store is behind what was counted.
        Awaitility.await().until(() -> !rig.store
                .store()
                .tlsRecords()
                .tallies(PolicyRig.DOMAIN, 0, 99_999)
                .isEmpty());
        return rig.store.store().tlsRecords().tallies(PolicyRig.DOMAIN, 0, 99_999);
    }

    private Map<String, String> journalled() {
        List<JournalEntry> entries = rig.store.store().journal().latest(Instant.EPOCH, 100).stream()
                .map(Journal.Positioned::entry)
                .filter(entry -> entry.kind() == JournalEntry.Kind.TLS_FAILED)
                .toList();
        return entries.isEmpty() ? Map.of() : entries.get(entries.size() - 1).details();
    }

    @Test
    void whatIsPublishedIsInForce() {
        assertThat(rig.policy()).isEqualTo(new TlsPolicy.Opportunistic());
        sts("enforce", PolicyRig.HOST);
        assertThat(rig.policy().name()).isEqualTo("mta-sts");
        assertThat(rig.policy().unmet()).isEqualTo(Unmet.TRY_LATER);
        rig.tlsa(3, 1, 1, new byte[32]);
        assertThat(rig.policy().name()).as("DANE is stronger").isEqualTo("dane");
    }

    @Test
    void mtaStsInTestingModeDeliversAnyhow() {
        sts("testing", PolicyRig.HOST);
        assertThat(rig.policy().name()).isEqualTo("mta-sts-testing");
        assertThat(rig.policy().mandatory()).isFalse();
        sts("testing", "other.example.com");
        rig.dns.remove("_mta-sts.example.com").txt("_mta-sts.example.com", "v=STSv1; id=2");
        assertThat(rig.policy())
                .isInstanceOfSatisfying(TlsPolicy.Opportunistic.class, policy -> assertThat(policy.instead())
                        .isPresent());
    }

    @Test
    void aHostThatAnEnforcedPolicyDoesNotNameIsPassedOver() {
        sts("enforce", "*.elsewhere.example");
        assertThat(rig.policy()).isInstanceOfSatisfying(TlsPolicy.Refuse.class, refusal -> {
            assertThat(refusal.temporary()).isTrue();
            assertThat(refusal.missed().basis().mxPatterns()).containsExactly("*.elsewhere.example");
        });
    }

    @Test
    void aPolicyOfModeNoneIsNone() {
        rig.sts("1", "version: STSv1", "mode: none", "max_age: 86400");
        assertThat(rig.policy()).isEqualTo(new TlsPolicy.Opportunistic());
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN,plain,DELIVER",
        "OPPORTUNISTIC,opportunistic,DELIVER",
        "AUTOMATIC,opportunistic,DELIVER",
        "REQUIRE,require,TRY_LATER",
        "VERIFY,verify,TRY_LATER",
        "DANE,dane,TRY_LATER"
    })
    void theAdministratorMayAskForMore(TlsMode mode, String name, Unmet unmet) {
        TlsPolicy policy = policy(mode, Tls.BY_POLICY);
        assertThat(policy.name()).isEqualTo(name);
        assertThat(policy.unmet()).isEqualTo(unmet);
        assertThat(policy instanceof TlsPolicy.Refuse).isEqualTo(mode == TlsMode.DANE);
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"AUTOMATIC", "REQUIRE", "VERIFY", "DANE"})
    void daneMeetsWhateverTheAdministratorAsksFor(TlsMode mode) {
        rig.tlsa(3, 1, 1, new byte[32]);
        assertThat(policy(mode, Tls.BY_POLICY)).isInstanceOf(TlsPolicy.Dane.class);
    }

    @Test
    void requireTlsNeedsAHostSomebodyVouchesFor() {
        assertThat(policy(TlsMode.AUTOMATIC, Tls.REQUIRED))
                .as("DNSSEC names the host, authorities prove it")
                .isEqualTo(new TlsPolicy.Verified(
                        List.of(PolicyRig.HOST), TlsBasis.none(PolicyRig.DOMAIN), Unmet.GIVE_UP));
        assertThat(rig.policy(UNPROVED, TlsMode.AUTOMATIC, Tls.REQUIRED))
                .isInstanceOfSatisfying(TlsPolicy.Refuse.class, refusal -> {
                    assertThat(refusal.temporary()).isFalse();
                    assertThat(refusal.status()).isEqualTo("5.7.10");
                });
        assertThat(rig.policy(UNPROVED, TlsMode.VERIFY, Tls.REQUIRED).unmet())
                .as("the administrator vouches")
                .isEqualTo(Unmet.GIVE_UP);
        sts("testing", PolicyRig.HOST);
        assertThat(rig.policy(UNPROVED, TlsMode.AUTOMATIC, Tls.REQUIRED).unmet())
                .isEqualTo(Unmet.GIVE_UP);
        rig.tlsa(3, 1, 1, new byte[32]);
        assertThat(policy(TlsMode.AUTOMATIC, Tls.REQUIRED).name()).isEqualTo("dane");
        assertThat(policy(TlsMode.AUTOMATIC, Tls.REQUIRED).unmet()).isEqualTo(Unmet.GIVE_UP);
    }

    @Test
    void requireTlsWaitsWhileNobodyKnowsWhatIsPublished() {
        rig.dns.failing("_mta-sts.example.com", "SERVFAIL");
        assertThat(rig.policy(UNPROVED, TlsMode.AUTOMATIC, Tls.REQUIRED))
                .isInstanceOfSatisfying(TlsPolicy.Refuse.class, refusal -> {
                    assertThat(refusal.temporary()).isTrue();
                    assertThat(refusal.status()).isEqualTo("4.7.10");
                });
        assertThat(rig.policy(UNPROVED, TlsMode.AUTOMATIC, Tls.BY_POLICY).mandatory())
                .isFalse();
    }

    @Test
    void tlsRequiredNoTriesAndDoesNotFail() throws IOException {
        rig.tlsa(3, 1, 1, new byte[32]);
        TlsPolicy policy = policy(TlsMode.AUTOMATIC, Tls.NOT_REQUIRED);
        assertThat(policy).isInstanceOf(TlsPolicy.Dane.class);
        assertThat(policy.mandatory()).isFalse();
        assertThat(handshake(GOOD, policy)).as("no record matches").isEqualTo("met");
        assertThat(tallies())
                .singleElement()
                .satisfies(tally -> assertThat(tally.kind().result()).isEqualTo("validation-failure"));
        rig.dns.failing("_25._tcp." + PolicyRig.HOST, "SERVFAIL");
        assertThat(policy(TlsMode.AUTOMATIC, Tls.NOT_REQUIRED)).isInstanceOf(TlsPolicy.Opportunistic.class);
    }

    @Test
    void mtaStsWantsAKnownAuthorityTheHostsNameAndATimelyDate() throws IOException {
        sts("enforce", "*.example.com");
        TlsPolicy policy = rig.policy();
        assertThat(handshake(GOOD, policy)).isEqualTo("met");
        assertThat(handshake(PolicyRig.KNOWN.issue(Wish.server("*.example.com")), policy))
                .isEqualTo("met");
        assertThat(handshake(PolicyRig.KNOWN.issue(Wish.server("example.com")), policy))
                .isEqualTo("certificate-host-mismatch");
        assertThat(handshake(PolicyRig.KNOWN.issue(Wish.server(PolicyRig.HOST).nameless()), policy))
                .isEqualTo("certificate-host-mismatch");
        assertThat(handshake(TestAuthority.selfSigned(Wish.server(PolicyRig.HOST)), policy))
                .isEqualTo("certificate-not-trusted");
        Instant past = Instant.now().minus(Duration.ofMinutes(5));
        assertThat(handshake(PolicyRig.KNOWN.issue(Wish.server(PolicyRig.HOST).until(past)), policy))
                .isEqualTo("certificate-expired");
        assertThat(tallies().stream().mapToLong(TlsTally::sessions).sum()).isEqualTo(6);
        assertThat(tallies())
                .allSatisfy(tally -> assertThat(tally.kind().policyType()).isEqualTo("sts"));
        assertThat(journalled()).containsEntry("policy", "mta-sts").containsEntry("status", "certificate-expired");
    }

    @Test
    void whatTestingModeFindsIsReported() throws IOException {
        sts("testing", PolicyRig.HOST);
        assertThat(handshake(TestAuthority.selfSigned(Wish.server(PolicyRig.HOST)), rig.policy()))
                .isEqualTo("met");
        assertThat(tallies())
                .singleElement()
                .satisfies(tally -> assertThat(tally.kind().result()).isEqualTo("certificate-not-trusted"));
    }

    @Test
    void aHostThatOffersStarttlsNoMoreIsNoticed() throws IOException {
        TlsPolicy policy = rig.policy();
        rig.policies.result(PEER, policy, TlsOutcome.without(Result.NOT_OFFERED, "192.0.2.1", "192.0.2.9"));
        assertThat(journalled()).as("it never did").isEmpty();
        handshake(GOOD, policy);
        rig.counter.write();
        rig.policies.result(PEER, policy, TlsOutcome.without(Result.NOT_OFFERED, "192.0.2.1", "192.0.2.9"));
        Awaitility.await().until(() -> !journalled().isEmpty());
        assertThat(journalled())
                .containsEntry("status", "starttls-not-supported")
                .containsEntry("reason", "offered before")
                .containsEntry("host", PolicyRig.HOST);
        TlsCounter restarted = new TlsCounter(rig.store.store().tlsRecords(), rig.store.clock());
        restarted.load();
        assertThat(restarted.hasOffered(PolicyRig.HOST)).isTrue();
    }

    @Test
    void aRefusedHostIsCounted() {
        rig.dns.failing("_25._tcp." + PolicyRig.HOST, "SERVFAIL");
        rig.policies.result(PEER, rig.policy(), TlsOutcome.without(Result.PASSED_OVER, "", ""));
        assertThat(tallies()).singleElement().satisfies(tally -> {
            assertThat(tally.kind().result()).isEqualTo("dnssec-invalid");
            assertThat(tally.kind().policyType()).isEqualTo("tlsa");
            assertThat(tally.kind().policyDomain()).isEqualTo(PolicyRig.HOST);
        });
    }

    @Test
    void aPolicyThatCannotBeFetchedIsCountedBesideTheSession() throws IOException {
        sts("enforce", PolicyRig.HOST);
        rig.policyHost.status = 500;
        handshake(GOOD, rig.policy());
        assertThat(tallies())
                .extracting(
                        tally -> tally.kind().policyType() + " " + tally.kind().result())
                .containsExactlyInAnyOrder("no-policy-found ", "sts sts-policy-fetch-error");
    }

    @Test
    void plainConnectionsByTheAdministratorsWishAreNobodysBusiness() {
        rig.policies.result(
                PEER, policy(TlsMode.PLAIN, Tls.BY_POLICY), TlsOutcome.without(Result.PLAIN, "192.0.2.1", ""));
        rig.counter.write();
        assertThat(rig.store.store().tlsRecords().domains(rig.counter.today())).isEmpty();
    }

    @Test
    void aFloodOfDifferentFailuresIsCountedTogether() {
        TlsPolicy policy = policy(TlsMode.REQUIRE, Tls.BY_POLICY);
        for (int i = 0; i < 500; i++) {
            rig.policies.result(
                    PEER,
                    policy,
                    TlsOutcome.failed(Result.HANDSHAKE_FAILED, "192.0.2.1", "", new IOException("failure " + i)));
        }
        assertThat(tallies()).hasSizeLessThan(110);
        assertThat(tallies().stream().mapToLong(TlsTally::sessions).sum()).isEqualTo(500);
        assertThat(rig.store.store().journal().latest(Instant.EPOCH, 1000).size())
                .isEqualTo(1);
    }
}
