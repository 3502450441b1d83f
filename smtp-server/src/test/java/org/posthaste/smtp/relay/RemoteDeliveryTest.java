package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.smtp.queue.Courier;
import org.posthaste.smtp.queue.RecipientResult;
import org.posthaste.smtp.queue.Signal;
import org.posthaste.smtp.queue.Verdict;

/** Deliveries that go well, and choices among hosts. */
class RemoteDeliveryTest {
    private final RelayRig rig = new RelayRig();

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void aMessageIsDelivered() {
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING", "SIZE 1000000", "8BITMIME"));
        RecipientResult result = rig.deliver();
        assertThat(result.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(result.reply().toString()).isEqualTo("250 2.0.0 queued");
        assertThat(result.facts().host()).isEqualTo("mx.there.example");
        assertThat(result.facts().address()).isEqualTo("127.0.0.1");
        assertThat(result.facts().port()).isEqualTo(rig.port);
        assertThat(result.facts().signal()).isEqualTo(Signal.FINE);
        assertThat(peer.messages()).containsExactly(RelayRig.TEXT);
        assertThat(peer.transcript)
                .startsWith(
                        "EHLO relay.here.example",
                        "MAIL FROM:<alice@here.example> SIZE=" + RelayRig.TEXT.length(),
                        "RCPT TO:<bob@there.example>",
                        "DATA");
    }

    @Test
    void anOldServerIsSpokenToWithHelo() {
        TestPeer peer = rig.there(new PoliteServer().on("EHLO", "500 what?"));
        assertThat(rig.deliver().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(peer.transcript)
                .startsWith(
                        "EHLO relay.here.example",
                        "HELO relay.here.example",
                        "MAIL FROM:<alice@here.example>",
                        "RCPT TO:<bob@there.example>",
                        "DATA");
    }

    @Test
    void theConnectionIsUsedAgain() {
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING"));
        Courier courier = rig.courier();
        for (int i = 0; i < 3; i++) {
            assertThat(courier.deliver(rig.task("bob@there.example")))
                    .extracting(RecipientResult::verdict)
                    .containsExactly(Verdict.DELIVERED);
            assertThat(courier.isOpen()).isTrue();
        }
        assertThat(peer.connections()).isEqualTo(1);
        assertThat(peer.messages()).hasSize(3);
    }

    @Test
    void eachRecipientHasItsOwnResult() {
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING")
                .on("RCPT TO:<no@", "550 5.1.1 no such user")
                .on("RCPT TO:<later@", "450 4.2.0 greylisted"));
        assertThat(rig.deliver("yes@there.example", "no@there.example", "later@there.example"))
                .isEqualTo(
                        Map.of("yes", "DELIVERED 250 2.0.0", "no", "FAILED 550 5.1.1", "later", "DEFERRED 450 4.2.0"));
        assertThat(peer.messages()).hasSize(1);
    }

    @Test
    void theNextHostIsTriedWhenTheFirstRefusesConnections() {
        rig.dns.mx("there.example", 5, "down.there.example").address("down.there.example", "127.0.0.9");
        rig.there(PoliteServer.with("PIPELINING"));
        RecipientResult result = rig.deliver();
        assertThat(result.verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(result.facts().host()).isEqualTo("mx.there.example");
    }

    @Test
    void theNextHostIsTriedWhenTheFirstGreetsWithAnError() {
        rig.dns.mx("there.example", 5, "busy.there.example").address("busy.there.example", "127.0.0.2");
        TestPeer busy = rig.peer("127.0.0.2", new PoliteServer().on("greeting", "421 4.3.2 too busy"));
        rig.there(PoliteServer.with("PIPELINING"));
        assertThat(rig.deliver().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(busy.connections()).isEqualTo(1);
    }

    @Test
    void nobodyListeningIsNotFinal() {
        rig.dns.mx("there.example", 10, "mx.there.example").address("mx.there.example", "127.0.0.9");
        RecipientResult result = rig.deliver();
        assertThat(result.verdict()).isEqualTo(Verdict.DEFERRED);
        assertThat(result.reply().toString()).isEqualTo("451 4.4.1 127.0.0.9:" + rig.port + " refuses connections");
        assertThat(result.facts().signal()).isEqualTo(Signal.UNREACHABLE);
        assertThat(result.facts().address()).isEqualTo("127.0.0.9");
    }

    @Test
    void factsOfTheDnsAreFinal() {
        rig.dns.mx("null.example", 0, ".");
        rig.dns.mx("loop.example", 0, "relay.here.example");
        assertThat(List.of(delivery("null.example"), delivery("none.example"), delivery("loop.example")))
                .containsExactly("FAILED 556 5.1.10", "FAILED 550 5.1.2", "FAILED 554 5.4.6");
    }

    private String delivery(String domain) {
        Courier courier = rig.courier(RelayRoute.exchangers(domain));
        return RelayRig.outcomes(courier.deliver(rig.task("bob@" + domain))).get("bob");
    }

    @Test
    void aDnsThatFailsIsNotFinal() {
        rig.dns.failing("there.example", "SERVFAIL");
        RecipientResult result = rig.deliver();
        assertThat(result.verdict()).isEqualTo(Verdict.DEFERRED);
        assertThat(result.facts().signal()).isEqualTo(Signal.DNS);
    }
}
