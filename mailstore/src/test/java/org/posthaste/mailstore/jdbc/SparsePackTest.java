package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.blob.BlobRef;
import org.posthaste.mailstore.index.PagedSnapshot;
import org.posthaste.mailstore.queue.Outgoing;

/** Messages that are gone are taken out of packs, and what is left does not move. */
class SparsePackTest {
    private static final int PACK = 64 * 1024;
    /** Three of them fill a pack. */
    private static final int MESSAGES = 30;

    private TestStore test = TestStores.open(config -> config.withPackLimit(PACK));

    @AfterEach
    void end() {
        assertThat(test.store().verify().damages()).isEmpty();
        test.close();
    }

    private Housekeeper housekeeper() {
        return ((JdbcMailStore) test.store()).housekeeper();
    }

    private static String text(int number) {
        return TestStore.message("m" + number) + ("line " + number + "\r\n").repeat(20_000 / 9);
    }

    private void fill() {
        for (int number = 1; number <= MESSAGES; number++) {
            test.append(test.inbox(), text(number));
        }
    }

    private void forgetAllButEveryThird() {
        UidSet.Builder gone = new UidSet.Builder();
        for (int uid = 1; uid <= MESSAGES; uid++) {
            if (uid % 3 != 0) {
                gone.add(uid);
            }
        }
        TestStore.await(test.inbox().remove(gone.build()));
        test.clock().advance(Duration.ofDays(15));
        housekeeper().purge();
    }

    private static void check(TestStore store) {
        Mailbox inbox = store.inbox();
        MailboxSnapshot snapshot = inbox.snapshot();
        assertThat(snapshot.count()).isEqualTo(MESSAGES / 3);
        for (int index = 0; index < snapshot.count(); index++) {
            assertThat(TestStore.text(inbox, snapshot, index)).isEqualTo(text(3 * (index + 1)));
        }
    }

    private static BlobRef blob(Mailbox mailbox, int index) {
        return ((PagedSnapshot) mailbox.snapshot()).blob(index);
    }

    private Path pack(BlobRef blob) {
        return test.folder().resolve("packs").resolve(String.format(Locale.ROOT, "pack-%08d.pack", blob.pack()));
    }

    private boolean holds(BlobRef blob, String octets) throws IOException {
        return Files.readString(pack(blob), StandardCharsets.ISO_8859_1).contains(octets);
    }

    @Test
    void goneMessagesAreTakenOutAndTheOthersStayWhereTheyAre() throws IOException {
        fill();
        MailboxSnapshot old = test.inbox().snapshot();
        BlobRef first = blob(test.inbox(), 2);
        long length = Files.size(pack(first));
        forgetAllButEveryThird();
        assertThat(holds(first, "line 1\r\n")).isTrue();
        housekeeper().sweep();
        assertThat(holds(first, "line 1\r\n")).isFalse();
        assertThat(holds(first, "line 3\r\n")).isTrue();
        assertThat(Files.size(pack(first))).isEqualTo(length);
        assertThat(blob(test.inbox(), 0)).isEqualTo(first);
        check(test);
        assertThat(TestStore.text(test.inbox(), old, 2)).isEqualTo(text(3));
        assertThatThrownBy(() -> TestStore.text(test.inbox(), old, 0))
                .as("a hole is not shown as a message")
                .hasMessageContaining("no record");
        test.store().close();
        test = TestStores.reopen(test, config -> config.withPackLimit(PACK));
        check(test);
        housekeeper().sweep();
        check(test);
    }

    @Test
    void keptMessagesOfPagesCopiesAndTheQueueStay() {
        fill();
        TestStore.await(test.inbox().copy(UidSet.of(4), new MailboxName("Archive")));
        Outgoing.Recipient recipient =
                new Outgoing.Recipient(TestStores.addresses("x@example.net").get(0), Map.of());
        Outgoing outgoing = new Outgoing("m99", "alice@example.org", Map.of(), 0, 0, List.of(recipient));
        TestStore.await(test.store()
                .deliver(new Delivery(
                        test.incoming(TestStore.message("q")),
                        new byte[0],
                        List.of(),
                        List.of(),
                        Optional.of(outgoing))));
        test.appendMany(test.inbox(), 2100);
        housekeeper().fold();
        TestStore.await(test.inbox().remove(UidSet.range(MESSAGES + 1, MESSAGES + 2100)));
        forgetAllButEveryThird();
        housekeeper().sweep();
        housekeeper().sweep();
        check(test);
        Mailbox archive = test.mailbox(test.alice(), "Archive");
        assertThat(TestStore.text(archive, archive.snapshot(), 0)).isEqualTo(text(4));
    }

    @Test
    void killedBeforeTheNewFileHasItsNameTheOldOneIsThere() throws IOException {
        fill();
        forgetAllButEveryThird();
        Files.write(test.folder().resolve("packs").resolve("incoming-7"), new byte[PACK]);
        try (TestStore left = TestStores.killed(test, config -> config.withPackLimit(PACK))) {
            check(left);
            assertThat(left.folder().resolve("packs").resolve("incoming-7")).doesNotExist();
            ((JdbcMailStore) left.store()).housekeeper().sweep();
            try (TestStore again = TestStores.killed(left, config -> config.withPackLimit(PACK))) {
                check(again);
                assertThat(again.store().verify().damages()).isEmpty();
            }
        }
    }

    @Test
    void damagedPackIsLeftAsItIs() throws IOException {
        fill();
        forgetAllButEveryThird();
        BlobRef first = blob(test.inbox(), 0);
        byte[] octets = Files.readAllBytes(pack(first));
        try (FileChannel channel = FileChannel.open(pack(first), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(4), first.offset() - 20L);
        }
        byte[] damaged = Files.readAllBytes(pack(first));
        housekeeper().sweep();
        assertThat(pack(first)).hasBinaryContent(damaged);
        Files.write(pack(first), octets);
        check(test);
    }
}
