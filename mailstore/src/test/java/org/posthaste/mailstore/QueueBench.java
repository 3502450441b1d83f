package org.posthaste.mailstore;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** Measures the queue alone, by hand: {@code QueueBench FOLDER [MESSAGES [DEAD]]}. Not a test: figures depend on the machine. */
final class QueueBench {
    private static final int THREADS = 32;
    private static final int SIZE = 4000;
    private static final String DEAD = "dead.example";

    private final MailStore store;
    private final AccountId alice;
    private final BlockingQueue<QueuedRecipient> arrived = new LinkedBlockingQueue<>();
    private final byte[] message = (TestStore.message("bench")
                    + "x".repeat(70).concat("\r\n").repeat(SIZE / 72))
            .getBytes(StandardCharsets.ISO_8859_1);

    private QueueBench(Path folder) {
        store = JdbcMailStore.open(StoreConfig.of(folder));
        store.directory().addDomain(TestStore.DOMAIN);
        alice = TestStores.addUser(store, TestStore.ALICE);
        store.queue().arrivals(new QueueStore.ArrivalDesk() {
            @Override
            public boolean takes(String destination) {
                return !destination.equals(DEAD);
            }

            @Override
            public void arrived(List<QueuedRecipient> claimed) {
                arrived.addAll(claimed);
            }

            @Override
            public void waiting(String destination, Instant due) {
                // Asked for by claims.
            }

            @Override
            public void wanted(String destination) {
                // Asked for by claims.
            }
        });
    }

    public static void main(String[] arguments) throws Exception {
        QueueBench bench = new QueueBench(Path.of(arguments[0]));
        int messages = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        int dead = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100_000;
        for (int round = 0; round < 3; round++) {
            bench.run(messages);
        }
        bench.both(messages);
        bench.both(messages);
        bench.crowd(dead);
        bench.store.close();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** CPU time of the committer and of all threads, in nanoseconds. */
    private static long[] cpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long committer = 0;
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().equals("store-committer")) {
                committer = threads.getThreadCpuTime(id);
            }
        }
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new long[] {committer, system.getProcessCpuTime()};
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void measure(String what, int count, Step each) throws InterruptedException {
        long[] before = cpu();
        long start = System.nanoTime();
        AtomicInteger left = new AtomicInteger(count);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> {
                while (left.getAndDecrement() > 0) {
                    try {
                        each.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long[] after = cpu();
        say(
                "%-34s %7.0f/s   committer %5.1f us, process %5.1f us of CPU each",
                what,
                count * 1e9 / (System.nanoTime() - start),
                (after[0] - before[0]) / 1e3 / count,
                (after[1] - before[1]) / 1e3 / count);
    }

    private void deliver(List<Delivery.Target> targets, Optional<Outgoing> outgoing) {
        IncomingMessage incoming = store.incoming(1_000_000);
        incoming.write(message, 0, message.length);
        incoming.finish();
        byte[] prefix = "Received: by bench\r\n".getBytes(StandardCharsets.US_ASCII);
        TestStore.await(store.deliver(new Delivery(incoming, prefix, targets, List.of(), outgoing)));
    }

    private static Optional<Outgoing> outgoing(String domain) {
        Outgoing.Recipient recipient = new Outgoing.Recipient(new MailAddress("user", domain), Map.of());
        return Optional.of(
                new Outgoing("0123456789abcdef", "alice@example.org", Map.of("b", "8"), 0, 0, List.of(recipient)));
    }

    private void settle() throws InterruptedException {
        QueuedRecipient recipient = arrived.take();
        JournalEntry entry = new JournalEntry(
                Instant.now(),
                JournalEntry.Kind.DELIVERED,
                recipient.message().messageId(),
                "",
                Map.of("to", "user@x.example", "host", "mx.x.example", "reply", "250 2.0.0 Ok", "ms", "12"));
        TestStore.await(store.queue().settle(List.of(new Outcome.Finished(recipient.id())), List.of(entry), List.of()));
    }

    private void run(int messages) throws InterruptedException {
        Delivery.Target inbox = new Delivery.Target(alice, MailboxName.INBOX, Flags.NONE);
        measure("delivered here", messages, () -> deliver(List.of(inbox), Optional.empty()));
        measure("delivered here and queued", messages, () -> deliver(List.of(inbox), outgoing("x.example")));
        measure("settled", messages, this::settle);
        measure("queued only", messages, () -> deliver(List.of(), outgoing("x.example")));
        measure("settled", messages, this::settle);
    }

    private void both(int messages) throws InterruptedException {
        measure("queued and settled by turns", messages, () -> {
            deliver(List.of(), outgoing("x.example"));
            settle();
        });
    }

    private static void time(String what, int times, Runnable work) {
        for (int i = 0; i < times; i++) {
            work.run();
        }
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        say("%-34s %8.3f ms", what, (System.nanoTime() - start) / 1e6 / times);
    }

    private void crowd(int dead) throws InterruptedException {
        measure("queued for a dead destination", dead, () -> deliver(List.of(), outgoing(DEAD)));
        for (int i = 0; i < 1000; i++) {
            String name = "d" + i + ".example";
            store.queue().arrivals(new Deaf());
            deliver(List.of(), outgoing(name));
        }
        QueueStore queue = store.queue();
        int[] next = new int[1];
        time(
                "claim of a live destination",
                200,
                () -> TestStore.await(queue.claim("d" + next[0]++ % 1000 + ".example", 100, Duration.ofMillis(1))));
        time("claim of nothing", 200, () -> TestStore.await(queue.claim("none.example", 100, Duration.ofMillis(1))));
        time("claim of 100 of the dead one", 20, () -> TestStore.await(queue.claim(DEAD, 100, Duration.ofHours(1))));
        time("next due of the dead one", 20, () -> queue.nextDue(DEAD));
        time("next due of a live one", 20, () -> queue.nextDue("d7.example"));
        time("destinations", 5, () -> queue.destinations(each -> {}));
        time("health", 5, store::health);
        time("list of 100", 5, () -> queue.list(QueueFilter.ALL, 0, 100));
        time("list by message", 2, () -> queue.list(QueueFilter.ofMessage("none"), 0, 100));
        measure("queued and settled, crowded", 5000, () -> {
            deliver(List.of(), outgoing("x.example"));
            List<QueuedRecipient> claimed = TestStore.await(queue.claim("x.example", 1, Duration.ofHours(1)));
            for (QueuedRecipient each : claimed) {
                TestStore.await(queue.settle(List.of(new Outcome.Finished(each.id())), List.of(), List.of()));
            }
        });
        time("hold and release all", 1, () -> {
            queue.hold(QueueFilter.ALL);
            queue.release(QueueFilter.ALL);
        });
    }

    /** Takes nothing. */
    private static final class Deaf implements QueueStore.ArrivalDesk {
        @Override
        public boolean takes(String destination) {
            return false;
        }

        @Override
        public void arrived(List<QueuedRecipient> claimed) {
            throw new IllegalStateException("nothing was taken");
        }

        @Override
        public void waiting(String destination, Instant due) {
            // Asked for by claims.
        }

        @Override
        public void wanted(String destination) {
            // Asked for by claims.
        }
    }
}
