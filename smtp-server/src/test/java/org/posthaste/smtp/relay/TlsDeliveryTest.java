package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.tls.ServerContexts;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.RecipientResult;
import org.posthaste.smtp.queue.Verdict;
import org.posthaste.smtp.relay.TlsOutcome.Result;

/** TLS on the way, and what becomes of a message when it fails. */
class TlsDeliveryTest {
    private static final SSLContext SERVER =
            ServerContexts.selfSigned(Instant.now(), "mx.there.example").context();

    private final RelayRig rig = new RelayRig();
    private final List<Result> outcomes = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    /** One policy for all; certificates are taken as they come, or as the platform trusts them. */
    private void policy(TlsPolicy policy) {
        OpportunisticTls any = new OpportunisticTls();
        rig.policies = new TlsPolicySource() {
            @Override
            public CompletionStage<TlsPolicy> policyFor(TlsPeer peer, TlsMode mode, MessageOptions.Tls demand) {
                return CompletableFuture.completedFuture(policy);
            }

            @Override
            public SSLContext contextFor(TlsPolicy asked) {
                try {
                    return asked instanceof TlsPolicy.Verified ? SSLContext.getDefault() : any.contextFor(asked);
                } catch (java.security.NoSuchAlgorithmException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void result(TlsPeer peer, TlsPolicy asked, TlsOutcome outcome) {
                outcomes.add(outcome.result());
            }
        };
    }

    private static TlsPolicy encrypted(TlsPolicy.Unmet unmet) {
        return new TlsPolicy.Encrypted(TlsBasis.none("there.example"), unmet);
    }

    private static TlsPolicy verified(TlsPolicy.Unmet unmet) {
        return new TlsPolicy.Verified(List.of("mx.there.example"), TlsBasis.none("there.example"), unmet);
    }

    @Test
    void tlsIsUsedWhereItIsOffered() {
        policy(new TlsPolicy.Opportunistic());
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING").startTls(SERVER, "PIPELINING", "SIZE"));
        RecipientResult result = rig.deliver();
        assertThat(result.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(result.facts().tls()).startsWith("TLSv1.3 TLS_");
        assertThat(result.facts().policy()).isEqualTo("opportunistic");
        assertThat(peer.transcript.subList(0, 4))
                .containsExactly(
                        "EHLO relay.here.example",
                        "STARTTLS",
                        "EHLO relay.here.example",
                        "MAIL FROM:<alice@here.example> SIZE=" + RelayRig.TEXT.length());
        assertThat(outcomes).containsExactly(Result.ENCRYPTED);
    }

    @Test
    void garbageInsteadOfAHandshakeIsFollowedByAConnectionInClear() {
        policy(new TlsPolicy.Opportunistic());
        TestPeer peer = rig.there(
                client -> {
                    client.say("220 hello").expect("EHLO");
                    client.say("250-x", "250 STARTTLS").expect("STARTTLS");
                    client.say("220 go").awaitInput();
                    client.say("this is no TLS").ignore();
                },
                PoliteServer.with("PIPELINING").startTls(SERVER));
        RecipientResult result = rig.deliver();
        assertThat(result.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(result.facts().tls()).isEmpty();
        assertThat(peer.connections()).isEqualTo(2);
        assertThat(outcomes).containsExactly(Result.HANDSHAKE_FAILED);
    }

    @Test
    void aTestingPolicyThatIsNotMetIsFollowedByAnyCertificate() {
        policy(verified(TlsPolicy.Unmet.DELIVER));
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING").startTls(SERVER, "PIPELINING"));
        RecipientResult result = rig.deliver();
        assertThat(result.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(result.facts().tls()).startsWith("TLS");
        assertThat(peer.connections()).isEqualTo(2);
        assertThat(outcomes).containsExactly(Result.UNTRUSTED);
    }

    @Test
    void aCertificateThatIsNotTrustedPutsOff() {
        policy(verified(TlsPolicy.Unmet.TRY_LATER));
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING").startTls(SERVER, "PIPELINING"));
        RecipientResult result = rig.deliver();
        assertThat(result.verdict()).isEqualTo(Verdict.DEFERRED);
        assertThat(result.reply().toString()).startsWith("451 4.7.5 the certificate is not trusted");
        assertThat(result.facts().policy()).isEqualTo("verify");
        assertThat(peer.messages()).isEmpty();
        assertThat(outcomes).containsExactly(Result.UNTRUSTED);
    }

    @Test
    void strippedStartTlsPutsOffWhereTlsIsRequired() {
        policy(encrypted(TlsPolicy.Unmet.TRY_LATER));
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DEFERRED 451 4.7.4"));
        assertThat(peer.transcript).noneMatch(line -> line.startsWith("MAIL"));
        assertThat(outcomes).containsExactly(Result.NOT_OFFERED);
    }

    @Test
    void refusedStartTlsIsFinalWhereTheSenderSaysSo() {
        policy(encrypted(TlsPolicy.Unmet.GIVE_UP));
        rig.there(PoliteServer.with("PIPELINING").startTls(SERVER).on("STARTTLS", "454 4.7.0 no"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "FAILED 554 5.7.10"));
        assertThat(outcomes).containsExactly(Result.REFUSED);
    }

    @Test
    void repliesInjectedBeforeTlsEndTheConnection() {
        policy(new TlsPolicy.Opportunistic());
        TestPeer peer = rig.there(client -> {
            client.say("220 hello").expect("EHLO");
            client.say("250-x", "250 STARTTLS").expect("STARTTLS");
            client.raw("220 go\r\n250 evil.example\r\n").ignore();
        });
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DEFERRED 451 4.7.5"));
        assertThat(peer.connections()).isEqualTo(1);
        assertThat(outcomes).containsExactly(Result.INJECTED);
    }

    @Test
    void aMessageThatRequiresTlsNeedsRequireTls() {
        policy(encrypted(TlsPolicy.Unmet.GIVE_UP));
        rig.options = MessageOptions.NONE.withTls(MessageOptions.Tls.REQUIRED);
        TestPeer peer = rig.there(
                PoliteServer.with("PIPELINING").startTls(SERVER, "PIPELINING"),
                PoliteServer.with("PIPELINING").startTls(SERVER, "PIPELINING", "REQUIRETLS"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "FAILED 554 5.7.30"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DELIVERED 250 2.0.0"));
        assertThat(peer.transcript).contains("MAIL FROM:<alice@here.example> REQUIRETLS");
    }

    @Test
    void aRefusedHostIsNotConnectedTo() {
        TlsFailure failure = new TlsFailure(TlsResultType.VALIDATION_FAILURE, "not in the policy");
        policy(new TlsPolicy.Refuse(
                "mta-sts", "4.7.5", new TlsPolicy.Missed(TlsBasis.none("there.example"), failure), true));
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DEFERRED 451 4.7.5"));
        assertThat(peer.connections()).isZero();
        assertThat(outcomes).containsExactly(Result.PASSED_OVER);
    }
}
