package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;

/**
 * Kills a process that changes a store, again and again, and looks each time whether everything that was acknowledged is there: once, octet for octet, under the same UID, with the right flags.
 */
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 8);

    @TempDir
    private Path folder;

    private final Random random = new Random(7);
    private AccountId alice = new AccountId(0);
    private AccountId bob = new AccountId(0);

    /** What must be in a mailbox, and what may be. */
    private static final class Expected {
        private final TreeMap<Integer, String> tokens = new TreeMap<>();
        private final Map<Integer, String> flags = new HashMap<>();
        /** Flags that were asked for and not acknowledged. */
        private final Map<Integer, String> maybeFlags = new HashMap<>();

        private final Set<Integer> maybeExpunged = new HashSet<>();
        private final Set<String> maybeAdded = new HashSet<>();
        private final Set<Integer> given = new HashSet<>();
        /** UIDNEXT when the process was started. */
        private int uidNext = 1;

        void added(int uid, String token) {
            assertThat(uid).as("uids only rise").isGreaterThanOrEqualTo(uidNext);
            assertThat(given.add(uid)).as("uid %s is given once", uid).isTrue();
            tokens.put(uid, token);
        }
    }

    private final Map<String, Expected> mailboxes = new HashMap<>();

    private final List<String> said = new ArrayList<>();

    private Expected of(String account, String mailbox) {
        return mailboxes.computeIfAbsent(account + "/" + mailbox, name -> new Expected());
    }

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws IOException, InterruptedException {
        create();
        int acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged += killAfterSomeTime(round);
            check();
        }
        assertThat(acknowledged).isGreaterThan(50 * ROUNDS);
    }

    private void create() {
        try (JdbcMailStore store = JdbcMailStore.open(CrashScript.config(folder))) {
            store.directory().addDomain(TestStore.DOMAIN);
            alice = TestStores.addUser(store, TestStore.ALICE);
            bob = TestStores.addUser(store, new MailAddress("bob", TestStore.DOMAIN));
            for (int thread = 0; thread < CrashScript.THREADS; thread++) {
                TestStore.await(store.account(alice).create(new MailboxName(CrashScript.mailbox(thread)), Set.of()));
            }
        }
    }

    /** Where the classes of this process come from, whatever started it. */
    static String classPath() {
        StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
        for (ClassLoader at = CrashIT.class.getClassLoader(); at != null; at = at.getParent()) {
            if (at instanceof URLClassLoader loader) {
                for (URL url : loader.getURLs()) {
                    path.append(File.pathSeparator).append(url.getPath());
                }
            }
        }
        return path.toString();
    }

    private int killAfterSomeTime(int round) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        CrashScript.class.getName(),
                        folder.toString(),
                        Long.toString(alice.value()),
                        Long.toString(bob.value()),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int acknowledged = 0;
        int until = 30 + random.nextInt(300);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith("!") || line.startsWith("?")) {
                    said.add(line);
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
        Expected own = of("alice", CrashScript.mailbox(Integer.parseInt(words[1])));
        switch (words[2]) {
            case "deliver" -> {
                for (int i = 0; i < 2; i++) {
                    Expected inbox = of(List.of("alice", "bob").get(i), "INBOX");
                    if (done) {
                        inbox.added(Integer.parseInt(words[4 + i]), words[3]);
                        inbox.maybeAdded.remove(words[3]);
                    } else {
                        inbox.maybeAdded.add(words[3]);
                    }
                }
            }
            case "append" -> {
                if (done) {
                    own.added(Integer.parseInt(words[5]), words[3]);
                    own.flags.put(Integer.parseInt(words[5]), words[4]);
                    own.maybeAdded.remove(words[3]);
                } else {
                    own.maybeAdded.add(words[3]);
                }
            }
            case "flags" -> {
                int uid = Integer.parseInt(words[3]);
                if (done) {
                    own.flags.put(uid, words[4]);
                    own.maybeFlags.remove(uid);
                } else {
                    own.maybeFlags.put(uid, words[4]);
                }
            }
            default -> {
                int uid = Integer.parseInt(words[3]);
                if (done) {
                    own.tokens.remove(uid);
                    own.maybeExpunged.remove(uid);
                } else {
                    own.maybeExpunged.add(uid);
                }
            }
        }
    }

    private void check() {
        try (JdbcMailStore store = JdbcMailStore.open(CrashScript.config(folder))) {
            assertThat(store.verify().damages()).isEmpty();
            for (Map.Entry<String, Expected> expected : mailboxes.entrySet()) {
                String[] names = expected.getKey().split("/");
                AccountId account = names[0].equals("alice") ? alice : bob;
                Mailbox mailbox = store.account(account)
                        .mailbox(new MailboxName(names[1]))
                        .orElseThrow();
                check(mailbox, expected.getValue());
            }
        }
    }

    /** What the processes said of a message, for a failure to be understood. */
    private String story(String token, int uid, Mailbox mailbox) {
        return mailbox.name() + " "
                + said.stream()
                        .filter(line -> line.contains(token)
                                || line.matches(". " + mailbox.name().value().substring(1) + " \\w+ " + uid + "( .*)?"))
                        .toList();
    }

    private void check(Mailbox mailbox, Expected expected) {
        MailboxSnapshot snapshot = mailbox.snapshot();
        Set<Integer> found = new HashSet<>();
        for (int index = 0; index < snapshot.count(); index++) {
            int uid = snapshot.uid(index);
            String text = TestStore.text(mailbox, snapshot, index);
            String token = text.substring(text.indexOf("Subject: ") + 9, text.indexOf("\r\nDate"));
            assertThat(text.equals(CrashScript.message(token)))
                    .as("octets of %s", token)
                    .isTrue();
            String known = expected.tokens.get(uid);
            if (known == null) {
                assertThat(expected.maybeAdded.remove(token))
                        .as("%s, uid %s, was on its way: %s", token, uid, story(token, uid, mailbox))
                        .isTrue();
                expected.added(uid, token);
                expected.flags.put(uid, String.join(",", snapshot.flagNames(snapshot.flags(index))));
            } else {
                assertThat(token).isEqualTo(known);
                checkFlags(snapshot, index, expected);
            }
            found.add(uid);
        }
        for (int uid : List.copyOf(expected.tokens.keySet())) {
            assertThat(found.contains(uid) || expected.maybeExpunged.contains(uid))
                    .as("uid %s of %s", uid, mailbox.name())
                    .isTrue();
            if (!found.contains(uid)) {
                expected.tokens.remove(uid);
            }
        }
        expected.maybeAdded.clear();
        expected.maybeExpunged.clear();
        expected.maybeFlags.clear();
        expected.uidNext = snapshot.uidNext();
    }

    private static void checkFlags(MailboxSnapshot snapshot, int index, Expected expected) {
        int uid = snapshot.uid(index);
        Set<String> now = new HashSet<>(snapshot.flagNames(snapshot.flags(index)));
        Set<String> acknowledged = names(expected.flags.getOrDefault(uid, "-"));
        Set<String> maybe = names(expected.maybeFlags.getOrDefault(uid, "-"));
        boolean asMaybe = expected.maybeFlags.containsKey(uid) && now.equals(maybe);
        assertThat(now.equals(acknowledged) || asMaybe)
                .as("flags %s of uid %s, acknowledged %s", now, uid, acknowledged)
                .isTrue();
        expected.flags.put(uid, String.join(",", now));
    }

    private static Set<String> names(String text) {
        return text.equals("-") || text.isEmpty() ? Set.of() : Set.of(text.split(","));
    }
}
