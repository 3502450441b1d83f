package org.posthaste.common.net;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived on one connection and was not consumed: pieces as they came, and the buffer the session looks at. {@link #arrived} and {@link #isEmpty} may be called from any
 * thread, the rest belongs to the session's executor.
 */
final class Inbox {
    /** What a waiting piece costs beside its octets; counted too, so that a peer sending single octets cannot make us hold a thousand times what it sends. */
    private static final int OVERHEAD = 128;

    private final ReadGate gate;
    private final Queue<ByteBuffer> pieces = new ConcurrentLinkedQueue<>();
    private final InputBuffer input = new InputBuffer();

    private volatile @Nullable Inflating inflating;
    private @Nullable Inflating ended;

    /** Octets in the buffer that still count at the gate. */
    private int unseen;

    Inbox(Channel channel) {
        gate = new ReadGate(channel);
    }

    /** Takes over a piece. */
    void arrived(ByteBuffer octets) {
        int count = octets.remaining();
        pieces.add(count < octets.capacity() / 2 ? copy(octets) : octets);
        gate.arrived(count + OVERHEAD);
    }

    /** True if nothing waits that is not in the buffer yet. */
    boolean isEmpty() {
        Inflating now = inflating;
        return pieces.isEmpty() && (now == null || !now.pending());
    }

    /**
     * Moves the next piece into the buffer; false if there is none.
     *
     * @throws DataFormatException if it should be compressed and is not
     */
    boolean pull() throws DataFormatException {
        Inflating now = inflating;
        return now == null ? pullPlain() : pullCompressed(now);
    }

    /** A piece being decompressed does not count at the gate: there is never more than one. */
    private boolean pullCompressed(Inflating source) throws DataFormatException {
        ByteBuffer octets = source.next();
        while (!octets.hasRemaining()) {
            ByteBuffer next = pieces.poll();
            if (next == null) {
                return false;
            }
            gate.digested(next.remaining() + OVERHEAD);
            source.feed(next);
            octets = source.next();
        }
        input.adopt(octets);
        return true;
    }

    /** From here on what arrives is compressed, and so is what is in the buffer. */
    void beginInflating() {
        Inflating begun = new Inflating();
        begun.feed(ByteBuffer.wrap(input.take(input.available())));
        inflating = begun;
    }

    /** What arrives is not compressed any more, and neither is what was not decompressed yet. */
    void endInflating() {
        Inflating now = inflating;
        inflating = null;
        if (now != null) {
            input.append(now.end());
            ended = now;
        }
    }

    private boolean pullPlain() {
        ByteBuffer next = pieces.poll();
        if (next == null) {
            return false;
        }
        gate.digested(OVERHEAD);
        unseen += next.remaining();
        Inflating before = ended;
        input.adopt(before == null ? next : before.withoutFlush(next));
        ended = before == null || !before.flushing() ? null : before;
        return true;
    }

    /** A short piece of its size, so that it does not keep the whole buffer it was read into. */
    private static ByteBuffer copy(ByteBuffer octets) {
        return ByteBuffer.allocate(octets.remaining()).put(octets).flip();
    }

    /** The buffer. */
    InputBuffer input() {
        return input;
    }

    /** The session has looked at the buffer. What it left counts on only if it was not ready for it ({@code paused}); otherwise it wants more. */
    void seen(boolean paused) {
        int left = paused ? Math.min(unseen, input.available()) : 0;
        gate.digested(unseen - left);
        unseen = left;
    }

    /** From now on what arrives is read and thrown away; any thread. */
    void discardAll() {
        gate.discardAll();
    }

    /** Lets go of what is here. */
    void clear() {
        pieces.clear();
        endInflating();
        input.consume(input.available());
    }
}
