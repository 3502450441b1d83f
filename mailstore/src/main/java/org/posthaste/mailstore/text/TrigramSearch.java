package org.posthaste.mailstore.text;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;

/**
 * Finds the messages that hold all trigrams of a text. A text of one or two characters is looked for among the trigrams
 * that begin with them, of which there is one wherever it stands. Immutable.
 */
final class TrigramSearch {
    /** More trigrams of a long text are not asked for. */
    private static final int ENOUGH = 32;
    /** A short text that stands in about so many messages of each segment, counted by trigram, is too common to look for. */
    private static final int COMMON = 8;

    private final String field;
    private final String text;
    private final long[] trigrams;

    /** Looks for a folded text, which must not be empty. */
    TrigramSearch(IndexedField field, String text) {
        this.field = field.key();
        this.text = text;
        this.trigrams = text.length() < 3 ? new long[0] : some(text);
    }

    /** Different trigrams of a text, from all over it if there are many. */
    private static long[] some(String text) {
        int count = text.length() - 2;
        int taken = Math.min(count, ENOUGH);
        long[] some = new long[taken];
        for (int i = 0; i < taken; i++) {
            int at = (int) ((long) i * (count - 1) / Math.max(1, taken - 1));
            some[i] = Trigrams.of(text.charAt(at), text.charAt(at + 1), text.charAt(at + 2));
        }
        return Arrays.stream(some).distinct().toArray();
    }

    /** The records of messages that may hold the text; empty if it is too common to look for. */
    Optional<LongSet> records(DirectoryReader index) throws IOException {
        LongSet records = new LongSet(0);
        for (LeafReaderContext leaf : index.leaves()) {
            checkInterrupt();
            Terms terms = leaf.reader().terms(field);
            if (terms == null) {
                continue;
            }
            Optional<FixedBitSet> found =
                    trigrams.length > 0 ? withAll(leaf.reader(), terms) : withAny(leaf.reader(), terms);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            addCut(terms, found.get());
            addRecords(leaf.reader(), found.get(), records);
        }
        return Optional.of(records);
    }

    private static void checkInterrupt() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("search was interrupted");
        }
    }

    private Optional<FixedBitSet> withAll(LeafReader leaf, Terms terms) throws IOException {
        FixedBitSet found = new FixedBitSet(leaf.maxDoc());
        TermsEnum walk = terms.iterator();
        List<PostingsEnum> lists = new ArrayList<>(trigrams.length);
        for (long trigram : trigrams) {
            if (!walk.seekExact(Trigrams.term(trigram))) {
                return Optional.of(found);
            }
            lists.add(walk.postings(null, PostingsEnum.NONE));
        }
        lists.sort(Comparator.comparingLong(DocIdSetIterator::cost));
        PostingsEnum rarest = lists.get(0);
        int message = rarest.nextDoc();
        while (message != DocIdSetIterator.NO_MORE_DOCS) {
            int next = message;
            for (int i = 1; i < lists.size() && next == message; i++) {
                PostingsEnum list = lists.get(i);
                next = list.docID() < message ? list.advance(message) : list.docID();
            }
            if (next == message) {
                found.set(message);
                message = rarest.nextDoc();
            } else {
                message = next == DocIdSetIterator.NO_MORE_DOCS ? next : rarest.advance(next);
            }
        }
        return Optional.of(found);
    }

    private Optional<FixedBitSet> withAny(LeafReader leaf, Terms terms) throws IOException {
        FixedBitSet found = new FixedBitSet(leaf.maxDoc());
        BytesRef prefix = Trigrams.prefix(text);
        long budget = (long) COMMON * leaf.maxDoc() + COMMON;
        TermsEnum walk = terms.iterator();
        PostingsEnum list = null;
        boolean more = walk.seekCeil(prefix) != TermsEnum.SeekStatus.END;
        while (more && StringHelper.startsWith(walk.term(), prefix)) {
            budget -= walk.docFreq();
            if (budget < 0) {
                return Optional.empty();
            }
            list = walk.postings(list, PostingsEnum.NONE);
            found.or(list);
            more = walk.next() != null;
        }
        return Optional.of(found);
    }

    /** Messages that may hold anything. */
    private static void addCut(Terms terms, FixedBitSet found) throws IOException {
        TermsEnum walk = terms.iterator();
        if (walk.seekExact(Trigrams.term(Trigrams.CUT))) {
            found.or(walk.postings(null, PostingsEnum.NONE));
        }
    }

    private static void addRecords(LeafReader leaf, FixedBitSet found, LongSet into) throws IOException {
        NumericDocValues records = leaf.getNumericDocValues(PostingsReader.RECORD);
        int message = found.length() == 0 ? DocIdSetIterator.NO_MORE_DOCS : found.nextSetBit(0);
        while (message != DocIdSetIterator.NO_MORE_DOCS) {
            if (records.advanceExact(message)) {
                into.add(records.longValue());
            }
            message = message + 1 < found.length() ? found.nextSetBit(message + 1) : DocIdSetIterator.NO_MORE_DOCS;
        }
    }
}
