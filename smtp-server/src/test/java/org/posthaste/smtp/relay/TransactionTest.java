package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.io.ByteSource;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.MailParameters.Body;
import org.posthaste.smtp.protocol.RcptParameters;
import org.posthaste.smtp.protocol.RcptParameters.Notify;
import org.posthaste.smtp.queue.Courier;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.MessageOptions.DeliverBy;
import org.posthaste.smtp.queue.RecipientOptions;
import org.posthaste.smtp.queue.RecipientResult;
import org.posthaste.smtp.queue.Verdict;

/** What is said in a transaction, and what the replies mean. */
class TransactionTest {
    private final RelayRig rig = new RelayRig();

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    private String mailOf(TestPeer peer) {
        return peer.transcript.stream()
                .filter(line -> line.startsWith("MAIL"))
                .findFirst()
                .orElse("");
    }

    @Test
    void linesEndInCrlfOnlyAndDotsAreDoubled() {
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING"));
        rig.text = "Subject: t\n\n.\r\n..a\rb\n.c";
        assertThat(rig.deliver().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(peer.messages()).containsExactly("Subject: t\r\n\r\n..\r\n...a\r\nb\r\n..c\r\n");
    }

    @Test
    void aMessageLargerThanTheHeapIsStreamed() {
        TestPeer peer = rig.there(client -> {
            client.say("220 hello").expect("EHLO");
            client.say("250 PIPELINING").expect("MAIL");
            client.say("250 ok").expect("RCPT");
            client.say("250 ok").expect("DATA");
            client.say("354 go");
            client.discard();
            client.say("250 ok");
        });
        long size = 300L << 20;
        byte[] line = ("0123456789".repeat(6) + "ab\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteSource large = new ByteSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public int read(long position, ByteBuffer into) {
                int count = (int) Math.min(into.remaining(), size - position);
                for (int i = 0; i < count; i++) {
                    into.put(line[(int) ((position + i) % line.length)]);
                }
                return count;
            }
        };
        assertThat(rig.courier().deliver(rig.task(large, "bob@there.example")))
                .extracting(RecipientResult::verdict)
                .containsExactly(Verdict.DELIVERED);
        assertThat(peer.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 550 5.7.1 no, FAILED 550 5.7.1",
        "MAIL, 451 4.3.0 later, DEFERRED 451 4.3.0",
        "RCPT, 550 5.1.1 no, FAILED 550 5.1.1",
        "RCPT, 550 4.1.1 no, FAILED 550 5.0.0",
        "RCPT, 450 no, DEFERRED 450 4.0.0",
        "RCPT, 552 5.2.2 full, FAILED 552 5.2.2",
        "DATA, 554 5.7.1 no, FAILED 554 5.7.1",
        "DATA, 451 4.7.1 later, DEFERRED 451 4.7.1",
        "DATA, 250 what, DEFERRED 451 4.5.0",
        "dot, 554 5.6.0 no, FAILED 554 5.6.0",
        "dot, 452 4.3.1 full, DEFERRED 452 4.3.1",
        "greeting, 554 5.7.1 blocked, DEFERRED 554 5.7.1",
        "greeting, 521 no mail here, FAILED 521 5.0.0"
    })
    void repliesMeanWhatTheyMean(String at, String reply, String outcome) throws Exception {
        for (String[] extensions : List.of(new String[0], new String[] {"PIPELINING"})) {
            try (RelayRig own = new RelayRig()) {
                own.there(PoliteServer.with(extensions).on(at, reply));
                assertThat(own.deliver("bob@there.example")).isEqualTo(Map.of("bob", outcome));
            }
        }
    }

    @Test
    void aSessionRefusedByEhloAndHeloFailsWhenNoOtherHostIsLeft() {
        rig.there(new PoliteServer().on("EHLO", "550 5.7.1 go away").on("HELO", "550 5.7.1 go away"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "FAILED 550 5.7.1"));
    }

