package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is killed with SIGKILL in the middle of deliveries, APPENDs, flag changes and expunges, and started again, round after round. Everything that was acknowledged must be
 * there: exactly once, intact, with the same UID; what was expunged stays so, and its UID is never used again.
 */
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 8);
    private static final String ALICE = "alice@example.org";
    private static final String BOB = "bob@example.org";
    private static final String PASSWORD = "correct horse";
    private static final List<String> APPENDED = List.of("Drafts", "Archive");
    private static final String FLAGGED = "Sent";
    private static final String EXPUNGED = "Trash";

    /** Bob's INBOX, from which POP3 deletes. */
    private static final String POPPED = "POP3";

    private static final Pattern FLAGS =
            Pattern.compile("\\* \\d+ FETCH \\((?:UID (\\d+) )?FLAGS \\(([^)]*)\\)(?: UID (\\d+))?\\)");
    private static final Pattern UIDVALIDITY = Pattern.compile("\\[UIDVALIDITY (\\d+)]");

    private final CrashLedger ledger = new CrashLedger();
    private final Map<String, String> validities = new HashMap<>();
    private final long seed =
            Long.getLong("crash.seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);
    private TestFolder folder;

    @Test
    void whatWasAcknowledgedSurvivesEveryKill(@TempDir Path temp) throws Exception {
        folder = TestFolder.create(temp.resolve("data"));
        ServerProcess.run(folder, "", "domain", "add", "example.org");
        ServerProcess.run(folder, PASSWORD + "\n", "user", "add", ALICE, "--password-stdin");
        ServerProcess.run(folder, PASSWORD + "\n", "user", "add", BOB, "--password-stdin");
        for (int round = 1; round <= ROUNDS; round++) {
            try (ServerProcess server = ServerProcess.serve(folder, List.of())) {
                look();
                killInTheMiddle(server);
            } catch (AssertionError e) {
                throw new AssertionError("round " + round + ", crash.seed " + seed + ": " + e.getMessage(), e);
            }
        }
        try (ServerProcess server = ServerProcess.serve(folder, List.of())) {
            look();
            assertThat(server.stop()).isZero();
        }
        ServerProcess.run(folder, "", "verify");
        assertThat(ledger.delivered).hasSizeGreaterThan(ROUNDS);
        assertThat(ledger.expunged(EXPUNGED)).hasSizeGreaterThan(ROUNDS);
        assertThat(ledger.expunged(POPPED)).hasSizeGreaterThan(ROUNDS);
    }

    private void killInTheMiddle(ServerProcess server) throws Exception {
        ExecutorService clients = Executors.newCachedThreadPool();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(clients.submit(() -> untilKilled(this::deliver)));
        }
        for (String mailbox : APPENDED) {
            running.add(clients.submit(() -> untilKilled(() -> append(mailbox))));
        }
        running.add(clients.submit(() -> untilKilled(this::changeFlags)));
        running.add(clients.submit(() -> untilKilled(this::expunge)));
        running.add(clients.submit(() -> untilKilled(this::deleteByPop3)));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300 + random.nextInt(1200)));
        server.kill();
        for (Future<?> client : running) {
            client.get(30, TimeUnit.SECONDS);
        }
        clients.shutdown();
    }

    private interface Client {
        void run() throws IOException;
    }

    /** A connection that breaks is what the end of a round looks like; a wrong answer is not. */
    private static Object untilKilled(Client client) {
        try {
            client.run();
            throw new AssertionError("a client ended by itself");
        } catch (IOException killed) {
            return killed;
        }
    }

    private void deliver() throws IOException {
        try (SmtpWire wire = SmtpWire.ehlo(folder.port("smtp"))) {
            while (true) {
                int id = ledger.next();
                String reply = wire.data("sender@elsewhere.example", ALICE, CrashLedger.message(id));
                assertThat(reply).startsWith("250");
                ledger.delivered.add(id);
            }
        }
    }

    private ImapWire imap(String mailbox) throws IOException {
        boolean popped = mailbox.equals(POPPED);
        ImapWire wire = new ImapWire(folder.port("imap"), popped ? BOB : ALICE, PASSWORD);
        for (String response : wire.command("SELECT " + (popped ? "INBOX" : mailbox))) {
            Matcher validity = UIDVALIDITY.matcher(response);
            if (validity.find()) {
                String before = validities.putIfAbsent(mailbox, validity.group(1));
                assertThat(validity.group(1)).isEqualTo(before == null ? validity.group(1) : before);
            }
        }
        return wire;
    }

    private void append(String mailbox) throws IOException {
        try (ImapWire wire = new ImapWire(folder.port("imap"), ALICE, PASSWORD)) {
            while (true) {
                int id = ledger.next();
                ledger.place(mailbox, wire.append(mailbox, CrashLedger.message(id)), id);
            }
        }
    }

    private void changeFlags() throws IOException {
        try (ImapWire wire = imap(FLAGGED)) {
            List<Integer> uids = new ArrayList<>();
            Map<Integer, String> flags = ledger.flags.computeIfAbsent(FLAGGED, name -> new ConcurrentHashMap<>());
            for (int i = 0; i < 5; i++) {
                int id = ledger.next();
                int uid = wire.append(FLAGGED, CrashLedger.message(id));
                ledger.place(FLAGGED, uid, id);
                flags.put(uid, "");
                uids.add(uid);
            }
            for (int i = 0; ; i++) {
                int uid = uids.get(i % uids.size());
                String wanted = (i / 5 % 2 == 0 ? "\\Flagged" : "\\Seen") + " keyword" + i % 7;
                ledger.unsureFlags.put(FLAGGED, uid);
                wire.command("UID STORE " + uid + " FLAGS (" + wanted + ")");
                flags.put(uid, wanted);
            }
        }
    }

    private void expunge() throws IOException {
        try (ImapWire wire = imap(EXPUNGED)) {
            while (true) {
                int id = ledger.next();
                int uid = wire.append(EXPUNGED, CrashLedger.message(id));
                ledger.place(EXPUNGED, uid, id);
                if (id % 2 == 0) {
                    wire.command("UID STORE " + uid + " +FLAGS (\\Deleted)");
                    ledger.unsureExpunged(EXPUNGED).add(uid);
                    wire.command("UID EXPUNGE " + uid);
                    ledger.expunged(EXPUNGED).add(uid);
                }
            }
        }
    }

    private void deleteByPop3() throws IOException {
        try (ImapWire imap = new ImapWire(folder.port("imap"), BOB, PASSWORD)) {
            while (true) {
                List<Integer> doomed = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    int id = ledger.next();
                    int uid = imap.append("INBOX", CrashLedger.message(id));
                    ledger.place(POPPED, uid, id);
                    if (i > 0) {
                        doomed.add(uid);
                    }
                }
                try (Pop3Wire pop3 = new Pop3Wire(folder.port("pop3"), BOB, PASSWORD)) {
                    for (String line : pop3.listing("UIDL")) {
                        String[] numberAndId = line.split(" ");
                        if (doomed.contains(Integer.parseInt(numberAndId[1].substring(0, 8), 16))) {
                            pop3.command("DELE " + numberAndId[0]);
                        }
                    }
                    ledger.unsureExpunged(POPPED).addAll(doomed);
                    pop3.command("QUIT");
                    ledger.expunged(POPPED).addAll(doomed);
                }
            }
        }
    }

    /** Compares all mailboxes with the ledger, and enters what is new there. */
    private void look() throws IOException {
        List<String> mailboxes = new ArrayList<>(APPENDED);
        mailboxes.addAll(List.of("INBOX", FLAGGED, EXPUNGED, POPPED));
        for (String mailbox : mailboxes) {
            try (ImapWire wire = imap(mailbox)) {
                Map<Integer, Integer> found = new HashMap<>();
                wire.bodies("1:*").forEach((uid, body) -> found.put(uid, CrashLedger.idOf(body)));
                compare(mailbox, found);
                if (mailbox.equals(FLAGGED)) {
                    compareFlags(wire);
                }
            }
        }
    }

    private void compare(String mailbox, Map<Integer, Integer> found) {
        assertThat(found.values()).as("each message of %s once", mailbox).doesNotHaveDuplicates();
        Map<Integer, Integer> placed = ledger.placed.getOrDefault(mailbox, Map.of());
        Set<Integer> gone = ledger.expunged(mailbox);
        Set<Integer> unsure = ledger.unsureExpunged(mailbox);
        placed.forEach((uid, id) -> {
            if (gone.contains(uid)) {
                assertThat(found).as("expunged from %s", mailbox).doesNotContainKey(uid);
            } else if (!unsure.contains(uid) || found.containsKey(uid)) {
                assertThat(found).as("acknowledged in %s", mailbox).containsEntry(uid, id);
            }
        });
        if (mailbox.equals("INBOX")) {
            assertThat(found.values()).as("delivered").containsAll(ledger.delivered);
        }
        // An unsure expunge is decided now, and stays so.
        Set<Integer> decided = new HashSet<>(unsure);
        decided.removeAll(found.keySet());
        gone.addAll(decided);
        unsure.clear();
        found.forEach((uid, id) -> {
            Integer before = placed.get(uid);
            assertThat(before == null || before.equals(id))
                    .as("UID %s of %s", uid, mailbox)
                    .isTrue();
            ledger.place(mailbox, uid, id);
        });
    }

    private void compareFlags(ImapWire wire) throws IOException {
        Map<Integer, String> promised = ledger.flags.getOrDefault(FLAGGED, Map.of());
        Integer unsure = ledger.unsureFlags.remove(FLAGGED);
        Map<Integer, String> found = new HashMap<>();
        for (String response : wire.command("UID FETCH 1:* (UID FLAGS)")) {
            Matcher flags = FLAGS.matcher(response);
            if (flags.find()) {
                int uid = Integer.parseInt(flags.group(1) == null ? flags.group(3) : flags.group(1));
                found.put(uid, flags.group(2).replace("\\Recent", "").strip());
            }
        }
        promised.forEach((uid, flags) -> {
            if (!uid.equals(unsure)) {
                assertThat(found.get(uid)).as("flags of %s", uid).isEqualTo(flags);
            }
        });
        if (unsure != null) {
            ledger.flags.get(FLAGGED).put(unsure, found.get(unsure));
        }
    }
}
