package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.smtp.queue.Courier;
import org.posthaste.smtp.queue.RecipientResult;
import org.posthaste.smtp.queue.Signal;
import org.posthaste.smtp.queue.Verdict;

/** Servers that break off, hang, babble and lie. */
class HostilePeerTest {
    private final RelayRig rig = new RelayRig();

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private static PoliteServer pipelining() {
        return PoliteServer.with("PIPELINING");
    }

    private void isDeferred(RecipientResult result, String status, Signal signal) {
        assertThat(result.verdict()).isEqualTo(Verdict.DEFERRED);
        assertThat(result.reply().status().toString())
                .as(result.reply().toString())
                .isEqualTo(status);
        assertThat(result.facts().signal()).isEqualTo(signal);
    }

    @Test
    void bannerOnlyTimesOut() {
        rig.impatient().there(client -> client.say("220 hello").ignore());
        isDeferred(rig.deliver(), "4.4.2", Signal.TIMED_OUT);
    }

    @Test
    void silenceTimesOut() {
        rig.impatient().there(Conversation::ignore);
        RecipientResult result = rig.deliver();
        isDeferred(result, "4.4.2", Signal.TIMED_OUT);
        assertThat(result.reply().text()).isEqualTo("the host took too long at the greeting");
    }

    @Test
    void anOctetNowAndThenDoesNotHoldAThread() {
        rig.impatient().there(client -> {
            while (true) {
                client.raw("2");
                client.pause();
            }
        });
        RecipientResult result = rig.deliver();
        // The octets make a line that never ends; whichever limit is reached first, the host does not win.
        assertThat(result.verdict()).isEqualTo(Verdict.DEFERRED);
    }

    @Test
    void aHostThatTakesNothingOfTheMessageTimesOut() {
        rig.impatient().there(client -> {
            client.say("220 hello").expect("EHLO");
            client.say("250 PIPELINING").expect("MAIL");
            client.say("250 ok").expect("RCPT");
            client.say("250 ok").expect("DATA");
            client.say("354 go");
            client.hang();
        });
        rig.text = "Subject: t\r\n\r\n" + "0123456789\r\n".repeat(2_000_000);
        RecipientResult result = rig.deliver();
        isDeferred(result, "4.4.2", Signal.TIMED_OUT);
        assertThat(result.reply().text()).isEqualTo("the host took too long at the message");
    }

