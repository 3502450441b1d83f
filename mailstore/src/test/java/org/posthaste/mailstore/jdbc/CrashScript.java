package org.posthaste.mailstore.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.DeliveryReceipt;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.UidSet;

/**
 * The process that is killed. Several threads change the store and say on standard output what they are about to do ({@code ?}) and what was acknowledged ({@code !}), one line each:
 *
 * <pre>
 * ? THREAD deliver TOKEN            ! THREAD deliver TOKEN uid-of-alice uid-of-bob
 * ? THREAD append TOKEN FLAGS       ! THREAD append TOKEN FLAGS uid
 * ? THREAD flags UID FLAGS          ! THREAD flags UID FLAGS
 * ? THREAD expunge UID              ! THREAD expunge UID
 * </pre>
 *
 * Deliveries go to the INBOXes of alice and bob; the rest happens in a mailbox of alice's that belongs to the thread alone, {@code T0}, {@code T1}, ...
 */
final class CrashScript implements Runnable {
    static final int THREADS = 6;
    private static final String[] FLAGS = {"-", "\\Seen", "\\Flagged", "Work", "\\Seen,Work", "\\Answered,$Junk"};

    private final MailStore store;
    private final AccountId alice;
    private final AccountId bob;
    private final int thread;
    private final int round;
    private final Random random;
    private final List<Integer> uids = new ArrayList<>();
    private int next;

    private CrashScript(MailStore store, AccountId alice, AccountId bob, int thread, int round) {
        this.store = store;
        this.alice = alice;
        this.bob = bob;
        this.thread = thread;
        this.round = round;
        this.random = new Random(31L * round + thread);
    }

    /** Arguments: folder, account of alice, account of bob, round. */
    public static void main(String[] arguments) throws InterruptedException {
        StoreConfig config = config(Path.of(arguments[0]));
        JdbcMailStore store = JdbcMailStore.open(config);
        // The database usually leaves space alone for 45 seconds; what goes wrong when it is reused has to show here.
        store.committer().await(batch -> batch.tx().update("SET RETENTION_TIME 500"));
        List<Thread> threads = new ArrayList<>();
        threads.add(new Thread(() -> {
            while (true) {
                store.housekeeper().purge();
                store.housekeeper().sweep();
            }
        }));
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(new CrashScript(
                    store,
                    new AccountId(Long.parseLong(arguments[1])),
                    new AccountId(Long.parseLong(arguments[2])),
                    i,
                    Integer.parseInt(arguments[3]))));
        }
        threads.forEach(Thread::start);
        for (Thread running : threads) {
            running.join();
        }
    }

    static StoreConfig config(Path folder) {
        return StoreConfig.of(folder)
                .withClock(Clock.systemUTC())
                .withRetention(Duration.ZERO, Duration.ofDays(1))
                .withPackLimit(1024 * 1024)
                .withMemory(4 * 1024 * 1024, 100_000);
    }

    /** The message of a token: of any size from tiny to larger than a shared pack takes. */
    static String message(String token) {
        Random random = new Random(token.hashCode());
        int length = random.nextInt(20) == 0 ? 300_000 : random.nextInt(6_000);
        StringBuilder text = new StringBuilder(TestStore.message(token));
        while (text.length() < length) {
            text.append(Long.toString(random.nextLong(), 36)).append("\r\n");
        }
        return text.toString();
    }

    static String mailbox(int thread) {
        return "T" + thread;
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    @Override
    public void run() {
        while (true) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> deliver();
                case 3, 4 -> append();
                case 5, 6 -> flags();
                default -> expunge();
            }
        }
    }

    private IncomingMessage incoming(String token) {
        IncomingMessage incoming = store.incoming(10_000_000);
        byte[] octets = message(token).getBytes(StandardCharsets.ISO_8859_1);
        incoming.write(octets, 0, octets.length);
        return incoming;
    }

    private String token() {
        return "r" + round + "t" + thread + "n" + next++;
    }

    private Mailbox own() {
        return store.account(alice).mailbox(new MailboxName(mailbox(thread))).orElseThrow();
    }

    private void deliver() {
        String action = thread + " deliver " + token();
        say("? " + action);
        Delivery delivery = new Delivery(
                incoming(action.substring(action.lastIndexOf(' ') + 1)),
                new byte[0],
                List.of(
                        new Delivery.Target(alice, MailboxName.INBOX, Flags.NONE),
                        new Delivery.Target(bob, MailboxName.INBOX, Flags.NONE)),
                List.of());
        DeliveryReceipt receipt = TestStore.await(store.deliver(delivery));
        StringBuilder uidsFiled = new StringBuilder();
        for (DeliveryReceipt.Filed filed : receipt.filed()) {
            uidsFiled.append(' ').append(((DeliveryReceipt.Filed.Stored) filed).uid());
        }
        say("! " + action + uidsFiled);
    }

    private void append() {
        String token = token();
        String flags = FLAGS[random.nextInt(FLAGS.length)];
        String action = thread + " append " + token + " " + flags;
        say("? " + action);
        int uid = TestStore.await(
                        own().append(List.of(new Mailbox.NewMessage(incoming(token), flags(flags), Optional.empty()))))
                .uids()
                .first(0);
        uids.add(uid);
        say("! " + action + " " + uid);
    }

    static Flags flags(String text) {
        return text.equals("-") ? Flags.NONE : Flags.of(text.split(","));
    }

    private void flags() {
        if (uids.isEmpty()) {
            return;
        }
        int uid = uids.get(random.nextInt(uids.size()));
        String flags = FLAGS[random.nextInt(FLAGS.length)];
        String action = thread + " flags " + uid + " " + flags;
        say("? " + action);
        TestStore.await(own().storeFlags(
                        UidSet.of(uid),
                        new Mailbox.FlagUpdate(Mailbox.FlagUpdate.Mode.REPLACE, flags(flags)),
                        OptionalLong.empty()));
        say("! " + action);
    }

    private void expunge() {
        if (uids.size() < 5) {
            return;
        }
        int uid = uids.remove(random.nextInt(uids.size()));
        String action = thread + " expunge " + uid;
        say("? " + action);
        TestStore.await(own().remove(UidSet.of(uid)));
        say("! " + action);
    }
}
