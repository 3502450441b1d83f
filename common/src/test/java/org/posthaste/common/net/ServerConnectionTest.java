package org.posthaste.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.MovableClock;
import org.posthaste.common.net.ListenerConfig.TlsMode;

class ServerConnectionTest {
    private static final TransportLimits TIGHT = new TransportLimits(3, 2, 1, Duration.ofMinutes(1), 1);

    private final ChatSession.Factory factory = new ChatSession.Factory();
    private final InMemoryTransport transport = new InMemoryTransport(factory, TIGHT, new MovableClock());

    @AfterEach
    void stop() {
        transport.close();
    }

    private InMemoryClient connect() {
        InMemoryClient client = transport.connect("chat");
        assertThat(client.readLine()).contains("220 hello");
        return client;
    }

    private InMemoryClient connectFrom(String address) {
        return transport.connect(
                new ListenerConfig("chat", InMemoryTransport.address("127.0.0.1", 1), TlsMode.STARTTLS),
                InMemoryTransport.address(address, 1234));
    }

    @Test
    void repliesToAPipelineLeaveInOneChunkAndInOrder() {
        InMemoryClient client = connect();
        client.stopTaking();
        client.send("ECHO a\r\nECHO b\r\nMANY\r\n");
        assertThat(client.connection().info().sent()).isEqualTo(11 + 7 + 7 + 11 + 12 + 10);
        client.resumeTaking();
        assertThat(client.take()).isEqualTo("250 a\r\n250 b\r\n250-first\r\n250-second\r\n250 last\r\n");
    }

    @Test
    void aReaderThatTakesNothingHoldsAtMostTheWindow() {
        InMemoryClient client = connect();
        client.stopTaking();
        client.sendLine("BIG 1000000000");
        assertThat(client.inFlight()).isBetween(1L, (long) OutputPump.WINDOW * OutputPump.CHUNK);
    }

    @Test
    void aReaderThatTakesNothingIsClosedAfterTheStallLimit() {
        InMemoryClient client = connect();
        client.stopTaking();
        client.sendLine("IDLE 86400");
        client.sendLine("BIG 1000000000");
        transport.advance(TIGHT.writeStall().plusSeconds(2));
        assertThat(client.closed()).isTrue();
        assertThat(factory.events).containsExactly("opened", "source finished", "closed");
    }

    @Test
    void aSlowReaderIsNotClosedWhileItTakesSomething() {
        InMemoryClient client = connect();
        client.sendLine("IDLE 86400");
        client.stopTaking();
        client.sendLine("BIG 2000000");
        for (int i = 0; i < 5; i++) {
            transport.advance(TIGHT.writeStall().minusSeconds(10));
            client.resumeTaking();
            client.stopTaking();
            client.sendLine("BIG 2000000");
        }
        assertThat(client.closed()).isFalse();
    }

    @Test
    void readingStopsWhileAPausedSessionIsFlooded() {
        InMemoryClient client = connect();
        client.connection().pauseInput();
        byte[] lines = "ECHO 12345678901234567890\r\n".repeat(1000).getBytes();
        for (int i = 0; i < 20; i++) {
            client.send(lines);
        }
        assertThat(client.readingSuspended()).isTrue();
        assertThat(client.connection().info().received()).isLessThan(ReadGate.HIGH + 2L * lines.length);
        client.connection().resumeInput();
        assertThat(client.take()).hasLineCount(20_000);
        assertThat(client.readingSuspended()).isFalse();
    }

    @Test
    void singleOctetsCountForWhatTheyCost() {
        InMemoryClient client = connect();
        client.connection().pauseInput();
        int octets = 10_000;
        for (int i = 0; i < octets; i++) {
            client.send(new byte[] {'x'});
        }
        assertThat(client.readingSuspended()).isTrue();
        assertThat(client.connection().info().received()).isLessThan(octets / 4);
        client.connection().resumeInput();
        client.send("\r\n");
        assertThat(client.take()).isEqualTo("500 what?\r\n");
        assertThat(client.connection().info().received()).isEqualTo(octets + 2);
    }

    @Test
    void aSessionThatNeedsMoreThanTheGateHoldsStillGetsIt() {
        InMemoryClient client = connect();
        for (int i = 0; i < 9; i++) {
            client.send("x".repeat(10_000));
        }
        client.send("ECHO\r\n");
        assertThat(client.take()).isEqualTo("500 what?\r\n");
    }

