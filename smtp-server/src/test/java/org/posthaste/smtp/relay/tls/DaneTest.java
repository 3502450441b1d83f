package org.posthaste.smtp.relay.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.common.dns.TlsaRecord;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.relay.TlsMode;
import org.posthaste.smtp.relay.TlsOutcome;
import org.posthaste.smtp.relay.TlsPeer;
import org.posthaste.smtp.relay.TlsPolicy;
import org.posthaste.smtp.relay.tls.TestAuthority.Identity;
import org.posthaste.smtp.relay.tls.TestAuthority.Wish;

/** RFC 7672 with real certificates and handshakes. */
class DaneTest {
    private static final String HOST = PolicyRig.HOST;
    private static final TestAuthority ANCHOR = TestAuthority.root("Anchor");
    private static final Instant YESTERDAY = Instant.now().minus(Duration.ofHours(1));

    private static final TestStore STORE = TestStores.open();

    private final PolicyRig rig = new PolicyRig(STORE);

    @AfterEach
    void end() {
        rig.policyHost.close();
    }

    @AfterAll
    static void endAll() {
        STORE.close();
    }

    /** Shakes hands; {@code met}, or why not. */
    private String handshake(Identity identity) throws IOException {
        return handshake(identity, rig.policy());
    }

    private String handshake(Identity identity, TlsPolicy policy, String... protocols) throws IOException {
        assertThat(policy).isInstanceOf(TlsPolicy.Dane.class);
        try (TlsHost host = new TlsHost(identity, protocols)) {
            TlsOutcome outcome = host.handshake(rig.policies, PolicyRig.PEER, policy);
            return TlsHost.failure(outcome).orElse("met");
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
    void anEndEntityIsMatchedWhateverItsNameDateAndIssuer(int selector, int matching) throws IOException {
        Identity server = TestAuthority.selfSigned(Wish.server("wrong.example").until(YESTERDAY));
        rig.tlsa(3, selector, matching, server.certificate());
        assertThat(handshake(server)).isEqualTo("met");
        assertThat(handshake(TestAuthority.selfSigned(Wish.server(HOST)))).isEqualTo("validation-failure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keysOfAllKindsAreMatched(String algorithm) throws IOException {
        Identity server = TestAuthority.selfSigned(Wish.server(HOST).with(algorithm));
        rig.tlsa(3, 1, 1, server.certificate());
        assertThat(handshake(server)).isEqualTo("met");
        assertThat(handshake(server, rig.policy(), "TLSv1.2")).isEqualTo("met");
    }

    @Test
    void duringARolloverOneRecordIsEnough() throws IOException {
        Identity old = TestAuthority.selfSigned(Wish.server(HOST));
        Identity fresh = TestAuthority.selfSigned(Wish.server(HOST));
        rig.tlsa(3, 1, 1, old.certificate()).tlsa(3, 1, 1, fresh.certificate());
        assertThat(handshake(old)).isEqualTo("met");
        assertThat(handshake(fresh)).isEqualTo("met");
    }

    @Test
    void ofSeveralDigestsTheStrongestCounts() throws IOException {
        Identity server = TestAuthority.selfSigned(Wish.server(HOST));
        rig.tlsa(3, 1, 1, server.certificate()).tlsa(3, 1, 2, new byte[64]);
        assertThat(handshake(server)).isEqualTo("validation-failure");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2"})
    void aTrustAnchorVouchesForWhatItIssued(int selector, int matching) throws IOException {
        rig.tlsa(2, selector, matching, ANCHOR.own.certificate());
        assertThat(handshake(ANCHOR.issue(Wish.server(HOST)))).isEqualTo("met");
        assertThat(handshake(ANCHOR.below("Below").issue(Wish.server(HOST)))).isEqualTo("met");
        assertThat(handshake(TestAuthority.root("Anchor").issue(Wish.server(HOST))))
                .isNotEqualTo("met");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aTrustAnchorThatIsWholeInTheDnsNeedNotBeSent(int selector) throws IOException {
        rig.tlsa(2, selector, 0, ANCHOR.own.certificate());
        assertThat(handshake(ANCHOR.issue(Wish.server(HOST)).showing(1))).isEqualTo("met");
        assertThat(handshake(ANCHOR.below("Below").issue(Wish.server(HOST)).showing(2)))
                .isEqualTo("met");
        assertThat(handshake(KNOWN_ELSEWHERE.showing(1))).isNotEqualTo("met");
    }

    private static final Identity KNOWN_ELSEWHERE = PolicyRig.KNOWN.issue(Wish.server(HOST));

    @Test
    void anIntermediateAuthorityMayBeTheAnchor() throws IOException {
        TestAuthority below = ANCHOR.below("Below");
        rig.tlsa(2, 0, 1, below.own.certificate());
        assertThat(handshake(below.issue(Wish.server(HOST)).showing(2))).isEqualTo("met");
    }

    @Test
    void aDigestOfAnAnchorThatIsNotSentHelpsNobody() throws IOException {
        rig.tlsa(2, 0, 1, ANCHOR.own.certificate());
        assertThat(handshake(ANCHOR.issue(Wish.server(HOST)).showing(1))).isEqualTo("validation-failure");
    }

    @Test
    void belowAnAnchorNamesAndDatesCount() throws IOException {
        rig.tlsa(2, 0, 1, ANCHOR.own.certificate());
        assertThat(handshake(ANCHOR.issue(Wish.server("wrong.example")))).isEqualTo("certificate-host-mismatch");
        assertThat(handshake(ANCHOR.issue(Wish.server(HOST).until(YESTERDAY)))).isEqualTo("certificate-expired");
        // The destination is as good as the host (RFC 7672 §3.2.2), and so are wildcards of one label.
        assertThat(handshake(ANCHOR.issue(Wish.server("example.com")))).isEqualTo("met");
        assertThat(handshake(ANCHOR.issue(Wish.server("*.example.com")))).isEqualTo("met");
        assertThat(handshake(ANCHOR.issue(Wish.server("m*.example.com")))).isEqualTo("certificate-host-mismatch");
        assertThat(handshake(ANCHOR.issue(Wish.server("*.com")))).isEqualTo("met");
        assertThat(handshake(ANCHOR.issue(Wish.server(HOST).nameless()))).isEqualTo("met");
        assertThat(handshake(ANCHOR.issue(Wish.server("wrong.example").nameless())))
                .isEqualTo("certificate-host-mismatch");
    }

    @Test
    void whatAnAnchorMustNotIssueDoesNotCount() throws IOException {
        TestAuthority flat = TestAuthority.root("Flat", 0);
        rig.tlsa(2, 0, 1, flat.own.certificate());
        assertThat(handshake(flat.issue(Wish.server(HOST)))).isEqualTo("met");
        assertThat(handshake(flat.below("Below").issue(Wish.server(HOST)))).isEqualTo("certificate-not-trusted");
    }

    @Test
    void aServersOwnCertificateIsNoTrustAnchor() throws IOException {
        Identity server = TestAuthority.selfSigned(Wish.server(HOST));
        rig.tlsa(2, 0, 1, server.certificate());
        assertThat(handshake(server)).isEqualTo("validation-failure");
    }

    @Test
    void namesAskedForAreTheBaseDomains() throws IOException {
        Identity server = TestAuthority.selfSigned(Wish.server(HOST));
        rig.tlsa(3, 1, 1, server.certificate());
        try (TlsHost host = new TlsHost(server)) {
            host.handshake(rig.policies, PolicyRig.PEER, rig.policy());
            assertThat(host.askedFor).isEqualTo(HOST);
        }
    }

    @Test
    void aSessionMadeForAnotherPolicyIsNotResumed() throws IOException {
        Identity server = TestAuthority.selfSigned(Wish.server(HOST));
        try (TlsHost host = new TlsHost(server)) {
            TlsPolicy opportunistic = rig.policy();
            assertThat(host.handshake(rig.policies, PolicyRig.PEER, opportunistic)
                            .result())
                    .isEqualTo(TlsOutcome.Result.ENCRYPTED);
            rig.tlsa(3, 1, 1, new byte[32]);
            assertThat(host.handshake(rig.policies, PolicyRig.PEER, rig.policy())
                            .result())
                    .isEqualTo(TlsOutcome.Result.HANDSHAKE_FAILED);
        }
    }

    @Test
    void recordsNobodyUnderstandsStillMeanTls() {
        rig.tlsa(0, 0, 1, new byte[32])
                .tlsa(1, 1, 1, new byte[32])
                .tlsa(3, 1, 1, new byte[31])
                .tlsa(3, 2, 1, new byte[32]);
        rig.tlsa(3, 1, 3, new byte[32]).tlsa(2, 0, 0, new byte[] {1, 2, 3}).tlsa(255, 255, 255, new byte[0]);
        TlsPolicy policy = rig.policy();
        assertThat(policy).isInstanceOf(TlsPolicy.Encrypted.class);
        assertThat(policy.unmet()).isEqualTo(TlsPolicy.Unmet.TRY_LATER);
        assertThat(policy.name()).isEqualTo("dane-unusable");
    }

    @Test
    void withoutDnssecThereIsNoDane() {
        String name = "_25._tcp." + HOST;
        rig.dns.tlsa(name, new TlsaRecord(3, 1, 1, new byte[32]));
        assertThat(rig.policy()).as("insecure records").isInstanceOf(TlsPolicy.Opportunistic.class);
        rig.dns.secure(name);
        assertThat(rig.policy()).isInstanceOf(TlsPolicy.Dane.class);
        TlsPeer insecure = new TlsPeer(PolicyRig.DOMAIN, HOST, 25, false);
        assertThat(rig.policy(insecure, TlsMode.AUTOMATIC, MessageOptions.Tls.BY_POLICY))
                .as("insecure MX")
                .isInstanceOf(TlsPolicy.Opportunistic.class);
    }

    @Test
    void aHostWithAnUnsignedAddressIsNotAskedForRecords() {
        rig.dns.address("mx2.example.com", "192.0.2.2").failing("_25._tcp.mx2.example.com", "SERVFAIL");
        TlsPeer unsigned = new TlsPeer(PolicyRig.DOMAIN, "mx2.example.com", 25, true);
        assertThat(rig.policy(unsigned, TlsMode.AUTOMATIC, MessageOptions.Tls.BY_POLICY))
                .isInstanceOf(TlsPolicy.Opportunistic.class);
        assertThat(rig.dns.queries()).doesNotContain("_25._tcp.mx2.example.com/TLSA");
    }

    @Test
    void provedAbsenceIsNoPolicy() {
        rig.dns.secure("_25._tcp." + HOST);
        assertThat(rig.policy()).isEqualTo(new TlsPolicy.Opportunistic());
    }

    @Test
    void whileNobodyKnowsTheHostIsPassedOver() {
        rig.dns.failing("_25._tcp." + HOST, "SERVFAIL");
        TlsPolicy policy = rig.policy();
        assertThat(policy).isInstanceOfSatisfying(TlsPolicy.Refuse.class, refusal -> {
            assertThat(refusal.temporary()).isTrue();
            assertThat(refusal.status()).isEqualTo("4.7.5");
            assertThat(refusal.missed().failure().type().text()).isEqualTo("dnssec-invalid");
        });
    }

    @Test
    void anAliasIsLookedUpAtItsEndAndThenAtItself() {
        rig.dns.cname("alias.example.com", "end.example.net").address("end.example.net", "192.0.2.3");
        rig.dns.secure("alias.example.com", "end.example.net");
        rig.dns.tlsa("_25._tcp.alias.example.com", new TlsaRecord(2, 0, 1, new byte[32]));
        rig.dns.secure("_25._tcp.alias.example.com", "_25._tcp.end.example.net");
        TlsPeer alias = new TlsPeer("example.com", "alias.example.com", 25, true);
        assertThat(names(alias)).containsExactly("alias.example.com", "example.com");
        rig.dns.tlsa("_25._tcp.end.example.net", new TlsaRecord(2, 0, 1, new byte[32]));
        assertThat(names(alias)).containsExactly("end.example.net", "example.com");
    }

    @Test
    void aSignedAliasOfAnUnsignedHostMayHaveRecords() {
        rig.dns.cname("alias.example.com", "end.example.net").address("end.example.net", "192.0.2.3");
        rig.dns.secure("alias.example.com", "_25._tcp.alias.example.com");
        rig.dns.tlsa("_25._tcp.alias.example.com", new TlsaRecord(2, 0, 1, new byte[32]));
        assertThat(names(new TlsPeer("example.com", "alias.example.com", 25, true)))
                .containsExactly("alias.example.com", "example.com");
    }

    @Test
    void whatTheDestinationIsAnAliasOfIsAName() {
        rig.dns.cname("exchange.example.org", "example.com").secure("exchange.example.org");
        rig.tlsa(2, 0, 1, new byte[32]);
        assertThat(names(new TlsPeer("exchange.example.org", HOST, 25, true)))
                .containsExactly(HOST, "exchange.example.org", "example.com");
    }

    @Test
    void recordsOfOtherPortsAreOthers() {
        String name = "_2525._tcp." + HOST;
        rig.dns.tlsa(name, new TlsaRecord(3, 1, 1, new byte[32])).secure(name);
        assertThat(rig.policy()).isInstanceOf(TlsPolicy.Opportunistic.class);
        TlsPeer other = new TlsPeer(PolicyRig.DOMAIN, HOST, 2525, true);
        assertThat(rig.policy(other, TlsMode.AUTOMATIC, MessageOptions.Tls.BY_POLICY))
                .isInstanceOf(TlsPolicy.Dane.class);
    }

    private List<String> names(TlsPeer peer) {
        TlsPolicy policy = rig.policy(peer, TlsMode.AUTOMATIC, MessageOptions.Tls.BY_POLICY);
        return ((TlsPolicy.Dane) policy).names();
    }

    @Test
    void recordsTellWhatReportsTell() {
        X509Certificate certificate = ANCHOR.own.certificate();
        rig.tlsa(3, 1, 1, certificate).tlsa(0, 0, 1, new byte[32]);
        assertThat(TlsResults.basis(PolicyRig.PEER, rig.policy()).lines())
                .hasSize(2)
                .allMatch(line -> line.matches("[03] [01] 1 [0-9a-f]{64}"));
        assertThat(TlsResults.basis(PolicyRig.PEER, rig.policy()).domain()).isEqualTo(HOST);
    }
}
