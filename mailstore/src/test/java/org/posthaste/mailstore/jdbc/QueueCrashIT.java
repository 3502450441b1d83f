package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** Kills a process that queues and settles, again and again: what was acknowledged is in the queue, once and octet for octet; what was settled does not come back; nobody holds a claim. */
class QueueCrashIT {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 6);

    @TempDir
    private Path folder;

    private final Random random = new Random(7);
    /** Attempts that were acknowledged, of what was acknowledged to be queued and not to be finished. */
    private final Map<String, Integer> queued = new HashMap<>();
    /** What was asked for and not acknowledged. */
    private final Set<String> maybeQueued = new HashSet<>();

    private final Set<String> maybeFinished = new HashSet<>();
    /** How often: the next attempt may begin before the last is acknowledged. */
    private final Map<String, Integer> maybeDeferred = new HashMap<>();

    @Test
    void queueIsWholeWhenTheProcessIsKilled() throws IOException, InterruptedException {
        int acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged += killAfterSomeTime(round);
            check();
        }
        assertThat(acknowledged).isGreaterThan(50 * ROUNDS);
    }

    private int killAfterSomeTime(int round) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        CrashIT.classPath(),
                        QueueCrashScript.class.getName(),
                        folder.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int acknowledged = 0;
        int until = 30 + random.nextInt(400);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith("!") || line.startsWith("?")) {
                    note(line.split(" "));
                    acknowledged += line.startsWith("!") ? 1 : 0;
                }
                if (acknowledged >= until) {
                    // Not by the process itself, which would close the stream with what is still in it.
                    process.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        return acknowledged;
    }

    private void note(String[] words) {
        boolean done = words[0].equals("!");
        String token = words[2];
        switch (words[1]) {
            case "queue" -> {
                if (done) {
                    maybeQueued.remove(token);
                    queued.putIfAbsent(token, 0);
                } else {
                    maybeQueued.add(token);
                }
            }
            case "finish" -> {
                if (done) {
                    queued.put(token, -1);
                } else {
                    maybeFinished.add(token);
                }
            }
            default -> {
                maybeDeferred.merge(token, done ? -1 : 1, Integer::sum);
                if (done) {
                    queued.merge(token, 1, (before, one) -> before < 0 ? before : before + one);
                }
            }
        }
    }

    private void check() throws IOException {
        try (JdbcMailStore store = JdbcMailStore.open(CrashScript.config(folder))) {
            assertThat(store.verify().damages()).isEmpty();
            List<QueuedRecipient> listed = store.queue().list(QueueFilter.ALL, 0, 100_000);
            Set<String> found = new HashSet<>();
            for (QueuedRecipient recipient : listed) {
                String token = recipient.message().messageId();
                assertThat(found.add(token)).as(token).isTrue();
                assertThat(new String(
                                store.queue().octets(recipient.message()).toByteArray(), StandardCharsets.ISO_8859_1))
                        .isEqualTo(CrashScript.message(token));
                check(token, recipient.attempts());
                queued.put(token, recipient.attempts());
            }
            queued.forEach((token, attempts) -> assertThat(
                            found.contains(token) || attempts < 0 || maybeFinished.contains(token))
                    .as("%s is in the queue", token)
                    .isTrue());
            queued.keySet().retainAll(found);
            assertThat(claimAll(store)).hasSameSizeAs(listed);
        }
        maybeQueued.clear();
        maybeFinished.clear();
        maybeDeferred.clear();
    }

    private void check(String token, int attempts) {
        int acknowledged = queued.getOrDefault(token, maybeQueued.contains(token) ? 0 : -1);
        assertThat(acknowledged).as("%s was queued and not finished", token).isNotNegative();
        assertThat(attempts).isBetween(acknowledged, acknowledged + maybeDeferred.getOrDefault(token, 0));
    }

    private static List<QueuedRecipient> claimAll(JdbcMailStore store) {
        List<QueuedRecipient> claimed = new ArrayList<>();
        List<String> destinations = new ArrayList<>();
        store.queue().destinations(each -> destinations.add(each.name()));
        for (String name : destinations) {
            claimed.addAll(TestStore.await(store.queue().claim(name, 100_000, Duration.ofHours(1))));
        }
        return claimed;
    }
}
