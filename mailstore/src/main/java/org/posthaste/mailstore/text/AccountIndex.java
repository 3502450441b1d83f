package org.posthaste.mailstore.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.apache.lucene.util.Bits;

/**
 * The index of one account: a folder. Written by one thread; read by any, through {@link View}s. Files are mapped, so
 * what is read of them is not in the heap, and an interrupt of a reader closes nothing under others.
 */
final class AccountIndex {
    /** Segments of one size before they are merged: a search looks into each, but merging costs more than looking. */
    private static final int SEGMENTS = 16;
    /** Size up to which segments are merged, so that no merge takes long. */
    private static final int SEGMENT_MEBIS = 128;

    private final Path folder;

    AccountIndex(Path folder) {
        this.folder = folder;
    }

    /**
     * An index as of one commit.
     *
     * @param reader to be held with {@code tryIncRef} while it is used
     */
    record View(DirectoryReader reader, Marks marks) {
        /** Ends a use of it. */
        void release() throws IOException {
            reader.decRef();
        }

        /** Number of messages, those deleted not counted. */
        int messages() {
            return reader.numDocs();
        }

        /** Records of all messages. */
        LongSet records() throws IOException {
            LongSet all = new LongSet(reader.maxDoc());
            for (LeafReaderContext leaf : reader.leaves()) {
                NumericDocValues records = leaf.reader().getNumericDocValues(PostingsReader.RECORD);
                Bits live = leaf.reader().getLiveDocs();
                for (int message = 0; message < leaf.reader().maxDoc(); message++) {
                    if ((live == null || live.get(message)) && records.advanceExact(message)) {
                        all.add(records.longValue());
                    }
                }
            }
            return all;
        }
    }

    /** True if there is something, whole or not. */
    boolean exists() {
        return Files.isDirectory(folder);
    }

    /**
     * Opens the last commit. Fails with IOException or a runtime exception when it is damaged.
     *
     * @return empty if nothing was ever committed
     */
    Optional<View> open() throws IOException {
        if (!exists()) {
            return Optional.empty();
        }
        // Not closed: a reader that is to be opened anew needs it, and it holds no file.
        Directory directory = directory();
        return DirectoryReader.indexExists(directory)
                ? Optional.of(view(DirectoryReader.open(directory)))
                : Optional.empty();
    }

    private static View view(DirectoryReader reader) throws IOException {
        try {
            return new View(reader, Marks.decode(reader.getIndexCommit().getUserData()));
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** Opens the last commit where it is newer than a view; the view stays open. */
    Optional<View> openNewer(View old) throws IOException {
        DirectoryReader newer = DirectoryReader.openIfChanged(old.reader());
        return newer == null ? Optional.empty() : Optional.of(view(newer));
    }

    /** Adds messages and commits. On failure nothing is added. */
    void add(Postings postings, Marks marks) throws IOException {
        change(marks, writer -> {
            if (postings.messages() > 0) {
                writer.addIndexes(new PostingsReader(postings));
            }
        });
    }

    /** Takes away messages whose records are not among these, and commits. */
    void retain(View view, LongSet records) throws IOException {
        change(view.marks(), writer -> {
            try (DirectoryReader current = DirectoryReader.open(writer)) {
                for (LeafReaderContext leaf : current.leaves()) {
                    retain(writer, leaf, records);
                }
            }
        });
    }

    private static void retain(IndexWriter writer, LeafReaderContext leaf, LongSet records) throws IOException {
        NumericDocValues values = leaf.reader().getNumericDocValues(PostingsReader.RECORD);
        for (int message = 0; message < leaf.reader().maxDoc(); message++) {
            if (!values.advanceExact(message) || !records.contains(values.longValue())) {
                writer.tryDeleteDocument(leaf.reader(), message);
            }
        }
    }

    /** Something done with a writer. */
    private interface Change {
        void make(IndexWriter writer) throws IOException;
    }

    private void change(Marks marks, Change change) throws IOException {
        Files.createDirectories(folder);
        try (Directory directory = directory()) {
            IndexWriter writer = new IndexWriter(directory, settings());
            try {
                change.make(writer);
                writer.maybeMerge();
                writer.setLiveCommitData(marks.encode().entrySet());
                writer.commit();
                writer.close();
            } finally {
                // Does nothing after close.
                writer.rollback();
            }
        }
    }

    private static IndexWriterConfig settings() {
        TieredMergePolicy merging = new TieredMergePolicy();
        merging.setSegmentsPerTier(SEGMENTS);
        merging.setMaxMergeAtOnce(SEGMENTS);
        merging.setMaxMergedSegmentMB(SEGMENT_MEBIS);
        merging.setNoCFSRatio(1);
        // Without an analyzer: there is nothing to analyze.
        return new IndexWriterConfig(null)
                .setMergePolicy(merging)
                .setMergeScheduler(new SerialMergeScheduler())
                .setCommitOnClose(false);
    }

    /** The store's lock keeps other processes out, and one thread writes here. */
    private Directory directory() throws IOException {
        return new MMapDirectory(folder, NoLockFactory.INSTANCE);
    }

    /** Reads everything and compares checksums; fails with IOException or a runtime exception when something is damaged. */
    static void check(View view) throws IOException {
        for (LeafReaderContext leaf : view.reader().leaves()) {
            leaf.reader().checkIntegrity();
        }
    }

    /** Deletes everything. Views that are open stay of use. */
    void drop() throws IOException {
        if (exists()) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Octets on disk. */
    long octets() throws IOException {
        long sum = 0;
        if (exists()) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    sum += Files.size(file);
                }
            }
        }
        return sum;
    }
}
