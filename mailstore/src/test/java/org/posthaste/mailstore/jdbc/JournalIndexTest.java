package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalKey;
import org.posthaste.mailstore.journal.JournalKey.Kind;

/** Entries of the journal are found by what they name, indexed or not. */
class JournalIndexTest {
    private TestStore test = TestStores.open(config -> config);

    @AfterEach
    void end() {
        test.close();
    }

    private Journal journal() {
        return test.store().journal();
    }

    private Housekeeper housekeeper() {
        return ((JdbcMailStore) test.store()).housekeeper();
    }

    private long blocks() {
        return ((JdbcMailStore) test.store())
                .database()
                .read(tx -> tx.number(-1, "SELECT COUNT(*) FROM journal_index"));
    }

    private void append(List<JournalEntry> entries) {
        entries.forEach(journal()::append);
        await().until(() -> journal().after(0, Integer.MAX_VALUE).size() == entries.size());
    }

    private JournalEntry entry(String message, Map<String, String> details) {
        return new JournalEntry(test.clock().instant(), JournalEntry.Kind.ACCEPTED, message, "c1", details);
    }

    private List<String> found(Kind kind, String name, int limit) {
        return journal().find(JournalKey.of(kind, name), Instant.EPOCH, limit).stream()
                .map(found -> found.entry().message())
                .toList();
    }

    @Test
    void anEntryIsFoundByEverythingItNames() {
        append(List.of(
                entry(
                        "m1",
                        Map.of(
                                "from", "Ann@Example.org",
                                "to", "bob@example.net,carol@example.com",
                                "mid", "<one@Example.org>",
                                "peer", "192.0.2.7")),
                entry("m2", Map.of("from", "<>", "to", "dave@example.org", "address", "2001:db8::1")),
                entry("m3", Map.of("about", "bob@example.net, erin@example.net", "user", "ann@example.org"))));
        for (int round = 0; round < 2; round++) {
            assertThat(found(Kind.MESSAGE, "m1", 9)).containsExactly("m1");
            assertThat(found(Kind.ADDRESS, "ANN@example.org", 9)).containsExactly("m1");
            assertThat(found(Kind.USER, "ANN@example.org", 9)).containsExactly("m3");
            assertThat(found(Kind.ADDRESS, "bob@example.net", 9)).containsExactly("m3", "m1");
            assertThat(found(Kind.ADDRESS, "bob@example.net", 1)).containsExactly("m3");
            assertThat(found(Kind.ADDRESS, "b@example.net", 9)).isEmpty();
            assertThat(found(Kind.DOMAIN, "example.org", 9)).containsExactly("m2", "m1");
            assertThat(found(Kind.MESSAGE_ID, "one@Example.org", 9)).containsExactly("m1");
            assertThat(found(Kind.MESSAGE_ID, "<one@Example.org>", 9)).containsExactly("m1");
            assertThat(found(Kind.MESSAGE_ID, "one@example.org", 9)).isEmpty();
            assertThat(found(Kind.HOST, "192.0.2.7", 9)).containsExactly("m1");
            assertThat(found(Kind.HOST, "2001:db8::1", 9)).containsExactly("m2");
            // The second round finds the same entries by their block.
            fillUpToABlock();
            assertThat(blocks()).isEqualTo(1);
        }
    }

    private void fillUpToABlock() {
        if (blocks() == 0) {
            int had = journal().after(0, Integer.MAX_VALUE).size();
            for (int i = had; i < JournalIndexBlock.ENTRIES; i++) {
                journal().append(entry("filler", Map.of()));
            }
            await().until(() -> journal().after(0, Integer.MAX_VALUE).size() == JournalIndexBlock.ENTRIES);
            housekeeper().indexJournal();
        }
    }

    @Test
    void whatIsFoundIsWhatAPlainSearchFinds() {
        Random random = new Random(5);
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = 0; i < 3 * JournalIndexBlock.ENTRIES + 700; i++) {
            entries.add(new JournalEntry(
                    test.clock().instant().plusSeconds(i),
                    JournalEntry.Kind.DELIVERED,
                    "m" + i / 2,
                    "",
                    Map.of(
                            "from", "u" + random.nextInt(2_000) + "@d" + random.nextInt(300) + ".example",
                            "to", "v" + random.nextInt(20) + "@here.example")));
        }
        append(entries);
        housekeeper().indexJournal();
        assertThat(blocks()).isEqualTo(3);
        Collections.reverse(entries);
        for (int i = 0; i < 300; i++) {
            JournalEntry one = entries.get(random.nextInt(entries.size()));
            List<JournalKey> keys = List.copyOf(JournalKey.of(one));
            JournalKey key = keys.get(random.nextInt(keys.size()));
            Instant since = random.nextBoolean() ? Instant.EPOCH : one.at();
            int limit = 1 + random.nextInt(50);
            List<JournalEntry> expected = entries.stream()
                    .filter(each ->
                            !each.at().isBefore(since) && JournalKey.of(each).contains(key))
                    .limit(limit)
                    .toList();
            assertThat(journal().find(key, since, limit))
                    .extracting(Journal.Positioned::entry)
                    .isEqualTo(expected);
        }
    }

    @Test
    void entriesThatNameVeryMuchMakeSmallerBlocks() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            names.append(i).append("@d").append(i).append(".example,");
        }
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = 0; i < JournalIndexBlock.ENTRIES; i++) {
            entries.add(entry("m" + i, Map.of("to", names.toString())));
        }
        JournalIndexBlock block = JournalIndexBlock.of(positioned(entries));
        assertThat(block.last()).isLessThan(JournalIndexBlock.ENTRIES).isGreaterThan(100);
        assertThat(block.data().length).isLessThan(1_000_000);
        assertThat(block.candidates(JournalKey.of(Kind.MESSAGE, "m" + (block.last() - 1))))
                .containsExactly(block.last());
        assertThat(block.candidates(JournalKey.of(Kind.MESSAGE, "m" + block.last())))
                .isEmpty();
    }

    private static List<Journal.Positioned> positioned(List<JournalEntry> entries) {
        List<Journal.Positioned> positioned = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            positioned.add(new Journal.Positioned(i + 1, entries.get(i)));
        }
        return positioned;
    }

    @Test
    void theIndexIsForgottenWithItsEntries() {
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = 0; i < JournalIndexBlock.ENTRIES + 10; i++) {
            entries.add(entry("m" + i, Map.of()));
        }
        append(entries);
        housekeeper().indexJournal();
        assertThat(blocks()).isEqualTo(1);
        test.clock().advance(Duration.ofDays(1_000));
        housekeeper().purge();
        assertThat(blocks()).isZero();
        assertThat(found(Kind.MESSAGE, "m5", 9)).isEmpty();
        assertThat(found(Kind.MESSAGE, "m" + (JournalIndexBlock.ENTRIES + 9), 9))
                .hasSize(1);
    }

    @Test
    void differentThingsOfTheSameNameDiffer() {
        assertThat(Set.of(
                        JournalKey.of(Kind.DOMAIN, "a.example").hash(),
                        JournalKey.of(Kind.HOST, "a.example").hash(),
                        JournalKey.of(Kind.MESSAGE, "a.example").hash()))
                .hasSize(3);
    }
}
