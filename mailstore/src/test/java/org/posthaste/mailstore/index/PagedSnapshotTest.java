package org.posthaste.mailstore.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxSnapshot;

/** Snapshots against a plain map, through random changes. */
class PagedSnapshotTest {
    private final Random random = new Random(42);
    private final TreeMap<Integer, IndexEntry> expected = new TreeMap<>();
    private final Map<Integer, FlagPage> flagPages = new HashMap<>();
    private final List<IndexEntry> filed = new ArrayList<>();
    private PagedSnapshot.State state = new PagedSnapshot.State(new MailboxId(1), 7, 1, 1, List.of());
    private PagedSnapshot snapshot = PagedSnapshot.of(state, List.of(), Map.of());

    private static IndexEntry entry(int uid, long flags, long modSeq) {
        return new IndexEntry(
                uid,
                flags,
                modSeq,
                1_700_000_000L + uid,
                uid % 700,
                3_000_000_000L + uid,
                uid * 3,
                uid / 100,
                uid * 5,
                -uid,
                uid % 90);
    }

    private void append(int count) {
        List<IndexEntry> entries = new ArrayList<>();
        long modSeq = state.highestModSeq() + 1;
        for (int i = 0; i < count; i++) {
            IndexEntry entry = entry(state.uidNext() + i, random.nextInt(32), modSeq);
            entries.add(entry);
            expected.put(entry.uid(), entry);
        }
        filed.addAll(entries);
        state = state.next(state.uidNext() + count, modSeq, List.of());
        snapshot = snapshot.plus(state, entries);
    }

    private void change(int times) {
        SnapshotEditor editor = new SnapshotEditor(snapshot);
        long modSeq = state.highestModSeq() + 1;
        for (int i = 0; i < times && snapshot.count() > 0; i++) {
            int index = random.nextInt(snapshot.count());
            long flags = random.nextInt(32);
            int uid = snapshot.uid(index);
            editor.setFlags(index, flags, modSeq);
            IndexEntry old = snapshot.entry(index);
            expected.put(uid, old.filed(uid, flags, modSeq, old.saved()));
            flagPage(uid).set(FlagPage.slotOf(uid), flags, modSeq);
        }
        state = state.next(state.uidNext(), modSeq, List.of());
        snapshot = editor.finish(state);
    }

    private FlagPage flagPage(int uid) {
        return flagPages.computeIfAbsent(FlagPage.pageOf(uid), number -> new FlagPage());
    }

    private void remove(int times) {
        SnapshotEditor editor = new SnapshotEditor(snapshot);
        long modSeq = state.highestModSeq() + 1;
        for (int i = 0; i < times && snapshot.count() > 0; i++) {
            int index = random.nextInt(snapshot.count());
            int uid = snapshot.uid(index);
            editor.remove(index);
            expected.remove(uid);
            flagPage(uid).set(FlagPage.slotOf(uid), snapshot.flags(index) | FlagBits.EXPUNGED, modSeq);
        }
        state = state.next(state.uidNext(), modSeq, List.of());
        snapshot = editor.finish(state);
    }

    private void step() {
        switch (random.nextInt(6)) {
            case 0 -> append(1 + random.nextInt(1500));
            case 1, 2 -> append(1 + random.nextInt(3));
            case 3 -> change(1 + random.nextInt(200));
            case 4 -> remove(1 + random.nextInt(5));
            default -> remove(random.nextInt(600));
        }
    }

