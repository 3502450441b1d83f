package org.posthaste.mailstore.text;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.jdbc.JdbcMailStore;
import org.posthaste.mailstore.jdbc.StoreConfig;
import org.posthaste.mailstore.search.SearchEngine;
import org.posthaste.mailstore.search.SearchQuery;

/**
 * Measures index and searches, by hand: {@code TextIndexBench FOLDER MBOX [TEXT...]} takes the mail of an mbox file in,
 * the first time. Not a test: figures depend on the machine.
 */
final class TextIndexBench {
    private static final int TOGETHER = 100;
    private static final int ROUNDS = 5;

    private TextIndexBench() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        boolean filled = Files.exists(folder);
        try (JdbcMailStore store = JdbcMailStore.open(StoreConfig.of(folder))) {
            if (!filled) {
                store.directory().addDomain(TestStore.DOMAIN);
                fill(store, TestStores.addUser(store, TestStore.ALICE), Path.of(arguments[1]));
                long begin = System.nanoTime();
                say("%s in %d ms", store.rebuildTextIndexes(), (System.nanoTime() - begin) / 1_000_000);
            }
            AccountId alice =
                    store.directory().user(TestStore.ALICE).orElseThrow().id();
            say("index %d kB", new AccountIndex(folder.resolve("text/" + alice.value())).octets() >> 10);
            Mailbox inbox = store.account(alice).mailbox(MailboxName.INBOX).orElseThrow();
            for (int i = 2; i < arguments.length; i++) {
                search(inbox, new SearchQuery.Body(arguments[i]));
                search(inbox, new SearchQuery.Text(arguments[i]));
                for (String field : List.of("Subject", "From", "To", "Message-ID")) {
                    search(inbox, new SearchQuery.Header(field, arguments[i]));
                }
            }
        }
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private static void fill(JdbcMailStore store, AccountId account, Path mbox) throws IOException {
        Mailbox inbox = store.account(account).mailbox(MailboxName.INBOX).orElseThrow();
        List<Mailbox.NewMessage> messages = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(mbox), 1 << 20)) {
            IncomingMessage message = null;
            byte[] line = new byte[1 << 20];
            for (int length = line(in, line); length > 0; length = line(in, line)) {
                if (length > 5
                        && line[0] == 'F'
                        && line[4] == ' '
                        && line[1] == 'r'
                        && line[2] == 'o'
                        && line[3] == 'm') {
                    message = store.incoming(Integer.MAX_VALUE);
                    messages.add(new Mailbox.NewMessage(message, Flags.NONE, Optional.empty()));
                    if (messages.size() > TOGETHER) {
                        TestStore.await(inbox.append(messages.subList(0, TOGETHER)));
                        messages.subList(0, TOGETHER).clear();
                    }
                } else if (message != null) {
                    message.write(line, 0, length);
                }
            }
        }
        TestStore.await(inbox.append(messages));
    }

    private static int line(InputStream in, byte[] into) throws IOException {
        int length = 0;
        int c = in.read();
        while (c >= 0) {
            into[length++] = (byte) c;
            if (c == '\n' || length == into.length) {
                break;
            }
            c = in.read();
        }
        return length;
    }

    private static void search(Mailbox mailbox, SearchQuery query) throws IOException {
        MailboxSnapshot snapshot = mailbox.snapshot();
        MessageReader reader = mailbox.reader();
        double[] times = new double[ROUNDS];
        BitSet found = new BitSet();
        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            found = SearchEngine.search(snapshot, query, reader);
            times[round] = (System.nanoTime() - begin) / 1e6;
        }
        long begin = System.nanoTime();
        BitSet plain = SearchEngine.search(snapshot, query, TextIndexTest.withoutFilter(reader));
        double scan = (System.nanoTime() - begin) / 1e6;
        Arrays.sort(times);
        say(
                "%s: %d of %d, %.2f ms [%.2f-%.2f], scan %.0f ms%s",
                query,
                found.cardinality(),
                snapshot.count(),
                times[ROUNDS / 2],
                times[0],
                times[ROUNDS - 1],
                scan,
                plain.equals(found) ? "" : ", AND THE SCAN FINDS SOMETHING ELSE");
    }
}
