package org.posthaste.common.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Pulls output from {@link ResponseSource}s while fewer than {@value #WINDOW} chunks are unsent. It is flushed after each task of the session, so all small replies of one task,
 * those to a pipeline of commands for instance, leave as one chunk; and a reader that takes nothing costs one parked source and at most {@value #WINDOW} chunks. What the operating
 * system takes at once never leaves the worker; after {@value #TURN} octets of that other sessions have their turn.
 *
 * <p>{@link #add} and {@link #unsent} may be called from any thread; everything else belongs to the session's executor.
 */
final class OutputPump {
    static final int CHUNK = 64 * 1024;
    static final int WINDOW = 2;
    static final int TURN = 512 * 1024;

    /** One chunk for each worker, outside the heap so that files and sockets need no further copy. */
    private static final ThreadLocal<ByteBuffer> STAGING =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK));

    private final Channel channel;
    private final Listener listener;
    private final Queue<ResponseSource> sources = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unsent = new AtomicInteger();
    private final Runnable chunkSent = this::chunkSent;

    private @Nullable ResponseSource current;
    private @Nullable Deflating deflating;
    private volatile boolean awake;
    private Upgrade upgrade = Upgrade.NONE;
    private boolean ending;
    private boolean stopped;
    private volatile boolean hungry;

    OutputPump(Channel channel, Listener listener) {
        this.channel = channel;
        this.listener = listener;
    }

    /** Queues a source; the caller sees to it that {@link #flush} is called soon. */
    void add(ResponseSource source) {
        sources.add(source);
    }

    /** Chunks handed to the channel and not sent yet. */
    int unsent() {
        return unsent.get();
    }

    /** True if output is left that the peer did not take: right after {@link #flush}, the window is full. */
    boolean stuck() {
        return hasSource();
    }

    /** Sends what is queued, tells {@link Listener#upgradeReady} when it is sent, and holds all further output back until {@link #upgraded}. */
    void upgradeAfterFlush() {
        upgrade = Upgrade.WANTED;
    }

    /** TLS is up: output goes on. */
    void upgraded() {
        upgrade = Upgrade.NONE;
    }

    /** {@link Listener#drained} is called once all that is queued was sent. */
    void endAfterFlush() {
        ending = true;
    }

    /** What is queued from now on is compressed. */
    void compress() {
        sources.add(new Switch(true));
    }

    /** What is queued from now on is not compressed. */
    void endCompression() {
        sources.add(new Switch(false));
    }

    /** True if memory is held that {@link #rest} would give back; any thread. */
    boolean awake() {
        return awake;
    }

    /** Gives back memory that is needed only while there is output. */
    void rest() {
        Deflating now = deflating;
        if (now != null) {
            now.rest();
        }
        awake = false;
    }

    /** Drops everything queued, now and later. */
    void abandon() {
        stopped = true;
        flush();
    }

    /** Pulls and sends as much as the window allows. */
    void flush() {
        if (stopped) {
            dropAll();
            return;
        }
        if (upgrade == Upgrade.HELD) {
            return;
        }
        // Set before looking at the window, so that a chunk sent meanwhile on the I/O thread asks for another flush.
        hungry = true;
        int turn = TURN;
        while (unsent.get() < WINDOW && hasSource()) {
            if (turn <= 0) {
                listener.flushWanted();
                return;
            }
            turn -= sendChunk();
            if (stopped || upgrade == Upgrade.HELD) {
                return;
            }
        }
        if (hasSource()) {
            return;
        }
        if (ending && unsent.get() == 0) {
            stopped = true;
            hungry = false;
            listener.drained();
        } else {
            hungry = ending;
        }
    }

    private boolean hasSource() {
        if (current == null) {
            current = sources.poll();
        }
        return current != null;
    }

    /** Sends the next chunk; returns its size. */
    private int sendChunk() {
        ByteBuffer octets = STAGING.get().clear();
        try {
            fill(octets);
        } catch (IOException e) {
            stopped = true;
            dropAll();
            listener.sourceFailed(e);
            return 0;
        }
        if (!octets.flip().hasRemaining()) {
            return 0;
        }
        Deflating compressor = deflating;
        if (compressor != null) {
            octets = compressor.compress(octets);
            awake = true;
        }
        int size = octets.remaining();
        unsent.incrementAndGet();
        listener.sending(size);
        if (upgrade == Upgrade.WANTED && !hasSource()) {
            upgrade = Upgrade.HELD;
            channel.send(ByteBuffer.allocate(size).put(octets).flip(), () -> {
                unsent.decrementAndGet();
                listener.upgradeReady();
            });
        } else if (channel.sendNow(octets, chunkSent)) {
            unsent.decrementAndGet();
        }
        return size;
    }

    private void fill(ByteBuffer buffer) throws IOException {
        OutputChunk chunk = new OutputChunk(buffer);
        while (buffer.hasRemaining() && hasSource()) {
            ResponseSource source = current;
            if (source == null) {
                return;
            }
            if (source instanceof Switch to) {
                if (buffer.position() > 0) {
                    return;
                }
                current = null;
                rest();
                deflating = to.compressed ? new Deflating() : null;
                continue;
            }
            int before = buffer.position();
            if (!source.writeNext(chunk)) {
                current = null;
                source.finished();
            } else if (buffer.position() == before) {
                if (before == 0) {
                    throw new IllegalStateException("a response source wrote nothing into an empty chunk: " + source);
                }
                return;
            }
        }
    }

    private void chunkSent() {
        unsent.decrementAndGet();
        if (hungry) {
            listener.flushWanted();
        }
    }

    private void dropAll() {
        hungry = false;
        rest();
        while (hasSource()) {
            ResponseSource source = current;
            current = null;
            if (source != null) {
                source.finished();
            }
        }
    }

    /** Stands between what is compressed and what is not. */
    private record Switch(boolean compressed) implements ResponseSource {
        @Override
        public boolean writeNext(OutputChunk into) {
            return false;
        }
    }

    private enum Upgrade {
        NONE,
        WANTED,
        HELD
    }

    /** What the connection learns from its pump. */
    interface Listener {
        /** A chunk of this size is handed to the channel; on the session's executor. */
        void sending(int octets);

        /** {@link OutputPump#flush} should be called soon; on any thread. */
        void flushWanted();

        /** The last chunk before TLS was sent; on an I/O thread. */
        void upgradeReady();

        /** Everything was sent after {@link OutputPump#endAfterFlush}; on the session's executor. */
        void drained();

        /** A source could not deliver what was promised; on the session's executor. */
        void sourceFailed(IOException cause);
    }
}
