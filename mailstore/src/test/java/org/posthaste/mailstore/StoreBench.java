package org.posthaste.mailstore;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;

/** Measures the store alone, by hand: {@code StoreBench FOLDER [DELIVERIES [MAILBOX]]}. Not a test: figures depend on the machine. */
final class StoreBench {
    private final Path folder;
    private final List<AccountId> accounts = new ArrayList<>();
    private MailStore store;
    private AccountId alice;

    private StoreBench(Path folder) {
        this.folder = folder;
        this.store = JdbcMailStore.open(StoreConfig.of(folder));
        this.store.directory().addDomain(TestStore.DOMAIN);
        this.alice = TestStores.addUser(store, TestStore.ALICE);
        accounts.add(alice);
    }

    public static void main(String[] arguments) throws Exception {
        StoreBench bench = new StoreBench(Path.of(arguments[0]));
        int deliveries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        int mailbox = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100_000;
        if (deliveries > 0) {
            bench.deliver(deliveries, 4_000, 32);
            bench.deliver(deliveries, 4_000, 32);
            bench.deliver(deliveries / 5, 4_000, 1);
            bench.deliver(deliveries, 4_000, 100);
            bench.deliver(deliveries / 5, 50_000, 32);
        }
        if (deliveries > 0) {
            bench.addAccounts(300);
            bench.deliver(deliveries, 4_000, 32);
            bench.deliver(deliveries, 4_000, 32);
            say("database %d MB", bench.store.health().databaseBytes() >> 20);
        }
        if (mailbox > 0) {
            bench.big(mailbox);
        }
        bench.store.close();
    }

    private void addAccounts(int count) {
        for (int i = 0; i < count; i++) {
            accounts.add(TestStores.addUser(store, new MailAddress("user" + i, TestStore.DOMAIN)));
        }
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(java.util.Locale.ROOT, format, values));
    }

    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    private void deliver(int count, int size, int submitters) throws InterruptedException {
        byte[] message = (TestStore.message("bench")
                        + "x".repeat(70).concat("\r\n").repeat(size / 72))
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] prefix = "Received: by bench\r\n".getBytes(StandardCharsets.US_ASCII);
        Semaphore free = new Semaphore(submitters);
        CountDownLatch done = new CountDownLatch(count);
        AtomicInteger left = new AtomicInteger(count);
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Math.min(4, submitters); i++) {
            Thread thread = new Thread(() -> {
                while (left.getAndDecrement() > 0) {
                    free.acquireUninterruptibly();
                    IncomingMessage incoming = store.incoming(1_000_000);
                    incoming.write(message, 0, message.length);
                    incoming.finish();
                    AccountId account = accounts.get(Math.floorMod(left.get() * 7, accounts.size()));
                    Delivery.Target target = new Delivery.Target(account, MailboxName.INBOX, Flags.NONE);
                    store.deliver(new Delivery(incoming, prefix, List.of(target), List.of()))
                            .whenComplete((receipt, failure) -> {
                                free.release();
                                done.countDown();
                            });
                }
            });
            threads.add(thread);
            thread.start();
        }
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        say(
                "deliver %d octets, %d at once: %.0f/s, CPU %.3f s per 1,000",
                size, submitters, count / seconds, (cpuSeconds() - cpu) / count * 1000);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void time(String what, Work work) throws IOException {
        long start = System.nanoTime();
        double cpu = cpuSeconds();
        work.run();
        say("%s: %.2f ms, CPU %.2f ms", what, (System.nanoTime() - start) / 1e6, 1000 * (cpuSeconds() - cpu));
    }

    private Mailbox mailbox(String name) {
        return store.account(alice).mailbox(new MailboxName(name)).orElseThrow();
    }

    private void reopen() throws IOException {
        time("close", store::close);
        time("open", () -> store = JdbcMailStore.open(StoreConfig.of(folder)));
    }

    private static void flag(Mailbox mailbox, Mailbox.FlagUpdate.Mode mode, UidSet uids) {
        TestStore.await(
                mailbox.storeFlags(uids, new Mailbox.FlagUpdate(mode, Flags.of("\\Seen")), OptionalLong.empty()));
    }

    private void big(int count) throws IOException {
        byte[] message = TestStore.message("bench").getBytes(StandardCharsets.ISO_8859_1);
        time("append " + count + " in one go of 1,000", () -> {
            for (int done = 0; done < count; done += 1000) {
                List<Mailbox.NewMessage> messages = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    IncomingMessage incoming = store.incoming(10_000);
                    incoming.write(message, 0, message.length);
                    messages.add(new Mailbox.NewMessage(incoming, Flags.NONE, Optional.empty()));
                }
                TestStore.await(mailbox("Archive").append(messages));
            }
        });
        reopen();
        time("load, first", () -> mailbox("Archive").snapshot());
        time("load again", () -> mailbox("Archive").snapshot());
        for (int i = 0; i < 3; i++) {
            reopen();
            time("load, JVM warm", () -> mailbox("Archive").snapshot());
        }
        UidSet all = UidSet.range(1, Integer.MAX_VALUE);
        for (int i = 0; i < 5; i++) {
            time("store all", () -> flag(mailbox("Archive"), Mailbox.FlagUpdate.Mode.ADD, all));
            time("store all back", () -> flag(mailbox("Archive"), Mailbox.FlagUpdate.Mode.REMOVE, all));
            time("store one", () -> flag(mailbox("Archive"), Mailbox.FlagUpdate.Mode.ADD, UidSet.of(count / 2)));
        }
        time("60 times store all and back", () -> {
            for (int i = 0; i < 60; i++) {
                flag(mailbox("Archive"), Mailbox.FlagUpdate.Mode.ADD, all);
                flag(mailbox("Archive"), Mailbox.FlagUpdate.Mode.REMOVE, all);
            }
        });
        for (int i = 0; i < 3; i++) {
            int first = 1 + 10_000 * i;
            time(
                    "copy 10,000",
                    () -> TestStore.await(
                            mailbox("Archive").copy(UidSet.range(first, first + 9_999), new MailboxName("Trash"))));
            time("expunge 10,000", () -> TestStore.await(mailbox("Trash").remove(all)));
        }
        for (int i = 0; i < 3; i++) {
            time("rendered, all", this::renderAll);
        }
        say("heap %d MB, health %s", Runtime.getRuntime().totalMemory() >> 20, store.health());
    }

    private void renderAll() throws IOException {
        Mailbox mailbox = mailbox("Archive");
        MailboxSnapshot snapshot = mailbox.snapshot();
        MessageReader reader = mailbox.reader();
        long octets = 0;
        for (int index = 0; index < snapshot.count(); index++) {
            RenderedMessage rendered = reader.rendered(snapshot, index);
            octets += rendered.envelope().length + rendered.bodyStructure().length;
        }
        say("%d octets", octets);
    }
}