    @Test
    void aReplyWithoutEndIsCutOff() {
        rig.there(client -> {
            while (true) {
                client.raw("220-" + "x".repeat(10_000) + "\r\n");
            }
        });
        isDeferred(rig.deliver(), "4.5.0", Signal.FINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\r\n", "hello\r\n", "2x0 hello\r\n", "099 x\r\n", "220-a\r\n550 b\r\n", "HTTP/1.1 400 Bad\r\n"})
    void whatIsNoReplyEndsTheConversation(String greeting) {
        rig.there(client -> client.raw(greeting).ignore());
        isDeferred(rig.deliver(), "4.5.0", Signal.FINE);
    }

    @Test
    void oddRepliesAreRead() {
        rig.there(pipelining()
                .on("greeting", "220-mx\ttab", "220-" + "y".repeat(5_000), "220 ok")
                .on("dot", "250 2.0.0 \u0007b\u0001\u202e\u00e4 queued"));
        assertThat(rig.deliver().reply().text()).isEqualTo("?b??\u00e4 queued");
    }

    @Test
    void aReplyWithoutTextOrWithLfAloneIsRead() {
        rig.there(client -> {
            client.raw("220\n").expect("EHLO");
            client.raw("250\n").expect("MAIL");
            client.raw("250\n").expect("RCPT");
            client.raw("250\n").expect("DATA");
            client.raw("354\n").message().raw("250\n");
        });
        assertThat(rig.deliver().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO", "MAIL", "RCPT", "DATA"})
    void aConnectionThatIsResetPutsOff(String verb) {
        for (boolean pipelining : List.of(false, true)) {
            try (RelayRig own = new RelayRig()) {
                own.there(client -> resetAt(client, verb, pipelining));
                RecipientResult result = own.deliver();
                assertThat(result.verdict()).isEqualTo(Verdict.DEFERRED);
                assertThat(result.reply().text()).doesNotContain("twice");
                isDeferred(result, "4.4.2", Signal.REFUSED_FOR_NOW);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void resetAt(Conversation client, String verb, boolean pipelining) throws java.io.IOException {
        client.say("220 hello");
        while (true) {
            String line = client.line();
            if (line.startsWith(verb)) {
                client.reset();
                return;
            }
            client.say(line.startsWith("EHLO") && pipelining ? "250-x\r\n250 PIPELINING" : "250 ok");
        }
    }

    @Test
    void aConnectionLostAfterTheEndOfTheMessageIsNotGuessedAbout() {
        rig.dns.mx("there.example", 20, "second.there.example").address("second.there.example", "127.0.0.2");
        TestPeer second = rig.peer("127.0.0.2", pipelining());
        TestPeer first = rig.there(client -> {
            client.say("220 hello").expect("EHLO");
            client.say("250 ok").expect("MAIL");
            client.say("250 ok").expect("RCPT");
            client.say("250 ok").expect("DATA");
            client.say("354 go").message().reset();
        });
        RecipientResult result = rig.deliver();
        isDeferred(result, "4.4.2", Signal.REFUSED_FOR_NOW);
        assertThat(result.reply().text()).endsWith("after the end of the message; it may be delivered twice");
        assertThat(first.messages()).hasSize(1);
        assertThat(second.connections()).isZero();
    }

    @Test
    void noReplyToTheEndOfTheMessageIsNotGuessedAbout() {
        rig.impatient().there(client -> {
            client.say("220 hello").expect("EHLO");
            client.say("250 ok").expect("MAIL");
            client.say("250 ok").expect("RCPT");
            client.say("250 ok").expect("DATA");
            client.say("354 go").message().ignore();
        });
        RecipientResult result = rig.deliver();
        isDeferred(result, "4.4.2", Signal.TIMED_OUT);
        assertThat(result.reply().text()).endsWith("it may be delivered twice");
    }

    @Test
    void repliesBeforeTheirTimeAreNotBelieved() {
        TestPeer peer = rig.there(client -> {
            client.say("220 hello").expect("EHLO");
            client.say("250-x", "250 PIPELINING").expect("MAIL");
            client.expect("RCPT");
            client.expect("DATA");
            client.say("250 ok", "250 ok", "354 go", "250 queued").ignore();
        });
        isDeferred(rig.deliver(), "4.5.0", Signal.FINE);
        assertThat(peer.messages()).isEmpty();
    }

    @Test
    void a421InTheMiddleEndsTheSessionAndLeavesTheRestForTheNextHost() {
        rig.dns.mx("there.example", 20, "second.there.example").address("second.there.example", "127.0.0.2");
        TestPeer second = rig.peer("127.0.0.2", pipelining());
        rig.there(pipelining().on("RCPT TO:<b@", "421 4.3.2 going down"));
        assertThat(rig.deliver("a@there.example", "b@there.example"))
                .isEqualTo(Map.of("a", "DELIVERED 250 2.0.0", "b", "DELIVERED 250 2.0.0"));
        assertThat(second.messages()).hasSize(1);
    }

    @Test
    void a421ToTheEndOfTheMessageIsOfThisHostOnly() {
        rig.there(pipelining().on("dot", "421 4.3.2 going down"));
        RecipientResult result = rig.deliver();
        isDeferred(result, "4.3.2", Signal.REFUSED_FOR_NOW);
        assertThat(result.reply().code()).isEqualTo(421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"354 more", "334 what"})
    void onlyTwoHundredDelivers(String reply) {
        rig.there(pipelining().on("dot", reply));
        assertThat(rig.deliver().verdict()).isEqualTo(Verdict.DEFERRED);
    }

    @Test
    void aRefusalWhileTheMessageIsSentIsHeard() {
        rig.there(client -> {
            client.say("220 hello").expect("EHLO");
            client.say("250 ok").expect("MAIL");
            client.say("250 ok").expect("RCPT");
            client.say("250 ok").expect("DATA");
            client.say("354 go").message().say("552 5.3.4 too big");
        });
        rig.text = "Subject: t\r\n\r\n" + "0123456789\r\n".repeat(200_000);
        RecipientResult result = rig.deliver();
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.reply().toString()).isEqualTo("552 5.3.4 too big");
    }

    @Test
    void anIdleConnectionThatWasClosedIsMadeAnew() {
        TestPeer peer = rig.there(
                client -> {
                    client.say("220 hello").expect("EHLO");
                    client.say("250 ok").expect("MAIL");
                    client.say("250 ok").expect("RCPT");
                    client.say("250 ok").expect("DATA");
                    client.say("354 go").message().say("250 ok", "421 4.4.2 idle too long");
                },
                pipelining());
        Courier courier = rig.courier();
        for (int i = 0; i < 2; i++) {
            assertThat(courier.deliver(rig.task("bob@there.example")))
                    .extracting(RecipientResult::verdict)
                    .containsExactly(Verdict.DELIVERED);
        }
        assertThat(peer.connections()).isEqualTo(2);
    }

    @Test
    void aHostThatWantsNoMoreMessagesOnAConnectionGetsAnother() {
        TestPeer peer = rig.there(
                client -> {
                    client.say("220 hello").expect("EHLO");
                    client.say("250 ok").expect("MAIL");
                    client.say("250 ok").expect("RCPT");
                    client.say("250 ok").expect("DATA");
                    client.say("354 go").message().say("250 ok").expect("MAIL");
                    client.say("421 4.7.0 too many messages on this connection");
                },
                pipelining());
        Courier courier = rig.courier();
        for (int i = 0; i < 2; i++) {
            assertThat(courier.deliver(rig.task("bob@there.example")))
                    .extracting(RecipientResult::verdict)
                    .containsExactly(Verdict.DELIVERED);
        }
        assertThat(peer.connections()).isEqualTo(2);
    }

    @Test
    void aBrokenOffDeliveryEndsSoon() throws Exception {
        java.util.concurrent.CountDownLatch connected = new java.util.concurrent.CountDownLatch(1);
        rig.there(client -> {
            connected.countDown();
            client.ignore();
        });
        Courier courier = rig.courier();
        java.util.concurrent.CompletableFuture<List<RecipientResult>> results =
                java.util.concurrent.CompletableFuture.supplyAsync(
                        () -> courier.deliver(rig.task("bob@there.example")));
        connected.await();
        courier.abort();
        assertThat(results.get(10, java.util.concurrent.TimeUnit.SECONDS))
                .extracting(RecipientResult::verdict)
                .containsExactly(Verdict.DEFERRED);
    }
}
