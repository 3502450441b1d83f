package org.posthaste.imap.fetch;

import java.io.IOException;
import java.util.List;
import java.util.function.IntPredicate;
import org.posthaste.common.net.OutputChunk;
import org.posthaste.common.net.ResponseSource;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The FETCH responses of one command, RFC 3501 §7.4.2, rendered while the peer takes them: a slow reader costs this object and no thread. The view does not change meanwhile, because
 * the session's input waits. Confined to the session's executor.
 *
 * <p>Fails: a message that cannot be read is left out and counted in {@link #unreadable}; one that turns out unreadable after some of it was sent ends the connection.
 */
public final class FetchStream implements ResponseSource {
    /** Rendered at once before sending. */
    private static final int BATCH = 48 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(FetchStream.class);

    private final IndexSet messages;
    private final List<FetchAttribute> attributes;
    private final IntPredicate only;
    private final IntPredicate withFlags;
    private final FetchedMessage message;
    private final FetchOutput out = new FetchOutput();
    private final boolean modSeqs;
    private int range;
    private int next;
    private int unreadable;
    private boolean undecodable;

    /**
     * A stream.
     *
     * @param only tells whether a message is wanted, by index in the view
     * @param withFlags tells whether a message's flags are told beside what was asked for
     * @param modSeqs whether modification sequences are told with such flags
     */
    public FetchStream(
            SelectedMailbox mailbox,
            IndexSet messages,
            List<FetchAttribute> attributes,
            IntPredicate only,
            IntPredicate withFlags,
            boolean modSeqs) {
        this.messages = messages;
        this.attributes = List.copyOf(attributes);
        this.only = only;
        this.withFlags = withFlags;
        this.modSeqs = modSeqs;
        this.message = new FetchedMessage(mailbox);
        this.next = messages.isEmpty() ? 0 : messages.first(0);
    }

    /** Messages that could not be read. */
    public int unreadable() {
        return unreadable;
    }

    /** True if a part's transfer encoding was not known, RFC 3516 §4.3; its message is left out. */
    public boolean undecodable() {
        return undecodable;
    }

    @Override
    public boolean writeNext(OutputChunk into) throws IOException {
        while (out.drain(into)) {
            if (range == messages.ranges()) {
                return false;
            }
            while (range < messages.ranges() && !out.due(BATCH)) {
                if (only.test(next)) {
                    render(next);
                }
                advance();
            }
        }
        return true;
    }

    private void advance() {
        if (next < messages.last(range)) {
            next++;
        } else if (++range < messages.ranges()) {
            next = messages.first(range);
        }
    }

    /** The flags of a message that became read by this; the UID goes with them where the client expects it. */
    private void renderFlags(int index, ImapWriter writer) {
        writer.sp();
        message.mailbox().writeFlags(index, writer);
        if (message.mailbox().features().uids() && attributes.stream().noneMatch(UidItem.class::isInstance)) {
            writer.text(" UID ").number(message.view().uid(index));
        }
        if (modSeqs && attributes.stream().noneMatch(ModSeqItem.class::isInstance)) {
            writer.text(" MODSEQ (").number(message.mailbox().modSeq(index)).octet(')');
        }
    }

    private void render(int index) {
        ImapWriter writer = out.writer();
        int start = writer.length();
        try {
            message.moveTo(index);
            message.mailbox().beginFetch(index, writer);
            for (int i = 0; i < attributes.size(); i++) {
                if (i > 0) {
                    writer.sp();
                }
                attributes.get(i).render(message, out);
            }
            if (withFlags.test(index)) {
                renderFlags(index, writer);
            }
            writer.octet(')').crlf();
        } catch (UnknownEncodingException e) {
            out.rollBack(start);
            undecodable = true;
            LOG.debug("part cannot be decoded, uid={}", message.view().uid(index), e);
        } catch (IOException | StoreException e) {
            out.rollBack(start);
            unreadable++;
            LOG.error(
                    "message cannot be read, mailbox={} uid={}",
                    message.mailbox().mailbox().id(),
                    message.view().uid(index),
                    e);
        }
    }
}
