package org.posthaste.mailstore.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.RebuiltIndexes;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.index.PagedSnapshot;
import org.posthaste.mailstore.jdbc.StoreConfig;
import org.posthaste.mailstore.search.FoldedTexts;
import org.posthaste.mailstore.search.SearchEngine;
import org.posthaste.mailstore.search.SearchQuery;
import org.posthaste.mailstore.search.TextScope;

class TextIndexTest {
    private static final String NOWHERE = "qzxjqzxj";
    private static final UnaryOperator<StoreConfig> EAGER = config -> config.withIndexing(IndexingPolicy.EAGER);
    private static final UnaryOperator<StoreConfig> LATER = config -> config.withIndexing(IndexingPolicy.USUAL);

    @Test
    void anySearchFindsWhatAPlainScanFinds() throws IOException {
        try (TestStore store = TestStores.open(EAGER)) {
            OddMail mail = new OddMail(1);
            List<Mailbox.NewMessage> messages = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                messages.add(new Mailbox.NewMessage(store.incoming(mail.message()), Flags.NONE, Optional.empty()));
            }
            TestStore.await(store.inbox().append(messages));
            awaitIndexed(store.inbox());
            assertSame(store.inbox(), 2);
        }
    }

    @Test
    void aTextThatIsNowhereIsRuledOutWithoutReading() throws IOException {
        try (TestStore store = TestStores.open(EAGER)) {
            store.appendMany(store.inbox(), 50);
            awaitIndexed(store.inbox());
            assertThat(candidates(store.inbox(), TextScope.SUBJECT, "17").cardinality())
                    .isOne();
            assertThat(candidates(store.inbox(), TextScope.BODY, "text of 2").cardinality())
                    .isEqualTo(11);
            assertThat(candidates(store.inbox(), TextScope.HEADER, "x-none:").isEmpty())
                    .isTrue();
        }
    }

    @Test
    void messagesThatAreNotIndexedYetAreAlwaysCandidates() throws IOException {
        TestStore first = TestStores.open(EAGER);
        first.appendMany(first.inbox(), 30);
        awaitIndexed(first.inbox());
        first.store().close();
        try (TestStore store = TestStores.reopen(first, LATER)) {
            store.append(store.inbox(), TestStore.message("late"));
            assertThat(candidates(store.inbox(), TextScope.BODY, NOWHERE).stream())
                    .containsExactly(30);
            assertFinds(store.inbox(), new SearchQuery.Body("text of late"), 30);
            assertFinds(store.inbox(), new SearchQuery.Body("text of 7"), 6);
        }
    }

    @Test
    void indexingGoesOnWhereACrashOrAStopLeftIt() throws IOException {
        TestStore first = TestStores.open(LATER);
        first.appendMany(first.inbox(), 700);
        assertThat(Files.exists(first.folder().resolve("text"))).isFalse();
        first.store().close();
        TestStore second = TestStores.reopen(first, EAGER);
        awaitIndexed(second.inbox());
        second.store().close();
        assertThat(index(second).open().orElseThrow().messages()).isEqualTo(700);
        try (TestStore third = TestStores.reopen(second, EAGER)) {
            third.append(third.inbox(), TestStore.message("after"));
            awaitIndexed(third.inbox());
            assertThat(index(third).open().orElseThrow().messages()).isEqualTo(701);
            assertFinds(third.inbox(), new SearchQuery.Text("text of after"), 700);
        }
    }

    @Test
    void copiesAndMovedMessagesAreNotReadAgain() throws IOException {
        try (TestStore store = TestStores.open(EAGER)) {
            Mailbox archive = store.mailbox(store.alice(), "Archive");
            store.appendMany(store.inbox(), 60);
            awaitIndexed(store.inbox());
            TestStore.await(store.inbox().copy(UidSet.range(1, 30), new MailboxName("Archive")));
            TestStore.await(store.inbox().move(UidSet.range(31, 60), new MailboxName("Archive")));
            awaitIndexed(archive);
            assertThat(index(store).open().orElseThrow().messages()).isEqualTo(60);
            assertFinds(archive, new SearchQuery.Body("text of 45"), 44);
            assertFinds(store.inbox(), new SearchQuery.Body("text of 45"));
        }
    }

    @Test
    void expungedMessagesAreNotFoundButByThoseWhoSeeThemStill() throws IOException {
        try (TestStore store = TestStores.open(EAGER)) {
            store.appendMany(store.inbox(), 40);
            awaitIndexed(store.inbox());
            MailboxSnapshot before = store.inbox().snapshot();
            TestStore.await(store.inbox().remove(UidSet.of(7)));
            SearchQuery query = new SearchQuery.Body("text of 7");
            assertFinds(store.inbox(), query);
            assertThat(SearchEngine.search(before, query, store.inbox().reader()).stream())
                    .containsExactly(6);
        }
    }

    @Test
    void messagesThatAreGoneForGoodAreTakenOut() throws IOException {
        try (TestStore store = TestStores.open(LATER)) {
            store.appendMany(store.inbox(), 300);
            store.store().rebuildTextIndexes();
            LongSet kept = new LongSet(2);
            MailboxSnapshot snapshot = store.inbox().snapshot();
            for (int i = 0; i < 20; i++) {
                kept.add(((PagedSnapshot) snapshot).record(i));
            }
            AccountIndex.View before = index(store).open().orElseThrow();
            index(store).retain(before, kept);
            AccountIndex.View after = index(store).openNewer(before).orElseThrow();
            assertThat(after.messages()).isEqualTo(20);
            assertThat(after.marks()).isEqualTo(before.marks());
            assertThat(after.records().size()).isEqualTo(20);
        }
    }

    @Test
    void aMessageWithTooManyTrigramsIsAlwaysACandidate() throws IOException {
        try (TestStore store = TestStores.open(EAGER)) {
            store.appendMany(store.inbox(), 20);
            Random random = new Random(5);
            StringBuilder text =
                    new StringBuilder("Subject: long\r\nContent-Type: text/plain; charset=utf-16le\r\n\r\n");
            for (int i = 0; i < 200_000; i++) {
                text.append((char) random.nextInt(256)).append((char) (0x4e + random.nextInt(0x40)));
            }
            store.append(store.inbox(), text.toString());
            awaitIndexed(store.inbox());
            assertThat(candidates(store.inbox(), TextScope.BODY, NOWHERE).stream())
                    .containsExactly(20);
            assertThat(candidates(store.inbox(), TextScope.SUBJECT, NOWHERE).isEmpty())
                    .isTrue();
            assertFinds(store.inbox(), new SearchQuery.Body(NOWHERE));
        }
    }

    /** If this fails because other text comes out of messages now, {@link Marks#FORM} has to be counted up with it. */
    @Test
    void theFormOfTheIndexIsThatOfTheTextsInIt() throws IOException {
        try (TestStore store = TestStores.open(LATER)) {
            OddMail mail = new OddMail(11);
            for (int i = 0; i < 25; i++) {
                store.append(store.inbox(), mail.message());
            }
            String all = String.join(
                    "\n", texts(store.inbox().snapshot(), store.inbox().reader()));
            assertThat(List.of(Marks.FORM, all.length(), all.hashCode())).containsExactly(1, 12851, -1125058434);
        }
    }

    @Test
    void aDamagedIndexIsMadeAnew() throws IOException {
        TestStore first = TestStores.open(EAGER);
        first.appendMany(first.inbox(), 40);
        awaitIndexed(first.inbox());
        first.store().close();
        try (Stream<Path> files =
                Files.list(first.folder().resolve("text/" + first.alice().value()))) {
            for (Path file : files.toList()) {
                byte[] octets = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(octets, octets.length / 2));
            }
        }
        try (TestStore store = TestStores.reopen(first, EAGER)) {
            assertFinds(store.inbox(), new SearchQuery.Body("text of 3"), 2, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38);
            awaitIndexed(store.inbox());
            assertFinds(store.inbox(), new SearchQuery.Body("text of 3"), 2, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38);
        }
    }

    @Test
    void anIndexThatCannotBeWrittenTakesNothingFromSearchesAndMail() throws IOException {
        TestStore first = TestStores.open(LATER);
        first.appendMany(first.inbox(), 40);
        first.store().close();
        Path inTheWay = Files.createDirectories(first.folder().resolve("text"))
                .resolve(Long.toString(first.alice().value()));
        Files.writeString(inTheWay, "no folder can be made here");
        try (TestStore store = TestStores.reopen(first, EAGER)) {
            store.append(store.inbox(), TestStore.message("late"));
            assertThatThrownBy(() -> store.store().rebuildTextIndexes())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot be written");
            assertFinds(store.inbox(), new SearchQuery.Body("text of late"), 40);
            assertFinds(store.inbox(), new SearchQuery.Body("text of 7"), 6);
            Files.delete(inTheWay);
            store.store().rebuildTextIndexes();
            assertFinds(store.inbox(), new SearchQuery.Body("text of late"), 40);
            awaitIndexed(store.inbox());
        }
    }

    @Test
    void verifyingNamesAnIndexWithAWrongOctet() throws IOException {
        TestStore first = TestStores.open(LATER);
        first.appendMany(first.inbox(), 400);
        first.store().rebuildTextIndexes();
        assertThat(first.store().verify().damages()).isEmpty();
        first.store().close();
        Path largest;
        try (Stream<Path> files =
                Files.list(first.folder().resolve("text/" + first.alice().value()))) {
            largest = files.max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
        byte[] octets = Files.readAllBytes(largest);
        octets[octets.length / 2] ^= 1;
        Files.write(largest, octets);
        try (TestStore store = TestStores.reopen(first, LATER)) {
            assertThat(store.store().verify().damages())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("text index");
        }
    }

    @Test
    void rebuildingIndexesAccountsWithMuchMail() {
        try (TestStore store = TestStores.open(LATER)) {
            store.appendMany(store.inbox(), 400);
            store.appendMany(store.mailbox(store.alice(), "Sent"), 50);
            store.appendMany(store.mailbox(store.bob(), "INBOX"), 10);
            assertThat(store.store().rebuildTextIndexes()).isEqualTo(new RebuiltIndexes(1, 450));
            assertThat(store.store().rebuildTextIndexes()).isEqualTo(new RebuiltIndexes(1, 450));
        }
    }

    @Test
    void theIndexOfARemovedUserIsDeleted() {
        TestStore first = TestStores.open(EAGER);
        first.appendMany(first.inbox(), 20);
        awaitIndexed(first.inbox());
        Path folder = first.folder().resolve("text/" + first.alice().value());
        assertThat(folder).exists();
        first.store().directory().removeUser(TestStore.ALICE);
        first.store().close();
        try (TestStore store = TestStores.reopen(first, EAGER)) {
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(folder).doesNotExist());
        }
    }

    private static AccountIndex index(TestStore store) {
        return new AccountIndex(store.folder().resolve("text/" + store.alice().value()));
    }

    /** Waits until all messages of a mailbox are in the index. */
    private static void awaitIndexed(Mailbox mailbox) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        mailbox.reader().candidateFilter().candidates(mailbox.snapshot(), TextScope.SUBJECT, NOWHERE))
                .contains(new BitSet()));
    }

    private static BitSet candidates(Mailbox mailbox, TextScope scope, String text) throws IOException {
        return mailbox.reader()
                .candidateFilter()
                .candidates(mailbox.snapshot(), scope, FoldedTexts.fold(text))
                .orElseThrow();
    }

    private static void assertFinds(Mailbox mailbox, SearchQuery query, Integer... indexes) throws IOException {
        assertThat(SearchEngine.search(mailbox.snapshot(), query, mailbox.reader()).stream())
                .containsExactly(indexes);
    }

    /** Searches for pieces of what is there, and for other things, with the index and without. */
    private static void assertSame(Mailbox mailbox, long seed) throws IOException {
        MailboxSnapshot snapshot = mailbox.snapshot();
        MessageReader indexed = mailbox.reader();
        MessageReader plain = withoutFilter(mailbox.reader());
        Random random = new Random(seed);
        List<String> texts = texts(snapshot, plain);
        int found = 0;
        for (int i = 0; i < 150; i++) {
            String needle = needle(random, texts.get(random.nextInt(texts.size())));
            SearchQuery query = query(random, needle);
            BitSet expected = SearchEngine.search(snapshot, query, plain);
            found += expected.cardinality() > 0 ? 1 : 0;
            assertThat(SearchEngine.search(snapshot, query, indexed))
                    .as("%s", query)
                    .isEqualTo(expected);
        }
        assertThat(found).isGreaterThan(30);
    }

    private static String needle(Random random, String text) {
        if (text.isEmpty() || random.nextInt(10) == 0) {
            return "" + (char) ('a' + random.nextInt(26)) + (char) random.nextInt(0x500);
        }
        int from = random.nextInt(text.length());
        int length = 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
        String needle = text.substring(from, Math.min(text.length(), from + length));
        return random.nextBoolean() ? needle.toUpperCase(Locale.ROOT) : needle;
    }

    private static SearchQuery query(Random random, String needle) {
        return switch (random.nextInt(8)) {
            case 0 -> new SearchQuery.Header("Subject", needle);
            case 1 -> new SearchQuery.Header("from", needle);
            case 2 -> new SearchQuery.Header("X-Odd", needle);
            case 3 -> new SearchQuery.Header("Cc", "");
            case 4 -> new SearchQuery.Text(needle);
            case 5 -> new SearchQuery.Not(new SearchQuery.Body(needle));
            case 6 -> new SearchQuery.Or(new SearchQuery.Header("To", needle), new SearchQuery.Body(needle));
            default -> new SearchQuery.And(
                    List.of(new SearchQuery.Body(needle), new SearchQuery.Uids(UidSet.range(1, 60))));
        };
    }

    private static List<String> texts(MailboxSnapshot snapshot, MessageReader reader) throws IOException {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        FoldedTexts folded = new FoldedTexts(new FoldedTexts.Taker() {
            @Override
            public boolean piece(TextScope scope, char[] piece, int length) {
                text.append(piece, 0, Math.min(length, 5000));
                return true;
            }

            @Override
            public void end(TextScope scope) {
                texts.add(text.toString());
                text.setLength(0);
            }

            @Override
            public void cut(TextScope scope) {
                throw new AssertionError("none of these is cut");
            }
        });
        for (int i = 0; i < snapshot.count(); i++) {
            folded.giveAll(snapshot, i, reader);
        }
        return texts;
    }

    static MessageReader withoutFilter(MessageReader reader) {
        return new MessageReader() {
            @Override
            public RenderedMessage rendered(MailboxSnapshot snapshot, int index) throws IOException {
                return reader.rendered(snapshot, index);
            }

            @Override
            public ByteSource octets(MailboxSnapshot snapshot, int index) throws IOException {
                return reader.octets(snapshot, index);
            }
        };
    }
}
