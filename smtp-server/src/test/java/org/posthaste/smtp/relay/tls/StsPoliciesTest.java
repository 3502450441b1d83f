package org.posthaste.smtp.relay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthaste.smtp.relay.TlsFailure;
import org.posthaste.smtp.relay.TlsResultType;
import org.posthaste.smtp.relay.tls.StsPolicies.Answer;
import org.posthaste.smtp.relay.tls.TestAuthority.Wish;

/** Fetching and keeping MTA-STS policies, from a real HTTPS server. */
class StsPoliciesTest {
    private static final String DOMAIN = PolicyRig.DOMAIN;
    private static final String[] ENFORCE = {"version: STSv1", "mode: enforce", "mx: mx.example.com", "max_age: 86400"};
    private static final String[] NONE = {"version: STSv1", "mode: none", "max_age: 86400"};

    private final PolicyRig rig = new PolicyRig();

    @AfterEach
    void end() {
        rig.close();
    }

    private Answer answer() {
        return answer(rig.sts);
    }

    private static Answer answer(StsPolicies policies) {
        try {
            return policies.policyFor(DOMAIN).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<StsPolicy.Mode> mode() {
        return answer().policy().map(StsPolicy::mode);
    }

    private String failure() {
        return answer().failure().map(failure -> failure.type().text()).orElse("none");
    }

    /** The same, started anew over what was kept. */
    private StsPolicies restarted() {
        HttpClient client = rig.policyHost.client(PolicyRig.KNOWN);
        StsFetcher fetcher = new StsFetcher(() -> client, rig.policyHost::address, Duration.ofSeconds(5));
        StsPolicies again = new StsPolicies(
                rig.dns, fetcher, rig.store.store().tlsRecords(), rig.store.clock(), Duration.ofSeconds(20));
        again.load();
        return again;
    }

    @Test
    void aPolicyIsFetchedOnceAndThenKept() {
        rig.sts("1", ENFORCE);
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        assertThat(rig.policyHost.requests).containsExactly(DOMAIN);
        assertThat(failure()).isEqualTo("none");
    }

    @Test
    void aNewIdMeansANewPolicy() {
        rig.sts("1", ENFORCE);
        assertThat(mode()).contains(StsPolicy.Mode.ENFORCE);
        rig.sts("2", NONE);
        assertThat(mode()).contains(StsPolicy.Mode.NONE);
    }

    @Test
    void withoutARecordNobodyIsAsked() {
        assertThat(answer()).isEqualTo(Answer.NONE);
        assertThat(rig.policyHost.requests).isEmpty();
    }

    @Test
    void aPolicyOutlivesItsRecordItsHostAndOurRestart() {
        rig.sts("1", ENFORCE);
        assertThat(mode()).isPresent();
        rig.dns.remove("_mta-sts." + DOMAIN);
        assertThat(mode()).isPresent();
        rig.dns.failing("_mta-sts." + DOMAIN, "SERVFAIL");
        assertThat(mode()).isPresent();
        rig.policyHost.status = 500;
        rig.dns.mended("_mta-sts." + DOMAIN).txt("_mta-sts." + DOMAIN, "v=STSv1; id=2");
        assertThat(mode()).isPresent();
        assertThat(failure()).isEqualTo("sts-policy-fetch-error");
        Awaitility.await()
                .until(() -> !rig.store.store().tlsRecords().policies(9).isEmpty());
        assertThat(answer(restarted()).policy()).isPresent();
        rig.store.clock().advance(Duration.ofSeconds(86_399));
        assertThat(mode()).isPresent();
        rig.store.clock().advance(Duration.ofSeconds(1));
        assertThat(mode()).isEmpty();
        assertThat(answer(restarted()).policy()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "404, text/plain, sts-policy-fetch-error",
        "302, text/plain, sts-policy-fetch-error",
        "200, text/html, sts-policy-invalid",
        "200, '', sts-policy-invalid",
        "200, text/plainer, sts-policy-invalid"
    })
    void whatIsNotServedAsItMustBeIsNoPolicy(int status, String type, String failure) {
        rig.sts("1", ENFORCE);
        rig.policyHost.status = status;
        rig.policyHost.type = type;
        assertThat(mode()).isEmpty();
        assertThat(failure()).isEqualTo(failure);
        assertThat(rig.policyHost.requests)
                .as("neither followed nor asked again")
                .hasSize(1);
    }

    @Test
    void parametersOfTheTypeDoNotMatter() {
        rig.sts("1", ENFORCE);
        rig.policyHost.type = "Text/Plain ; charset=iso-8859-15; x=y";
        assertThat(mode()).isPresent();
    }

    @Test
    void aMalformedPolicyIsNone() {
        rig.sts("1", "version: STSv1", "mode: enforce");
        assertThat(mode()).isEmpty();
        assertThat(failure()).isEqualTo("sts-policy-invalid");
    }

    @Test
    void aHugePolicyIsNotRead() {
        rig.sts("1", ENFORCE);
        rig.policyHost.body = new byte[64 * 1024 + 1];
        assertThat(failure()).isEqualTo("sts-policy-fetch-error");
    }

    @Test
    void thePolicyHostNeedsACertificateThatIsKnownAndInTimeAndForItsName() {
        for (TestAuthority.Identity wrong : List.of(
                TestAuthority.root("Unknown").issue(Wish.server("localhost")),
                PolicyRig.KNOWN.issue(Wish.server("elsewhere.example")),
                PolicyRig.KNOWN.issue(
                        Wish.server("localhost").until(Instant.now().minusSeconds(60))),
                TestAuthority.selfSigned(Wish.server("localhost")))) {
            rig.policyHost.show(wrong);
            rig.sts("1", ENFORCE);
            rig.store.clock().advance(Duration.ofHours(1));
            assertThat(failure()).isEqualTo("sts-webpki-invalid");
            assertThat(mode()).isEmpty();
        }
        assertThat(rig.policyHost.requests).isEmpty();
    }

    @Test
    void afterAFailureTheSameIdIsLeftAloneForSomeMinutes() {
        rig.sts("1", ENFORCE);
        rig.policyHost.status = 503;
        assertThat(failure()).isEqualTo("sts-policy-fetch-error");
        rig.policyHost.status = 200;
        assertThat(failure()).isEqualTo("sts-policy-fetch-error");
        assertThat(rig.policyHost.requests).hasSize(1);
        rig.store.clock().advance(Duration.ofMinutes(10));
        assertThat(mode()).isPresent();
    }

    @Test
    void nobodyWaitsForASlowPolicyHost() {
        HttpClient client = rig.policyHost.client(PolicyRig.KNOWN);
        StsFetcher fetcher = new StsFetcher(() -> client, rig.policyHost::address, Duration.ofSeconds(60));
        StsPolicies hasty = new StsPolicies(
                rig.dns, fetcher, rig.store.store().tlsRecords(), rig.store.clock(), Duration.ofMillis(50));
        hasty.load();
        rig.sts("1", ENFORCE);
        rig.policyHost.gate = new CountDownLatch(1);
        assertThat(answer(hasty).policy()).isEmpty();
        rig.policyHost.gate.countDown();
        Awaitility.await().until(() -> answer(hasty).policy().isPresent());
    }

    @Test
    void aThousandDomainsAtOnceAreFetchedFewAtATime() {
        rig.sts("1", ENFORCE);
        rig.policyHost.gate = new CountDownLatch(1);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rig.dns.txt("_mta-sts.d" + i + ".example", "v=STSv1; id=1;");
            answers.add(rig.sts.policyFor("d" + i + ".example").toCompletableFuture());
        }
        Awaitility.await().until(() -> rig.policyHost.requests.size() >= 16);
        rig.policyHost.gate.countDown();
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.get(30, TimeUnit.SECONDS).policy()).isPresent());
        assertThat(rig.policyHost.mostAtOnce.get()).isBetween(1, 16);
        assertThat(rig.policyHost.requests).hasSize(300);
    }

    @Test
    void oneDomainAskedForByManyIsFetchedOnce() {
        rig.sts("1", ENFORCE);
        rig.policyHost.gate = new CountDownLatch(1);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(rig.sts.policyFor(DOMAIN).toCompletableFuture());
        }
        rig.policyHost.gate.countDown();
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.get(30, TimeUnit.SECONDS).policy()).isPresent());
        assertThat(rig.policyHost.requests).hasSize(1);
    }

    @Test
    void aPolicyInUseIsRefreshedOnceADayThoughItsIdStays() {
        rig.sts("1", "version: STSv1", "mode: enforce", "mx: mx.example.com", "max_age: 604800");
        assertThat(mode()).isPresent();
        rig.sts.refresh();
        rig.store.clock().advance(Duration.ofHours(25));
        rig.sts.refresh();
        Awaitility.await().until(() -> rig.policyHost.requests.size() == 2);
        rig.store.clock().advance(Duration.ofDays(6).plusHours(12));
        assertThat(mode()).as("its life began anew").isPresent();
    }

    @Test
    void aPolicyNobodyUsesIsLeftToRunOut() {
        rig.sts("1", "version: STSv1", "mode: enforce", "mx: mx.example.com", "max_age: 2000000");
        assertThat(mode()).isPresent();
        rig.store.clock().advance(Duration.ofDays(20));
        rig.sts.refresh();
        assertThat(rig.dns.queries().stream().filter(query -> query.startsWith("_mta-sts")))
                .hasSize(1);
        rig.store.clock().advance(Duration.ofDays(20));
        rig.sts.refresh();
        Awaitility.await()
                .until(() -> rig.store.store().tlsRecords().policies(9).isEmpty());
    }

    @Test
    void aThousandDomainsOfWhichNoAddressCanBeMadeHaveNoPolicy() {
        HttpClient client = rig.policyHost.client(PolicyRig.KNOWN);
        StsFetcher fetcher = new StsFetcher(() -> client, StsFetcher::wellKnown, Duration.ofSeconds(5));
        StsPolicies policies = new StsPolicies(
                rig.dns, fetcher, rig.store.store().tlsRecords(), rig.store.clock(), Duration.ofSeconds(20));
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            rig.dns.txt("_mta-sts.d_" + i + ".example", "v=STSv1; id=1;");
            answers.add(policies.policyFor("d_" + i + ".example").toCompletableFuture());
        }
        policies.load();
        assertThat(answers).allSatisfy(answer -> assertThat(
                        answer.get(30, TimeUnit.SECONDS).failure().map(TlsFailure::type))
                .contains(TlsResultType.STS_POLICY_FETCH_ERROR));
    }

    @Test
    void failuresSayWhy() {
        rig.sts("1", ENFORCE);
        rig.policyHost.status = 418;
        assertThat(answer().failure().map(TlsFailure::reason)).contains("HTTP status 418");
    }
}
