package org.posthaste.mailstore;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;
import org.posthaste.mailstore.sort.HeaderColumns;
import org.posthaste.mailstore.sort.HeaderColumnsCache;
import org.posthaste.mailstore.sort.SortCriterion;
import org.posthaste.mailstore.sort.SortEngine;
import org.posthaste.mailstore.sort.SortKey;
import org.posthaste.mailstore.thread.ThreadAlgorithm;
import org.posthaste.mailstore.thread.Threading;

/** Measures sorting and threading, by hand: {@code SortBench FOLDER [MESSAGES]}. Not a test: figures depend on the machine. */
final class SortBench {
    private static final String[] WORDS =
            "report meeting lunch invoice ticket release status review budget offer party travel".split(" ");

    private SortBench() {}

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        try (MailStore store = JdbcMailStore.open(StoreConfig.of(Path.of(arguments[0])))) {
            store.directory().addDomain(TestStore.DOMAIN);
            AccountId alice = TestStores.addUser(store, TestStore.ALICE);
            Mailbox inbox = store.account(alice).mailbox(MailboxName.INBOX).orElseThrow();
            fill(store, inbox, count);
            measure(inbox);
        }
    }

    private static void fill(MailStore store, Mailbox inbox, int count) {
        Random random = new Random(1);
        List<Mailbox.NewMessage> batch = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            int parent = i > 10 && random.nextInt(3) > 0 ? i - 1 - random.nextInt(10) : 0;
            String subject = (parent > 0 ? "Re: " : "") + WORDS[random.nextInt(WORDS.length)] + " "
                    + WORDS[random.nextInt(WORDS.length)] + " " + random.nextInt(count / 4);
            String message = "Received: from mx.example.net by mail.example.org; Tue, 1 Sep 2026 10:00:00 +0200\r\n"
                    + "From: \"Person " + random.nextInt(5000) + "\" <p" + random.nextInt(5000) + "@example.net>\r\n"
                    + "To: alice@example.org, b" + random.nextInt(100) + "@example.org\r\nSubject: " + subject + "\r\n"
                    + "Date: " + (1 + random.nextInt(28)) + " Sep 2026 10:" + (10 + random.nextInt(50))
                    + ":00 +0200\r\nMessage-ID: <0123456789abcdef." + i + "@mail.example.net>\r\n"
                    + (parent > 0
                            ? "References: <0123456789abcdef." + Math.max(1, parent - 3)
                                    + "@mail.example.net>\r\n <0123456789abcdef." + parent + "@mail.example.net>\r\n"
                            : "")
                    + "\r\ntext\r\n";
            byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
            IncomingMessage incoming = store.incoming(Integer.MAX_VALUE);
            incoming.write(octets, 0, octets.length);
            batch.add(new Mailbox.NewMessage(incoming, Flags.NONE, Optional.empty()));
            if (batch.size() == 1000 || i == count) {
                TestStore.await(inbox.append(List.copyOf(batch)));
                batch.clear();
            }
        }
    }

    private static void measure(Mailbox inbox) throws Exception {
        MailboxSnapshot snapshot = inbox.snapshot();
        MessageReader reader = inbox.reader();
        int[] all = IntStream.range(0, snapshot.count()).toArray();
        for (int round = 0; round < 4; round++) {
            HeaderColumns columns = new HeaderColumnsCache(1 << 30).of(snapshot);
            time("load", () -> {
                synchronized (columns) {
                    columns.load(snapshot, all, reader);
                }
                return columns;
            });
            for (SortKey key : SortKey.values()) {
                List<SortCriterion> criteria = List.of(new SortCriterion(key, true));
                time("SORT " + key, () -> SortEngine.sort(snapshot, all, criteria, reader, columns));
            }
            List<SortCriterion> two =
                    List.of(new SortCriterion(SortKey.SUBJECT, false), new SortCriterion(SortKey.DATE, true));
            time("SORT SUBJECT REVERSE DATE", () -> SortEngine.sort(snapshot, all, two, reader, columns));
            for (ThreadAlgorithm algorithm : ThreadAlgorithm.values()) {
                time("THREAD " + algorithm, () -> Threading.of(snapshot, all, algorithm, reader, columns));
            }
            System.out.println();
        }
        System.out.println(Arrays.toString(new long[] {Runtime.getRuntime().totalMemory() >> 20}) + " MB heap");
    }

    private static void time(String what, Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        System.out.println(String.format(Locale.ROOT, "%-28s %6.1f ms", what, (System.nanoTime() - start) / 1e6));
    }
}
