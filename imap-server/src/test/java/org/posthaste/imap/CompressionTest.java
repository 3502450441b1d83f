package org.posthaste.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.net.InMemoryClient;
import org.posthaste.common.net.InMemoryTransport;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.TestStore;

class CompressionTest {
    private final ImapEnvironment environment = new ImapEnvironment();
    private final InMemoryTransport transport =
            new InMemoryTransport(environment.sessions(), environment.limits(), environment.clock());

    @AfterEach
    void end() {
        transport.close();
        environment.close();
    }

    private InMemoryClient compressed() {
        InMemoryClient client = transport.connect("imap");
        client.sendLine("a LOGIN alice secret\r\nb COMPRESS DEFLATE");
        assertThat(until("b ", client)).isEqualTo("b OK DEFLATE active");
        client.compress(true);
        client.sendLine("c SELECT INBOX");
        assertThat(until("c ", client)).startsWith("c OK");
        return client;
    }

    private static String until(String prefix, InMemoryClient client) {
        while (true) {
            String line = client.readLine().orElse("closed");
            if (line.startsWith(prefix) || line.equals("closed")) {
                return line;
            }
        }
    }

    @Test
    void largeMessagesGoBothWaysAndShrink() {
        String text = "Subject: big\r\n\r\n" + "All work and no play makes Jack a dull boy.\r\n".repeat(20_000);
        environment.append("INBOX", text, Flags.NONE, Optional.empty());
        InMemoryClient client = compressed();
        long before = client.written();
        client.sendLine("d FETCH 1 BODY.PEEK[]");
        assertThat(until("d ", client)).isEqualTo("d OK FETCH completed");
        assertThat(client.written() - before).isLessThan(text.length() / 20);

        byte[] noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) (' ' + (noise[i] & 63));
        }
        String random = new String(noise, StandardCharsets.ISO_8859_1);
        client.send("e APPEND INBOX {" + noise.length + "+}\r\n" + random + "\r\nf UID FETCH 2 BODY.PEEK[]\r\n");
        assertThat(until("e ", client)).startsWith("e OK");
        assertThat(client.readLine()).contains("* 2 FETCH (UID 2 BODY[] {300000}");
        assertThat(client.readLine()).contains(random + ")");
    }

    @Test
    void bombIsRefusedLikeAnyOverlongLine() {
        InMemoryClient client = compressed();
        client.send("x".repeat(8 << 20) + "\r\nd NOOP\r\n");
        assertThat(client.readLine())
                .hasValueSatisfying(line -> assertThat(line).contains("BAD [TOOBIG]"));
        assertThat(until("d ", client)).isEqualTo("d OK NOOP completed");
    }

    @Test
    void damagedInputEndsTheConnection() {
        InMemoryClient client = compressed();
        client.send("d NOOP\r\n".repeat(50).getBytes(StandardCharsets.UTF_8));
        assertThat(client.gone()).isTrue();
    }

    @Test
    void pushAfterALongSilenceIsStillUnderstood() {
        InMemoryClient client = compressed();
        client.sendLine("d IDLE");
        assertThat(client.readLine()).contains("+ idling");
        transport.advance(Duration.ofSeconds(40));
        environment.append("INBOX", TestStore.message("late"), Flags.NONE, Optional.empty());
        assertThat(client.readLine()).contains("* 1 EXISTS");
        assertThat(client.readLine()).contains("* 1 RECENT");
        client.sendLine("DONE");
        assertThat(until("d ", client)).isEqualTo("d OK IDLE completed");
    }

    @Test
    void loginBehindTheCommandThatEndsCompressionIsNotCompressed() {
        InMemoryClient client = compressed();
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        together.writeBytes(client.encode("d NOOP\r\ne UNAUTHENTICATE\r\n".getBytes(StandardCharsets.UTF_8)));
        together.writeBytes("f LOGIN bob secret\r\n".getBytes(StandardCharsets.UTF_8));
        client.stopTaking();
        client.send(together.toByteArray());
        client.compress(false);
        client.resumeTaking();
        String line = "";
        while (!line.contains("f OK [CAPABILITY")) {
            line = client.readLine().orElseThrow();
        }
    }
}
