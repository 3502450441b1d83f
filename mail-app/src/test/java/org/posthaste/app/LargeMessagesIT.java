package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Large messages from many senders at once stream to disk: together they may be larger than the heap by far. The sizes are properties, so that the case of 100 messages of 50 MB (49 MiB) in a heap of 512 MB can be run by
 * hand: {@code -Dlarge.megabytes=49 -Dlarge.heap=512m}.
 */
class LargeMessagesIT {
    private static final int SENDERS = Integer.getInteger("large.senders", 100);
    private static final int MEGABYTES = Integer.getInteger("large.megabytes", 2);
    private static final String HEAP = System.getProperty("large.heap", "64m");
    private static final String ALICE = "alice@example.org";
    private static final String PASSWORD = "correct horse";
    private static final int MEGABYTE = 1024 * 1024;
    /** A whole number of them is a megabyte. */
    private static final String LINE = "x".repeat(62) + "\r\n";

    private static final byte[] BLOCK = LINE.repeat(MEGABYTE / LINE.length()).getBytes(StandardCharsets.US_ASCII);

    @Test
    void hundredLargeMessagesAtOnceFitInASmallHeap(@TempDir Path temp) throws Exception {
        TestFolder folder = TestFolder.create(temp.resolve("data"));
        ServerProcess.run(folder, "", "domain", "add", "example.org");
        ServerProcess.run(folder, PASSWORD + "\n", "user", "add", ALICE, "--password-stdin");
        ExecutorService clients = Executors.newFixedThreadPool(SENDERS);
        try (ServerProcess server = ServerProcess.serveWithHeap(folder, HEAP)) {
            CyclicBarrier halfway = new CyclicBarrier(SENDERS);
            List<Future<String>> replies = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                int number = sender;
                replies.add(clients.submit(() -> send(folder.port("smtp"), number, halfway)));
            }
            for (Future<String> reply : replies) {
                assertThat(reply.get(10, TimeUnit.MINUTES)).startsWith("250");
            }
            look(folder);
            assertThat(server.stop()).isZero();
        } finally {
            clients.shutdownNow();
        }
        assertThat(ServerProcess.run(folder, "", "verify")).contains(Integer.toString(SENDERS));
    }

    private static String send(int port, int number, CyclicBarrier halfway) throws Exception {
        try (SmtpWire wire = SmtpWire.ehlo(port)) {
            wire.command("250", "MAIL FROM:<sender@elsewhere.example>");
            wire.command("250", "RCPT TO:<" + ALICE + ">");
            wire.command("354", "DATA");
            wire.send("Subject: large " + number + "\r\n");
            for (int sent = 0; sent < MEGABYTES; sent++) {
                if (sent == MEGABYTES / 2) {
                    // All are in the middle of their message now.
                    halfway.await(10, TimeUnit.MINUTES);
                }
                wire.sendOctets(BLOCK);
            }
            wire.send(".");
            wire.patience(600);
            return wire.reply();
        }
    }

    private static void look(TestFolder folder) throws IOException {
        try (ImapWire wire = new ImapWire(folder.port("imap"), ALICE, PASSWORD)) {
            wire.command("SELECT INBOX");
            List<String> sizes = wire.command("UID FETCH 1:* (RFC822.SIZE)").stream()
                    .filter(response -> response.contains("RFC822.SIZE"))
                    .toList();
            assertThat(sizes).hasSize(SENDERS);
            long smallest = (long) MEGABYTES * MEGABYTE;
            assertThat(sizes).allSatisfy(response -> assertThat(
                            Long.parseLong(response.replaceAll(".*RFC822\\.SIZE (\\d+).*", "$1")))
                    .isBetween(smallest, smallest + 2_000));
            Map<Integer, byte[]> last = wire.bodies(Integer.toString(SENDERS));
            String text = new String(last.get(SENDERS), StandardCharsets.US_ASCII);
            assertThat(text.substring(text.indexOf("\r\n\r\n") + 4))
                    .isEqualTo(LINE.repeat(MEGABYTES * MEGABYTE / LINE.length()));
        }
    }
}
