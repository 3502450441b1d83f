package org.posthaste.mailstore.text;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.NormsProducer;
import org.apache.lucene.codecs.PointsReader;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.codecs.TermVectorsReader;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafMetaData;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@link Postings} as if they were a segment of an index, so that Lucene copies them into one. Does only what
 * copying asks for. Confined to one thread.
 */
final class PostingsReader extends CodecReader {
    /** The field that holds a message's record. */
    static final String RECORD = "r";

    private final Postings postings;
    private final Postings.Inverted inverted;
    private final FieldInfos infos;

    PostingsReader(Postings postings) {
        this.postings = postings;
        this.inverted = postings.inverted();
        List<FieldInfo> fields = new ArrayList<>();
        for (IndexedField field : IndexedField.values()) {
            if (inverted.first(field.number()) < inverted.first(field.number() + 1)) {
                fields.add(info(field.key(), fields.size(), IndexOptions.DOCS, DocValuesType.NONE));
            }
        }
        fields.add(info(RECORD, fields.size(), IndexOptions.NONE, DocValuesType.NUMERIC));
        this.infos = new FieldInfos(fields.toArray(new FieldInfo[0]));
    }

    private static FieldInfo info(String name, int number, IndexOptions options, DocValuesType values) {
        boolean omitNorms = options != IndexOptions.NONE;
        return new FieldInfo(
                name,
                number,
                false,
                omitNorms,
                false,
                options,
                values,
                -1,
                Map.of(),
                0,
                0,
                0,
                0,
                VectorEncoding.FLOAT32,
                VectorSimilarityFunction.EUCLIDEAN,
                false,
                false);
    }

    @Override
    public FieldInfos getFieldInfos() {
        return infos;
    }

    @Override
    public LeafMetaData getMetaData() {
        return new LeafMetaData(Version.LATEST.major, Version.LATEST, null, false);
    }

    @Override
    public int numDocs() {
        return postings.messages();
    }

    @Override
    public int maxDoc() {
        return postings.messages();
    }

    @Override
    public @Nullable Bits getLiveDocs() {
        return null;
    }

    @Override
    public FieldsProducer getPostingsReader() {
        return new Producer();
    }

    @Override
    public DocValuesProducer getDocValuesReader() {
        return new Records();
    }

    @Override
    public StoredFieldsReader getFieldsReader() {
        return new NothingStored();
    }

    @Override
    public @Nullable TermVectorsReader getTermVectorsReader() {
        return null;
    }

    @Override
    public @Nullable NormsProducer getNormsReader() {
        return null;
    }

    @Override
    public @Nullable PointsReader getPointsReader() {
        return null;
    }

    @Override
    public @Nullable KnnVectorsReader getVectorReader() {
        return null;
    }

    @Override
    public @Nullable CacheHelper getCoreCacheHelper() {
        return null;
    }

    @Override
    public @Nullable CacheHelper getReaderCacheHelper() {
        return null;
    }

    static UnsupportedOperationException notAsked() {
        return new UnsupportedOperationException("copying does not ask for this");
    }

    /** The fields. */
    private final class Producer extends FieldsProducer {
        @Override
        public Iterator<String> iterator() {
            List<String> names = new ArrayList<>();
            for (FieldInfo info : infos) {
                if (info.getIndexOptions() != IndexOptions.NONE) {
                    names.add(info.name);
                }
            }
            return names.iterator();
        }

        @Override
        public @Nullable Terms terms(String name) {
            for (IndexedField field : IndexedField.values()) {
                if (field.key().equals(name)) {
                    return new PostingsTerms(
                            postings.messages(),
                            inverted,
                            inverted.first(field.number()),
                            inverted.first(field.number() + 1));
                }
            }
            return null;
        }

        @Override
        public int size() {
            return infos.size() - 1;
        }

        @Override
        public void checkIntegrity() {
            // It was made a moment ago.
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** The record of each message. */
    private final class Records extends DocValuesProducer {
        @Override
        public NumericDocValues getNumeric(FieldInfo field) {
            return new NumericDocValues() {
                private int at = -1;

                @Override
                public long longValue() {
                    return postings.record(at);
                }

                @Override
                public boolean advanceExact(int target) {
                    at = target;
                    return true;
                }

                @Override
                public int docID() {
                    return at;
                }

                @Override
                public int nextDoc() {
                    return advance(at + 1);
                }

                @Override
                public int advance(int target) {
                    at = target < postings.messages() ? target : NO_MORE_DOCS;
                    return at;
                }

                @Override
                public long cost() {
                    return postings.messages();
                }
            };
        }

        @Override
        public BinaryDocValues getBinary(FieldInfo field) {
            throw notAsked();
        }

        @Override
        public SortedDocValues getSorted(FieldInfo field) {
            throw notAsked();
        }

        @Override
        public SortedNumericDocValues getSortedNumeric(FieldInfo field) {
            throw notAsked();
        }

        @Override
        public SortedSetDocValues getSortedSet(FieldInfo field) {
            throw notAsked();
        }

        @Override
        public void checkIntegrity() {
            // It was made a moment ago.
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** No message stores anything. */
    private static final class NothingStored extends StoredFieldsReader {
        @Override
        public void document(int message, StoredFieldVisitor visitor) {
            // Nothing.
        }

        // Holds no state that a clone would have to have of its own.
        @SuppressWarnings("MissingSuperCall")
        @Override
        public StoredFieldsReader clone() {
            return this;
        }

        @Override
        public void checkIntegrity() {
            // Nothing.
        }

        @Override
        public void close() {
            // Nothing.
        }
    }
}