    private static void assertHolds(PagedSnapshot snapshot, TreeMap<Integer, IndexEntry> expected) {
        assertThat(snapshot.count()).isEqualTo(expected.size());
        int index = 0;
        int unseen = 0;
        int firstUnseen = -1;
        for (IndexEntry entry : expected.values()) {
            assertThat(snapshot.entry(index)).isEqualTo(entry);
            assertThat(snapshot.indexOf(entry.uid())).isEqualTo(index);
            boolean seen = (entry.flags() & FlagBits.SEEN) != 0;
            firstUnseen = firstUnseen < 0 && !seen ? index : firstUnseen;
            unseen += seen ? 0 : 1;
            index++;
        }
        assertThat(snapshot.unseen()).isEqualTo(unseen);
        assertThat(snapshot.firstUnseen()).isEqualTo(firstUnseen);
        assertThat(snapshot.indexOf(Integer.MAX_VALUE)).isEqualTo(-expected.size() - 1);
    }

    @Test
    void snapshotsFollowRandomChangesAndOldOnesStayAsTheyWere() {
        for (int round = 0; round < 60; round++) {
            PagedSnapshot before = snapshot;
            TreeMap<Integer, IndexEntry> was = new TreeMap<>(expected);
            step();
            step();
            assertHolds(snapshot, expected);
            assertHolds(before, was);
            assertDifference(before, was);
        }
    }

    private void assertDifference(PagedSnapshot before, TreeMap<Integer, IndexEntry> was) {
        List<Integer> gone = new ArrayList<>();
        List<Integer> changed = new ArrayList<>();
        int firstNew = 0;
        for (IndexEntry old : was.values()) {
            IndexEntry now = expected.get(old.uid());
            if (now == null) {
                gone.add(before.indexOf(old.uid()));
            } else {
                firstNew++;
                if (now.modSeq() != old.modSeq()) {
                    changed.add(snapshot.indexOf(old.uid()));
                }
            }
        }
        MailboxSnapshot.Difference difference = snapshot.since(before);
        assertThat(difference.expungedIndexes())
                .containsExactly(gone.stream().mapToInt(i -> i).toArray());
        assertThat(difference.changedIndexes())
                .containsExactly(changed.stream().mapToInt(i -> i).toArray());
        assertThat(difference.firstNewIndex()).isEqualTo(firstNew);
    }

    @Test
    void storedPagesGiveTheSameSnapshot() {
        for (int round = 0; round < 40; round++) {
            step();
        }
        List<IndexPage> pages = new ArrayList<>();
        for (int from = 0; from < filed.size(); from += IndexPage.CAPACITY) {
            List<IndexEntry> part = filed.subList(from, Math.min(filed.size(), from + IndexPage.CAPACITY));
            pages.add(IndexPage.decode(IndexPage.of(part).encode()));
        }
        Map<Integer, FlagPage> stored = new HashMap<>();
        flagPages.forEach((number, page) -> stored.put(number, FlagPage.decode(page.encode())));
        assertHolds(PagedSnapshot.of(state, pages, stored), expected);
    }

    @Test
    void changeOfAllFlagsIsStoredInFewOctets() {
        FlagPage page = new FlagPage();
        for (int slot = 0; slot < FlagPage.SLOTS; slot++) {
            page.set(slot, FlagBits.SEEN, 99);
        }
        assertThat(page.encode()).hasSizeLessThan(200);
        page.set(5, FlagBits.SEEN | FlagBits.EXPUNGED, 100);
        FlagPage copy = FlagPage.decode(page.encode());
        assertThat(copy.flags(5)).isEqualTo(FlagBits.SEEN | FlagBits.EXPUNGED);
        assertThat(copy.modSeq(6)).isEqualTo(99);
        assertThat(copy.newest()).isEqualTo(100);
    }

    @Test
    void everyMessageWithFlagsOfItsOwnIsStoredToo() {
        FlagPage page = new FlagPage();
        for (int slot = 0; slot < FlagPage.SLOTS; slot++) {
            page.set(slot, slot, 1000 - slot / 2);
        }
        FlagPage copy = FlagPage.decode(page.encode());
        for (int slot = 0; slot < FlagPage.SLOTS; slot++) {
            assertThat(copy.flags(slot)).isEqualTo(slot);
            assertThat(copy.modSeq(slot)).isEqualTo(1000 - slot / 2);
        }
    }
}