    @Test
    void dataAcceptedWithoutRecipientsIsEndedByASingleDot() {
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING")
                .on("RCPT", "550 5.1.1 no such user")
                .on("DATA", "354 go ahead all the same"));
        Courier courier = rig.courier();
        assertThat(RelayRig.outcomes(courier.deliver(rig.task("bob@there.example"))))
                .isEqualTo(Map.of("bob", "FAILED 550 5.1.1"));
        assertThat(courier.isOpen()).isTrue();
        assertThat(peer.messages()).containsExactly("");
    }

    @Test
    void aTransactionLeftOpenIsResetBeforeTheNext() {
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING").on("RCPT TO:<no@", "550 5.1.1 no such user"));
        Courier courier = rig.courier();
        courier.deliver(rig.task("no@there.example"));
        assertThat(RelayRig.outcomes(courier.deliver(rig.task("yes@there.example"))))
                .isEqualTo(Map.of("yes", "DELIVERED 250 2.0.0"));
        assertThat(peer.transcript).contains("RSET");
        assertThat(peer.connections()).isEqualTo(1);
    }

    @Test
    void recipientsThatAreTooManyGetTheirOwnTransaction() {
        TestPeer peer = rig.there(client -> {
            client.say("220 hello").expect("EHLO");
            client.say("250-x", "250 PIPELINING");
            for (int round = 0; round < 3; round++) {
                client.expect("MAIL");
                client.say("250 ok").expect("RCPT");
                client.say("250 ok");
                String line = client.line();
                while (line.startsWith("RCPT")) {
                    client.say("452 4.5.3 too many recipients");
                    line = client.line();
                }
                client.say("354 go").message().say("250 2.0.0 ok");
            }
        });
        assertThat(rig.deliver("a@there.example", "b@there.example", "c@there.example"))
                .isEqualTo(Map.of("a", "DELIVERED 250 2.0.0", "b", "DELIVERED 250 2.0.0", "c", "DELIVERED 250 2.0.0"));
        assertThat(peer.messages()).hasSize(3);
    }

    @Test
    void limitsTheHostAnnouncesAreKept() {
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING", "LIMITS RCPTMAX=2 MAILMAX=1"));
        assertThat(rig.deliver("a@there.example", "b@there.example", "c@there.example")
                        .values())
                .containsOnly("DELIVERED 250 2.0.0");
        assertThat(peer.messages()).hasSize(2);
        assertThat(peer.connections()).isEqualTo(2);
    }

    @Test
    void aMessageLargerThanTheHostTakesFailsUnsent() {
        TestPeer peer = rig.there(PoliteServer.with("SIZE 20"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "FAILED 554 5.3.4"));
        assertThat(mailOf(peer)).isEmpty();
    }

    @Test
    void eightBitTextNeedsEightBitMime() {
        rig.options = MessageOptions.of(MailParameters.NONE.withBody(Body.EIGHT_BIT_MIME));
        TestPeer peer = rig.there(PoliteServer.with("SIZE"));
        rig.text = "Subject: t\r\n\r\n\u00e4\r\n";
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "FAILED 554 5.6.3"));
        rig.text = RelayRig.TEXT;
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DELIVERED 250 2.0.0"));
        assertThat(mailOf(peer)).doesNotContain("BODY");
    }

    @Test
    void eightBitTextIsAnnounced() {
        rig.options = MessageOptions.of(MailParameters.NONE.withBody(Body.EIGHT_BIT_MIME));
        TestPeer peer = rig.there(PoliteServer.with("8BITMIME"));
        assertThat(rig.deliver().verdict()).isEqualTo(Verdict.DELIVERED);
        assertThat(mailOf(peer)).isEqualTo("MAIL FROM:<alice@here.example> BODY=8BITMIME");
    }

    @Test
    void binaryTextThatCanBeSentAsLinesIs() {
        rig.options = MessageOptions.of(MailParameters.NONE.withBody(Body.BINARY_MIME));
        TestPeer peer = rig.there(PoliteServer.with("8BITMIME"));
        assertThat(rig.deliver().verdict()).isEqualTo(Verdict.DELIVERED);
        rig.text = "Subject: t\r\n\r\na\u0000b\r\n";
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "FAILED 554 5.6.3"));
        assertThat(peer.messages()).hasSize(1);
    }

    @Test
    void smtpUtf8IsNeededForNamesAndHeadersOnly() {
        rig.options = MessageOptions.of(MailParameters.NONE.withSmtpUtf8());
        rig.there(PoliteServer.with("8BITMIME"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DELIVERED 250 2.0.0"));
        assertThat(rig.deliver("b\u00f6b@there.example")).isEqualTo(Map.of("b\u00f6b", "FAILED 554 5.6.7"));
        rig.text = "Subject: \u00e4\r\n\r\nx\r\n";
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "FAILED 554 5.6.7"));
    }

    @Test
    void smtpUtf8IsSaid() {
        rig.options = MessageOptions.of(MailParameters.NONE.withSmtpUtf8());
        TestPeer peer = rig.there(PoliteServer.with("8BITMIME", "SMTPUTF8"));
        assertThat(rig.deliver("b\u00f6b@there.example")).isEqualTo(Map.of("b\u00f6b", "DELIVERED 250 2.0.0"));
        assertThat(peer.transcript)
                .contains("MAIL FROM:<alice@here.example> SMTPUTF8", "RCPT TO:<b\u00f6b@there.example>");
    }

    @Test
    void deliveryNotificationsAreLeftToAHostThatGivesThem() {
        rig.options =
                MessageOptions.of(MailParameters.NONE.withEnvelopeId("a+b c").withReturn(MailParameters.Return.HDRS));
        rig.recipientOptions = RecipientOptions.of(RcptParameters.NONE
                .withNotify(Set.of(Notify.SUCCESS, Notify.DELAY))
                .withOriginalRecipient("rfc822;Bob+x@there.example"));
        TestPeer peer = rig.there(PoliteServer.with("DSN"));
        assertThat(rig.deliver().facts().dsnRelayed()).isTrue();
        assertThat(peer.transcript)
                .contains(
                        "MAIL FROM:<alice@here.example> RET=HDRS ENVID=a+2Bb+20c",
                        "RCPT TO:<bob@there.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob+2Bx@there.example");
    }

    @Test
    void aHostWithoutDsnIsToldNothing() {
        rig.recipientOptions = RecipientOptions.of(RcptParameters.NONE.withNotify(Set.of(Notify.SUCCESS)));
        TestPeer peer = rig.there(new PoliteServer());
        assertThat(rig.deliver().facts().dsnRelayed()).isFalse();
        assertThat(peer.transcript).contains("RCPT TO:<bob@there.example>");
    }

    @Test
    void aTimeLimitNeedsAHostThatKeepsIt() {
        rig.options =
                MessageOptions.NONE.withDeliverBy(new DeliverBy(Instant.now().plusSeconds(3600), true, false));
        TestPeer peer = rig.there(new PoliteServer(), PoliteServer.with("DELIVERBY 60"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "FAILED 554 5.3.3"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DELIVERED 250 2.0.0"));
        assertThat(mailOf(peer)).matches("MAIL FROM:<alice@here.example> BY=3[56][0-9][0-9];R");
    }

    @Test
    void aForwardedMessageCarriesItsRewrittenSender() {
        rig.options = MessageOptions.NONE.withMailFrom(new MailAddress("SRS0=x", "here.example"));
        TestPeer peer = rig.there(new PoliteServer());
        rig.deliver();
        assertThat(mailOf(peer)).isEqualTo("MAIL FROM:<SRS0=x@here.example>");
    }

    @Test
    void theFinalDotWaitsForTheMessageBefore() {
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING"));
        CompletableFuture<Void> before = new CompletableFuture<>();
        rig.before = before;
        Courier courier = rig.courier();
        CompletableFuture<List<RecipientResult>> results =
                CompletableFuture.supplyAsync(() -> courier.deliver(rig.task("bob@there.example")));
        org.awaitility.Awaitility.await().until(() -> peer.transcript.contains("DATA"));
        assertThat(peer.messages()).isEmpty();
        before.complete(null);
        assertThat(results.join()).extracting(RecipientResult::verdict).containsExactly(Verdict.DELIVERED);
    }

    @Test
    void aMessageIsNotEndedIfTheOneBeforeIsNotSettled() {
        TestPeer peer = rig.there(PoliteServer.with("PIPELINING"));
        rig.before = CompletableFuture.failedFuture(new IllegalStateException("the disk is full"));
        assertThat(rig.deliver("bob@there.example")).isEqualTo(Map.of("bob", "DEFERRED 451 4.3.0"));
        assertThat(peer.messages()).isEmpty();
    }

    @Test
    void lmtpRepliesForEachRecipient() {
        TestPeer peer = rig.peer(
                "127.0.0.1",
                PoliteServer.with("PIPELINING")
                        .lmtp()
                        .on("RCPT TO:<c@", "550 5.1.1 no such user")
                        .on("dot1", "452 4.2.2 full"));
        RelayRoute route = new RelayRoute(
                "lmtp",
                "via:lmtp",
                "there.example",
                Optional.of(new RelayRoute.NextHop("[127.0.0.1]", rig.port, false, true)),
                TlsMode.PLAIN,
                Optional.empty(),
                SourceAddresses.ANY,
                Optional.empty(),
                Optional.empty());
        assertThat(RelayRig.outcomes(
                        rig.courier(route).deliver(rig.task("a@there.example", "b@there.example", "c@there.example"))))
                .isEqualTo(Map.of("a", "DELIVERED 250 2.0.0", "b", "DEFERRED 452 4.2.2", "c", "FAILED 550 5.1.1"));
        assertThat(peer.transcript).contains("LHLO relay.here.example");
    }
}