    @Test
    void whatArrivesDuringAPauseWaitsForItsTurn() {
        InMemoryClient client = connect();
        client.send("WAIT 1\r\nECHO 2\r\nWAIT 3\r\nECHO 4\r\n");
        assertThat(client.readLine()).contains("250 waited 1");
        assertThat(client.readLine()).contains("250 2");
        assertThat(client.readLine()).contains("250 waited 3");
        assertThat(client.readLine()).contains("250 4");
    }

    @Test
    void octetsBehindStartTlsCloseTheConnection() {
        InMemoryClient client = connect();
        client.send("STARTTLS\r\nECHO injected\r\n");
        assertThat(client.closed()).isTrue();
        assertThat(client.take()).isEmpty();
    }

    @Test
    void octetsBetweenStartTlsAndTheGoAheadCloseTheConnection() {
        InMemoryClient client = connect();
        client.stopTaking();
        client.send("STARTTLS\r\n");
        client.connection().channelReceived(java.nio.ByteBuffer.wrap("ECHO injected\r\n".getBytes()));
        client.resumeTaking();
        assertThat(client.closed()).isTrue();
    }

    @Test
    void outputQueuedDuringTheHandshakeWaitsForIt() {
        InMemoryClient client = connect();
        client.send("STARTTLS\r\n");
        assertThat(client.take()).isEqualTo("220 go ahead\r\n");
        client.connection().writeLine("* news");
        assertThat(client.take()).isEmpty();
        client.startTls();
        assertThat(client.take()).isEqualTo("* news\r\n");
        client.sendLine("TLS");
        assertThat(client.take()).isEqualTo("250 TLSv1.3\r\n");
        assertThat(factory.events).containsExactly("opened", "tlsStarted");
    }

    @Test
    void aHandshakeThatNeverEndsIsCutOff() {
        InMemoryClient client = connect();
        client.send("STARTTLS\r\n");
        transport.advance(TIGHT.handshake().plusSeconds(2));
        assertThat(client.closed()).isTrue();
    }

    @Test
    void silenceLeadsToIdleAndActivityPutsItOff() {
        InMemoryClient client = connect();
        transport.advance(Duration.ofSeconds(50));
        client.sendLine("ECHO x");
        transport.advance(Duration.ofSeconds(50));
        assertThat(client.take()).isEqualTo("250 x\r\n");
        transport.advance(Duration.ofSeconds(15));
        assertThat(client.take()).isEqualTo("421 too quiet\r\n");
        assertThat(client.closed()).isTrue();
    }

    @Test
    void aSessionAtWorkIsNotIdle() {
        InMemoryClient client = connect();
        client.connection().pauseInput();
        transport.advance(Duration.ofMinutes(10));
        client.connection().resumeInput();
        assertThat(client.closed()).isFalse();
    }

    @Test
    void delayedTasksRunAtTheirTimeButNotAfterTheEnd() {
        InMemoryClient client = connect();
        client.sendLine("LATER now");
        transport.advance(Duration.ofSeconds(9));
        assertThat(client.take()).isEmpty();
        transport.advance(Duration.ofSeconds(1));
        assertThat(client.take()).isEqualTo("250 now\r\n");
        client.sendLine("LATER never");
        client.sendLine("QUIT");
        transport.advance(Duration.ofSeconds(20));
        assertThat(client.take()).isEqualTo("221 bye\r\n");
    }

    @Test
    void limitsPerAddressCountANetworkOfIpv6AsOneAndLetLoopbackPass() {
        connectFrom("2001:db8::1");
        connectFrom("2001:db8::2");
        InMemoryClient third = connectFrom("2001:db8::3");
        assertThat(third.take()).isEqualTo("421 TOO_MANY_FROM_ADDRESS\r\n");
        assertThat(third.closed()).isTrue();
        assertThat(connectFrom("2001:db8:0:1::1").take()).startsWith("220");
        assertThat(transport.sessions().size()).isEqualTo(3);
    }

    @Test
    void theTotalIsLimitedAndPlacesAreGivenBack() {
        InMemoryClient first = connect();
        connect();
        connect();
        InMemoryClient fourth = transport.connect("chat");
        assertThat(fourth.take()).isEqualTo("421 TOO_MANY_CONNECTIONS\r\n");
        assertThat(fourth.closed()).isTrue();
        first.disconnect();
        connect();
    }

