package org.posthaste.mailstore.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.io.ByteSource;

/** What a store of message octets does. */
public abstract class BlobStoreContract {
    private static final byte[] RENDERED = "rendered".getBytes(StandardCharsets.US_ASCII);

    private final List<PackMark> marks = new ArrayList<>();
    private BlobStore store = open(List.of());

    /** Opens the store with what was known of its packs; packs are full at 100,000 octets, messages being received may take 2 MB of memory. */
    protected abstract BlobStore open(List<PackMark> known);

    @AfterEach
    void end() {
        assertThat(store.needsForce()).isFalse();
        for (PackMark mark : marks) {
            assertThat(store.check(mark).damages()).isEmpty();
        }
        store.close();
    }

    private void reopen() {
        store.close();
        store = open(marks);
    }

    private static byte[] octets(int seed, int length) {
        byte[] octets = new byte[length];
        new Random(seed).nextBytes(octets);
        return octets;
    }

    private Placement put(byte[] prefix, byte[] message, byte[] rendered) throws IOException {
        Spool spool = store.spool();
        Random random = new Random(message.length);
        int at = 0;
        while (at < message.length) {
            int count = Math.min(message.length - at, 1 + random.nextInt(20_000));
            spool.write(message, at, count);
            at += count;
        }
        store.seal(spool, prefix, rendered);
        Placement placement = store.place(spool, prefix, rendered);
        store.write();
        if (store.needsForce()) {
            store.force();
        }
        for (PackMark mark : store.marks()) {
            marks.removeIf(known -> known.number() == mark.number());
            marks.add(mark);
        }
        return placement;
    }

    private static byte[] joined(byte[] prefix, byte[] message) {
        byte[] whole = new byte[prefix.length + message.length];
        System.arraycopy(prefix, 0, whole, 0, prefix.length);
        System.arraycopy(message, 0, whole, prefix.length, message.length);
        return whole;
    }

    @Test
    void messagesOfAnySizeComeBackWithTheirPrefix() throws IOException {
        int[] sizes = {
            0, 1, 16_383, 16_384, 16_385, 65_536, 99_000, 200_000, PackStore.OWN_PACK, PackStore.OWN_PACK + 1, 1_000_000
        };
        List<Placement> placements = new ArrayList<>();
        for (int size : sizes) {
            placements.add(put(octets(1, size % 97), octets(2, size), octets(3, size % 1000)));
        }
        for (int round = 0; round < 2; round++) {
            BlobStore.MetaReader metas = store.metaReader();
            for (int i = 0; i < sizes.length; i++) {
                BlobRef blob = placements.get(i).blob();
                assertThat(store.open(blob).toByteArray())
                        .isEqualTo(joined(octets(1, sizes[i] % 97), octets(2, sizes[i])));
                assertThat(metas.read(blob, placements.get(i).meta())).contains(octets(3, sizes[i] % 1000));
            }
            reopen();
        }
    }

    @Test
    void prefixLargerThanTheRoomKeptForItIsStoredToo() throws IOException {
        byte[] prefix = octets(1, 50_000);
        byte[] message = octets(2, 400_000);
        Placement placement = put(prefix, message, RENDERED);
        assertThat(store.open(placement.blob()).toByteArray()).isEqualTo(joined(prefix, message));
        assertThat(store.metaReader().read(placement.blob(), placement.meta())).contains(RENDERED);
    }

    @Test
    void partsAreReadWithoutTheRest() throws IOException {
        Placement placement = put(octets(1, 10), octets(2, 50_000), RENDERED);
        ByteSource whole = store.open(placement.blob());
        assertThat(whole.size()).isEqualTo(50_010);
        assertThat(whole.slice(20, 100).toByteArray())
                .isEqualTo(java.util.Arrays.copyOfRange(octets(2, 50_000), 10, 110));
        assertThat(whole.slice(50_000, 100).toByteArray()).hasSize(10);
    }

    @Test
    void fullPackIsFollowedByAnother() throws IOException {
        List<Placement> placements = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            placements.add(put(new byte[0], octets(i, 30_000), RENDERED));
        }
        assertThat(placements.stream().map(placement -> placement.blob().pack()).distinct())
                .containsExactly(1, 2, 3, 4);
        assertThat(store.packs()).containsExactly(1, 2, 3, 4);
        assertThat(store.current()).isEqualTo(4);
        for (int i = 0; i < 10; i++) {
            assertThat(store.open(placements.get(i).blob()).toByteArray()).isEqualTo(octets(i, 30_000));
        }
    }

    @Test
    void closedSpoolLeavesNothing() throws IOException {
        Spool small = store.spool();
        small.write(octets(1, 100), 0, 100);
        small.close();
        Spool large = store.spool();
        large.write(octets(1, 500_000), 0, 500_000);
        large.close();
        large.close();
        assertThat(store.packs()).isEmpty();
        assertThat(store.octets()).isZero();
    }

    @Test
    void manySpoolsShareTheMemoryThereIs() throws IOException {
        List<Spool> spools = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Spool spool = store.spool();
            spool.write(octets(i, 90_000), 0, 90_000);
            spools.add(spool);
        }
        for (int i = 0; i < 50; i++) {
            Placement placement = store.place(spools.get(i), new byte[0], RENDERED);
            store.write();
            assertThat(store.open(placement.blob()).toByteArray()).isEqualTo(octets(i, 90_000));
        }
        store.force();
        marks.addAll(store.marks());
    }

    @Test
    void whatIsKeptStaysReadableWhenTheRestIsTakenOut() throws IOException {
        List<Placement> placements = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            placements.add(put(octets(i, 10), octets(i, 9_000), RENDERED));
        }
        PackMark full = marks.get(0);
        int[] most = placements.stream()
                .filter(placement -> placement.blob().pack() == full.number())
                .mapToInt(placement -> placement.blob().offset())
                .toArray();
        assertThat(store.reclaim(full, most)).isZero();
        assertThat(store.reclaim(full, new int[] {most[1], most[4], most[5]})).isPositive();
        assertThat(store.reclaim(full, new int[] {most[1], most[4], most[5]})).isZero();
        assertThat(store.check(full).records()).containsExactly(most[1], most[4], most[5]);
        assertThat(store.reclaim(full, new int[] {most[4]})).isPositive();
        for (int round = 0; round < 2; round++) {
            assertThat(store.open(placements.get(4).blob()).toByteArray())
                    .isEqualTo(joined(octets(4, 10), octets(4, 9_000)));
            assertThat(store.check(full).records()).containsExactly(most[4]);
            reopen();
        }
    }

    @Test
    void deletedPackIsGone() throws IOException {
        Placement placement = put(new byte[0], octets(1, 300_000), RENDERED);
        store.open(placement.blob()).toByteArray();
        store.delete(placement.blob().pack());
        marks.clear();
        assertThat(store.packs()).isEmpty();
        assertThat(store.lastChanged(placement.blob().pack())).isZero();
    }

    @Test
    void readerWhoseThreadIsInterruptedHarmsNobody() throws IOException {
        Placement placement = put(new byte[0], octets(1, 50_000), RENDERED);
        Thread.currentThread().interrupt();
        assertThat(store.open(placement.blob()).toByteArray()).isEqualTo(octets(1, 50_000));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.open(placement.blob()).toByteArray()).isEqualTo(octets(1, 50_000));
    }
}
