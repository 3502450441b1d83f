package org.posthaste.mailstore.text;

import org.apache.lucene.index.BaseTermsEnum;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SlowImpactsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** The trigrams of a field with the messages that hold them, as terms. Confined to one thread. */
final class PostingsTerms extends Terms {
    private final int messages;
    private final Postings.Inverted inverted;
    private final int from;
    private final int to;

    PostingsTerms(int messages, Postings.Inverted inverted, int from, int to) {
        this.messages = messages;
        this.inverted = inverted;
        this.from = from;
        this.to = to;
    }

    @Override
    public TermsEnum iterator() {
        return new Walk(from, to);
    }

    @Override
    public long size() {
        return (long) to - from;
    }

    @Override
    public long getSumTotalTermFreq() {
        return getSumDocFreq();
    }

    @Override
    public long getSumDocFreq() {
        return (long) inverted.offsets()[to] - inverted.offsets()[from];
    }

    @Override
    public int getDocCount() {
        return messages;
    }

    @Override
    public boolean hasFreqs() {
        return false;
    }

    @Override
    public boolean hasOffsets() {
        return false;
    }

    @Override
    public boolean hasPositions() {
        return false;
    }

    @Override
    public boolean hasPayloads() {
        return false;
    }

    /** Walks along trigrams. */
    private final class Walk extends BaseTermsEnum {
        private final int to;
        private int at;
        private final BytesRef term = new BytesRef(Trigrams.LONGEST_TERM);

        Walk(int from, int to) {
            this.at = from - 1;
            this.to = to;
        }

        @Override
        public @Nullable BytesRef next() {
            if (++at >= to) {
                return null;
            }
            Trigrams.write(inverted.keys()[at], term);
            return term;
        }

        @Override
        public BytesRef term() {
            return term;
        }

        @Override
        public int docFreq() {
            return inverted.offsets()[at + 1] - inverted.offsets()[at];
        }

        @Override
        public long totalTermFreq() {
            return docFreq();
        }

        @Override
        public PostingsEnum postings(@Nullable PostingsEnum reuse, int flags) {
            return new Holders(inverted.offsets()[at], inverted.offsets()[at + 1]);
        }

        @Override
        public ImpactsEnum impacts(int flags) {
            return new SlowImpactsEnum(postings(null, flags));
        }

        @Override
        public SeekStatus seekCeil(BytesRef text) {
            throw PostingsReader.notAsked();
        }

        @Override
        public void seekExact(long ord) {
            throw PostingsReader.notAsked();
        }

        @Override
        public long ord() {
            throw PostingsReader.notAsked();
        }
    }

    /** Walks along the messages that hold a trigram. */
    private final class Holders extends PostingsEnum {
        private final int from;
        private final int to;
        private int at;

        Holders(int from, int to) {
            this.from = from;
            this.to = to;
            this.at = from - 1;
        }

        @Override
        public int docID() {
            return at < from ? -1 : at < to ? inverted.holders()[at] : NO_MORE_DOCS;
        }

        @Override
        public int nextDoc() {
            at++;
            return docID();
        }

        @Override
        public int advance(int target) {
            int message = nextDoc();
            while (message < target) {
                message = nextDoc();
            }
            return message;
        }

        @Override
        public long cost() {
            return (long) to - from;
        }

        @Override
        public int freq() {
            return 1;
        }

        @Override
        public int nextPosition() {
            return -1;
        }

        @Override
        public int startOffset() {
            return -1;
        }

        @Override
        public int endOffset() {
            return -1;
        }

        @Override
        public @Nullable BytesRef getPayload() {
            return null;
        }
    }
}