    @Test
    void connectionsOfAUserAreLimited() {
        InMemoryClient first = connect();
        InMemoryClient second = connect();
        first.sendLine("USER alice");
        first.sendLine("USER alice");
        second.sendLine("USER alice");
        assertThat(first.take()).isEqualTo("250 user\r\n250 user\r\n");
        assertThat(second.take()).isEqualTo("421 too many\r\n");
        first.disconnect();
        second.sendLine("USER alice");
        assertThat(second.take()).isEqualTo("250 user\r\n");
        assertThat(transport.sessions().list()).singleElement().satisfies(info -> assertThat(info.user())
                .contains("alice"));
    }

    @Test
    void aClientThatEndsItsInputStillGetsItsAnswers() {
        InMemoryClient client = connect();
        client.sendWithoutRunning("BIG 300032\r\nECHO x\r\n".getBytes());
        client.endInput();
        String output = client.take();
        assertThat(output).endsWith("x\r\n250 x\r\n").hasSize(300_032 + 7);
        assertThat(client.closed()).isTrue();
    }

    @Test
    void aPeerThatSendsCommandsAndReadsNoRepliesIsNotReadEither() {
        InMemoryClient client = connect();
        client.stopTaking();
        String word = "x".repeat(1000);
        int sent = 0;
        while (!client.readingSuspended() && sent < 10_000) {
            client.sendLine("ECHO " + word);
            sent++;
        }
        int window = OutputPump.WINDOW * OutputPump.CHUNK / 1000;
        int gate = ReadGate.HIGH / 1000;
        assertThat(sent).isLessThan(window + gate + 10);
        client.resumeTaking();
        assertThat(client.take()).hasSize(sent * 1006);
        assertThat(client.readingSuspended()).isFalse();
    }

    @Test
    void aBugInASessionClosesOnlyThatConnection() {
        InMemoryClient client = connect();
        InMemoryClient other = connect();
        client.sendLine("BUG");
        assertThat(client.closed()).isTrue();
        other.sendLine("ECHO fine");
        assertThat(other.take()).isEqualTo("250 fine\r\n");
    }

    @Test
    void outputThatCannotBeReadClosesTheConnection() {
        InMemoryClient client = connect();
        client.sendLine("BROKEN");
        assertThat(client.closed()).isTrue();
        assertThat(factory.events).containsExactly("opened", "closed");
    }

    @Test
    void closingReadsOnForAMomentSoThatAPeerStillSendingGetsOurLastWords() {
        InMemoryClient client = connect();
        client.sendOnForever();
        client.send("x".repeat(101_000));
        assertThat(client.take()).isEqualTo("500 line too long\r\n");
        client.send("x".repeat(101_000));
        assertThat(client.gone()).isFalse();
        transport.advance(Duration.ofSeconds(4));
        assertThat(client.gone()).isTrue();
    }

    @Test
    void aStopDoesNotWaitForAPeerThatHasGotOurLastWords() {
        InMemoryClient client = connect();
        client.sendOnForever();
        client.send("x".repeat(101_000));
        assertThat(client.take()).isEqualTo("500 line too long\r\n");
        assertThat(client.gone()).isFalse();
        transport.hub().shutdown(Duration.ofSeconds(5));
        transport.runUntilIdle();
        assertThat(client.gone()).isTrue();
    }

    @Test
    void shutdownSaysGoodbyeToEverySession() {
        InMemoryClient first = connect();
        InMemoryClient second = connect();
        transport.hub().shutdown(Duration.ofSeconds(5));
        assertThat(first.take()).isEqualTo("421 stopping\r\n");
        assertThat(second.closed()).isTrue();
        assertThat(transport.connect("chat").take()).isEqualTo("421 SHUTTING_DOWN\r\n");
        assertThat(transport.sessions().size()).isZero();
    }

    @Test
    void anAdministratorEndsASession() {
        InMemoryClient client = connect();
        String id = transport.sessions().list().get(0).id();
        assertThat(transport.sessions().close(id, Duration.ofSeconds(5))).isTrue();
        assertThat(client.take()).isEqualTo("421 stopping\r\n");
        assertThat(transport.sessions().close(id, Duration.ofSeconds(5))).isFalse();
    }
}
