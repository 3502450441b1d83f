package org.posthaste.mailstore.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.common.MovableClock;

/** Packs in a folder, also after a crash. */
class PackStoreTest extends BlobStoreContract {
    private static final byte[] NONE = {};

    @TempDir
    private static Path temporary;

    private final Path folder = temporary.resolve(Long.toString(System.nanoTime()));

    @Override
    protected BlobStore open(List<PackMark> known) {
        return openIn(temporary.resolve("contract-" + System.identityHashCode(this)), known);
    }

    private static PackStore openIn(Path folder, List<PackMark> known) {
        try {
            return PackStore.open(folder, known, 100_000, 2_000_000, new MovableClock());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Placement put(BlobStore store, int length, String rendered) throws IOException {
        Spool spool = store.spool();
        byte[] octets = new byte[length];
        java.util.Arrays.fill(octets, (byte) length);
        spool.write(octets, 0, length);
        Placement placement = store.place(spool, NONE, rendered.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        store.write();
        store.force();
        return placement;
    }

    private Path pack(int number, String suffix) {
        return folder.resolve(String.format(java.util.Locale.ROOT, "pack-%08d.%s", number, suffix));
    }

    private static void overwrite(Path file, long position, int count) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(count), position);
        }
    }

    @Test
    void whatWasNotCommittedBeforeACrashIsLeftAloneAndWritingGoesOnElsewhere() throws IOException {
        PackStore store = openIn(folder, List.of());
        Placement kept = put(store, 1000, "kept");
        List<PackMark> marks = store.marks();
        put(store, 2000, "never committed");
        store.close();
        long length = Files.size(pack(1, "pack"));
        store = openIn(folder, marks);
        Placement next = put(store, 3000, "next");
        assertThat(next.blob().pack()).isEqualTo(2);
        assertThat(Files.size(pack(1, "pack"))).isEqualTo(length);
        assertThat(store.open(kept.blob()).toByteArray()).hasSize(1000);
        assertThat(store.check(marks.get(0)).damages()).isEmpty();
        assertThat(store.check(marks.get(0)).records()).hasSize(1);
        store.close();
    }

    @Test
    void packIsContinuedAfterAnOrderlyEnd() throws IOException {
        PackStore store = openIn(folder, List.of());
        put(store, 1000, "one");
        List<PackMark> marks = store.marks();
        store.close();
        store = openIn(folder, marks);
        assertThat(put(store, 1000, "two").blob().pack()).isEqualTo(1);
        assertThat(store.check(store.marks().get(0)).records()).hasSize(2);
        store.close();
    }

    @Test
    void tornTailIsReportedAndNotReused() throws IOException {
        PackStore store = openIn(folder, List.of());
        Placement first = put(store, 1000, "one");
        Placement second = put(store, 1000, "two");
        List<PackMark> marks = store.marks();
        store.close();
        try (FileChannel channel = FileChannel.open(pack(1, "pack"), StandardOpenOption.WRITE)) {
            channel.truncate(second.blob().offset() + 500);
        }
        store = openIn(folder, marks);
        assertThat(store.check(marks.get(0)).damages()).hasSize(1);
        assertThat(store.open(first.blob()).toByteArray()).hasSize(1000);
        org.assertj.core.api.Assertions.assertThatThrownBy(store.open(second.blob())::toByteArray)
                .isInstanceOf(PackDamage.class);
        assertThat(put(store, 10, "three").blob().pack()).isEqualTo(2);
        store.close();
    }

    @Test
    void garbledMessageIsReportedAndTheNextStillFound() throws IOException {
        PackStore store = openIn(folder, List.of());
        Placement first = put(store, 1000, "one");
        put(store, 1000, "two");
        PackMark mark = store.marks().get(0);
        overwrite(pack(1, "pack"), first.blob().offset() + 10, 4);
        BlobStore.PackCheck check = store.check(mark);
        assertThat(check.damages()).singleElement().asString().contains("garbled");
        assertThat(check.records()).hasSize(2);
        overwrite(pack(1, "pack"), first.blob().offset() - 20, 4);
        assertThat(store.check(mark).damages()).singleElement().asString().contains("no record header");
        store.close();
    }

    @Test
    void lostOrGarbledRenderedFormIsMissedNotMistaken() throws IOException {
        PackStore store = openIn(folder, List.of());
        Placement first = put(store, 1000, "aaaa");
        Placement second = put(store, 1000, "bbbb");
        overwrite(pack(1, "meta"), second.meta().offset() + 13, 1);
        BlobStore.MetaReader metas = store.metaReader();
        assertThat(metas.read(first.blob(), first.meta())).isPresent();
        assertThat(metas.read(second.blob(), second.meta())).isEmpty();
        assertThat(metas.read(second.blob(), first.meta())).isEmpty();
        store.close();
        Files.delete(pack(1, "meta"));
        store = openIn(folder, List.of());
        assertThat(store.metaReader().read(first.blob(), first.meta())).isEmpty();
        store.close();
    }

    @Test
    void companionThatLostItsEndIsNotFilledAgain() throws IOException {
        PackStore store = openIn(folder, List.of());
        put(store, 1000, "aaaa");
        Placement lost = put(store, 1000, "bbbb");
        List<PackMark> marks = store.marks();
        store.close();
        try (FileChannel channel = FileChannel.open(pack(1, "meta"), StandardOpenOption.WRITE)) {
            channel.truncate(lost.meta().offset());
        }
        store = openIn(folder, marks);
        Placement next = put(store, 1000, "cccc");
        assertThat(next.blob().pack()).isEqualTo(1);
        assertThat(next.meta().offset())
                .isEqualTo(lost.meta().offset() + lost.meta().length());
        assertThat(store.metaReader().read(lost.blob(), lost.meta())).isEmpty();
        assertThat(store.metaReader().read(next.blob(), next.meta())).isPresent();
        store.close();
    }

    @Test
    void messagesBeingReceivedAreForgottenAtTheNextStart() throws IOException {
        PackStore store = openIn(folder, List.of());
        Spool spool = store.spool();
        spool.write(new byte[500_000], 0, 500_000);
        assertThat(folder).isDirectoryContaining("glob:**incoming-*");
        openIn(folder, List.of()).close();
        assertThat(folder).isEmptyDirectory();
        store.close();
    }
}
