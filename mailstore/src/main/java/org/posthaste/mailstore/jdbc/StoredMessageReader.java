package org.posthaste.mailstore.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.MessageParser;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.blob.BlobRef;
import org.posthaste.mailstore.blob.BlobStore;
import org.posthaste.mailstore.index.PagedSnapshot;
import org.posthaste.mailstore.search.CandidateFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads messages from the packs; renders anew what a crash took from the companion files. */
final class StoredMessageReader implements MessageReader {
    private static final Logger LOG = LoggerFactory.getLogger(StoredMessageReader.class);
    private static final byte[] NO_PREFIX = {};
    private static final int BUFFER = 64 * 1024;

    private final BlobStore blobs;
    private final BlobStore.MetaReader metas;
    private final Cache<BlobRef, byte[]> renderedAnew;
    private final SentDays sentDays;
    private final CandidateFilter filter;

    StoredMessageReader(
            BlobStore blobs, Cache<BlobRef, byte[]> renderedAnew, SentDays sentDays, CandidateFilter filter) {
        this.sentDays = sentDays;
        this.filter = filter;
        this.blobs = blobs;
        this.metas = blobs.metaReader();
        this.renderedAnew = renderedAnew;
    }

    @Override
    public RenderedMessage rendered(MailboxSnapshot snapshot, int index) throws IOException {
        PagedSnapshot paged = (PagedSnapshot) snapshot;
        BlobRef blob = paged.blob(index);
        Optional<byte[]> stored = metas.read(blob, paged.meta(index));
        if (stored.isPresent()) {
            try {
                return RenderedMessage.decode(stored.get());
            } catch (IllegalArgumentException e) {
                LOG.debug(
                        "rendered form of another version, made anew pack={} offset={}", blob.pack(), blob.offset(), e);
            }
        }
        return RenderedMessage.decode(render(blob));
    }

    private byte[] render(BlobRef blob) throws IOException {
        byte[] known = renderedAnew.getIfPresent(blob);
        if (known != null) {
            return known;
        }
        MessageParser parser = new MessageParser();
        byte[] buffer = new byte[BUFFER];
        try (InputStream octets = blobs.open(blob).open()) {
            for (int count = octets.read(buffer); count >= 0; count = octets.read(buffer)) {
                parser.accept(buffer, 0, count);
            }
        }
        byte[] rendered = parser.finish().render(NO_PREFIX);
        renderedAnew.put(blob, rendered);
        return rendered;
    }

    @Override
    public int sentDay(MailboxSnapshot snapshot, int index) throws IOException {
        int[] page = sentDays.page(snapshot, index);
        int place = SentDays.place(snapshot, index);
        if (page[place] == SentDays.UNKNOWN) {
            page[place] = MessageReader.super.sentDay(snapshot, index);
        }
        return page[place];
    }

    @Override
    public ByteSource octets(MailboxSnapshot snapshot, int index) {
        return blobs.open(((PagedSnapshot) snapshot).blob(index));
    }

    @Override
    public CandidateFilter candidateFilter() {
        return filter;
    }
}
