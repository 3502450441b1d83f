package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.Json;
import org.posthaste.app.http.AdminClient;
import org.posthaste.app.http.AdminFile;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;

/**
 * The server is killed with SIGKILL while it takes in mail for other hosts and an administrator removes some of it. What was answered with 250 is in the queue, once and whole; what was removed does not come
 * back. The mail goes to an address of RFC 5737, where nobody answers.
 */
class QueueCrashIT {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 4);
    private static final int SENDERS = 3;

    private final CrashLedger ledger = new CrashLedger();
    private final Set<Integer> unsureRemoved = ConcurrentHashMap.newKeySet();
    private final Set<Integer> removed = ConcurrentHashMap.newKeySet();
    private final Random random = new Random(5);

    @Test
    void queuedMailSurvivesEveryKill(@TempDir Path temp) throws Exception {
        TestFolder folder = TestFolder.create(temp.resolve("data"));
        Files.writeString(
                folder.path().resolve("posthaste.yaml"),
                "relay: {trusted: [127.0.0.0/8]}\n",
                StandardOpenOption.APPEND);
        ServerProcess.run(folder, "", "domain", "add", "example.org");
        for (int round = 1; round <= ROUNDS; round++) {
            try (ServerProcess server = ServerProcess.serve(folder, List.of())) {
                killInTheMiddle(folder, server);
            }
            look(folder);
        }
        assertThat(ledger.delivered).hasSizeGreaterThan(10 * ROUNDS);
        assertThat(removed).hasSizeGreaterThan(ROUNDS);
    }

    private void killInTheMiddle(TestFolder folder, ServerProcess server) throws Exception {
        ExecutorService clients = Executors.newCachedThreadPool();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            running.add(clients.submit(() -> send(folder)));
        }
        running.add(clients.submit(() -> remove(folder)));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1000 + random.nextInt(1500)));
        server.kill();
        for (Future<?> client : running) {
            client.get(30, TimeUnit.SECONDS);
        }
        clients.shutdown();
    }

    /** Until the connection breaks. */
    private Object send(TestFolder folder) {
        try (SmtpWire wire = SmtpWire.ehlo(folder.port("smtp"))) {
            while (true) {
                int id = ledger.next();
                String reply = wire.data("", "c" + id + "@[192.0.2.1]", CrashLedger.message(id));
                assertThat(reply).startsWith("250");
                ledger.delivered.add(id);
            }
        } catch (IOException killed) {
            return killed;
        }
    }

    /** Until the server does not answer: every other message that was acknowledged. */
    private Object remove(TestFolder folder) throws IOException {
        AdminClient client = new AdminClient(
                AdminFile.read(folder.path().resolve("admin.json")).orElseThrow());
        Set<Integer> tried = new HashSet<>(unsureRemoved);
        try {
            while (true) {
                for (int id : ledger.delivered) {
                    if (id % 2 == 0 && tried.add(id)) {
                        unsureRemoved.add(id);
                        JsonNode result =
                                client.run("queue.remove", Json.object().put("to", "c" + id + "@*"));
                        if (result.path("changed").asInt() == 1) {
                            removed.add(id);
                        }
                    }
                }
            }
        } catch (AdminRefusal killed) {
            return killed;
        }
    }

    private void look(TestFolder folder) throws IOException {
        StoreConfig config = StoreConfig.of(folder.path().resolve("store"));
        try (JdbcMailStore store = JdbcMailStore.open(config)) {
            assertThat(store.verify().damages()).isEmpty();
            Set<Integer> found = new HashSet<>();
            for (QueuedRecipient recipient : store.queue().list(QueueFilter.ALL, 0, 1_000_000)) {
                byte[] octets = store.queue().octets(recipient.message()).toByteArray();
                assertThat(found.add(CrashLedger.idOf(octets))).isTrue();
            }
            assertThat(found).doesNotContainAnyElementsOf(removed);
            Set<Integer> missing = new HashSet<>(ledger.delivered);
            missing.removeAll(found);
            assertThat(unsureRemoved).containsAll(missing);
            // What is held is never in delivery, and so can be removed in the next round.
            store.queue().hold(QueueFilter.ALL);
        }
    }
}
