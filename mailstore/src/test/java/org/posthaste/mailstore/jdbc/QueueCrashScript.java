package org.posthaste.mailstore.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedRecipient;

/**
 * The process that is killed while it queues and settles. It says on standard output what it is about to do ({@code ?}) and what was acknowledged ({@code !}), one line each:
 *
 * <pre>
 * ? queue TOKEN      ! queue TOKEN
 * ? finish TOKEN     ! finish TOKEN
 * ? defer TOKEN      ! defer TOKEN
 * </pre>
 */
final class QueueCrashScript implements Runnable {
    private static final int THREADS = 6;
    private static final List<String> DESTINATIONS = List.of("a.example", "b.example");

    private final MailStore store;
    private final ConcurrentLinkedQueue<QueuedRecipient> arrived;
    private final String name;
    private final Random random;
    private int next;

    private QueueCrashScript(MailStore store, ConcurrentLinkedQueue<QueuedRecipient> arrived, int round, int thread) {
        this.store = store;
        this.arrived = arrived;
        this.name = "r" + round + "t" + thread;
        this.random = new Random(31L * round + thread);
    }

    /** Arguments: folder, round. */
    public static void main(String[] arguments) throws InterruptedException {
        JdbcMailStore store = JdbcMailStore.open(CrashScript.config(Path.of(arguments[0])));
        store.committer().await(batch -> batch.tx().update("SET RETENTION_TIME 500"));
        ConcurrentLinkedQueue<QueuedRecipient> arrived = new ConcurrentLinkedQueue<>();
        store.queue().arrivals(new QueueStore.ArrivalDesk() {
            @Override
            public boolean takes(String destination) {
                return destination.equals(DESTINATIONS.get(0));
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
        List<Thread> threads = new ArrayList<>();
        threads.add(new Thread(() -> {
            while (true) {
                store.housekeeper().sweep();
            }
        }));
        for (int i = 0; i < THREADS; i++) {
            threads.add(new Thread(new QueueCrashScript(store, arrived, Integer.parseInt(arguments[1]), i)));
        }
        threads.forEach(Thread::start);
        for (Thread running : threads) {
            running.join();
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    @Override
    public void run() {
        while (true) {
            switch (random.nextInt(4)) {
                case 0, 1 -> queue();
                case 2 -> Optional.ofNullable(arrived.poll()).ifPresent(this::settle);
                default -> TestStore.await(
                                store.queue().claim(DESTINATIONS.get(random.nextInt(2)), 3, Duration.ofHours(1)))
                        .forEach(this::settle);
            }
        }
    }

    private void queue() {
        String token = name + "n" + next++;
        IncomingMessage incoming = store.incoming(10_000_000);
        byte[] octets = CrashScript.message(token).getBytes(StandardCharsets.ISO_8859_1);
        incoming.write(octets, 0, octets.length);
        Outgoing.Recipient recipient =
                new Outgoing.Recipient(new MailAddress(token, DESTINATIONS.get(random.nextInt(2))), Map.of());
        Outgoing outgoing = new Outgoing(token, "alice@example.org", Map.of(), 0, 0, List.of(recipient));
        say("? queue " + token);
        TestStore.await(
                store.deliver(new Delivery(incoming, new byte[0], List.of(), List.of(), Optional.of(outgoing))));
        say("! queue " + token);
    }

    private void settle(QueuedRecipient recipient) {
        boolean finish = random.nextInt(3) > 0;
        Outcome outcome = finish
                ? new Outcome.Finished(recipient.id())
                : new Outcome.Deferred(recipient.id(), Instant.now(), "451", Map.of());
        String action = (finish ? "finish " : "defer ") + recipient.message().messageId();
        say("? " + action);
        TestStore.await(store.queue().settle(List.of(outcome), List.of(), List.of()));
        say("! " + action);
    }
}
