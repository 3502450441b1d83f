package org.posthaste.common.net.mina;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterAdapter;
import org.apache.mina.core.future.DefaultWriteFuture;
import org.apache.mina.core.future.WriteFuture;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.DefaultWriteRequest;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.core.write.WriteToClosedSessionException;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.ServerConnection;
import org.posthaste.common.tls.TlsFacts;

/**
 * TLS of one connection over an {@link SSLEngine}. Written for this server in place of MINA's {@code SslFilter}, which recurses for each record, queues without bound what a peer makes
 * it answer, throws when more than 64 writes wait, cannot end only the output, and logs strangers' mistakes as errors. Holds no buffer while idle: partial records wait in an array of
 * their size, encryption uses one scratch buffer for each thread. Guarded by its own lock, since octets come from an I/O thread, output from workers, and handshake results from
 * the threads that do the arithmetic.
 *
 * <p>Fails: a peer that violates the protocol gets the alert, and {@link ServerConnection#channelFailed} the reason.
 */
final class TlsFilter extends IoFilterAdapter {
    /** More than one record of what a peer may send while it waits for our part of the handshake. */
    private static final int MOST_UNDECODED = 64 * 1024;

    /** A peer that asks for answers (key updates) and does not read them. */
    private static final long MOST_UNSENT = 512 * 1024;

    private static final int RECORD_HEADER = 5;
    /** Records that go to the socket in one piece: what a chunk of output becomes. */
    private static final int RECORDS_AT_ONCE = 5;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final ThreadLocal<@Nullable ByteBuffer> SCRATCH = new ThreadLocal<>();

    private final SSLEngine engine;
    private final Executor handshakes;
    private final ServerConnection connection;
    private final SocketOutput output;
    private ByteBuffer undecoded = NOTHING;
    private boolean computing;
    private boolean established;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean over;

    TlsFilter(SSLEngine engine, Executor handshakes, ServerConnection connection, SocketOutput output) {
        this.engine = engine;
        this.handshakes = handshakes;
        this.connection = connection;
        this.output = output;
    }

    @Override
    public synchronized void messageReceived(NextFilter next, IoSession session, Object message) {
        if (over || inputEnded || outputEnded) {
            return;
        }
        undecoded = join(undecoded, ((IoBuffer) message).buf());
        if (!computing) {
            decode(next, session);
        } else if (undecoded.remaining() > MOST_UNDECODED) {
            fail(next, session, new SSLException("too much input during the handshake"));
        }
    }

    @Override
    public synchronized void filterWrite(NextFilter next, IoSession session, WriteRequest request) {
        WriteFuture written = request.getFuture();
        if (send(next, session, ((IoBuffer) request.getMessage()).buf(), written::setWritten)) {
            written.setWritten();
        } else if (over || outputEnded || !established) {
            written.setException(new WriteToClosedSessionException(request));
        }
    }

    /** Encrypts octets and sends them; true if the socket took them at once, otherwise {@code sent} runs when it has, if the connection lives that long. */
    synchronized boolean send(NextFilter next, IoSession session, ByteBuffer plain, Runnable sent) {
        if (over || outputEnded || !established) {
            return false;
        }
        try {
            boolean taken = true;
            while (plain.hasRemaining()) {
                ByteBuffer records = scratch();
                int room = engine.getSession().getPacketBufferSize();
                while (plain.hasRemaining() && records.remaining() >= room) {
                    SSLEngineResult result = engine.wrap(plain, records);
                    if (result.getStatus() == Status.CLOSED) {
                        // TLS 1.2 ends both directions at once (RFC 5246 §7.2.1).
                        end(session, "closed by peer");
                        return false;
                    }
                    if (result.getStatus() != Status.OK || result.bytesProduced() == 0) {
                        throw new SSLException("cannot encrypt: " + result);
                    }
                }
                taken = put(next, session, records, plain.hasRemaining() ? TlsFilter::notTheLast : sent);
            }
            return taken;
        } catch (SSLException e) {
            fail(next, session, e);
            return false;
        }
    }

    /** Sends the alert that ends our output; what the peer still sends is thrown away. */
    synchronized void endOutput(NextFilter next, IoSession session) {
        if (over || outputEnded) {
            return;
        }
        outputEnded = true;
        undecoded = NOTHING;
        engine.closeOutbound();
        sendPending(next, session);
    }

    @Override
    public void filterClose(NextFilter next, IoSession session) throws Exception {
        if (established) {
            endOutput(next, session);
        }
        next.filterClose(session);
    }

    private void decode(NextFilter next, IoSession session) {
        try {
            boolean more = true;
            while (more && !computing && !over) {
                more = decodeRecord(next, session);
            }
        } catch (SSLException e) {
            fail(next, session, e);
        }
        if (!undecoded.hasRemaining()) {
            undecoded = NOTHING;
        }
    }

    /** Decodes one record; false if the engine needs more octets. */
    private boolean decodeRecord(NextFilter next, IoSession session) throws SSLException {
        ByteBuffer plain = ByteBuffer.allocate(recordLength());
        SSLEngineResult result = engine.unwrap(undecoded, plain);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            result = engine.unwrap(undecoded, plain);
        }
        if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            return false;
        }
        if (plain.position() > 0) {
            connection.channelReceived(plain.flip());
        }
        if (result.getStatus() == Status.CLOSED) {
            inputEnded = true;
            undecoded = NOTHING;
            connection.channelInputEnded();
            return false;
        }
        boolean progress = result.bytesConsumed() > 0;
        return proceed(next, session, result.getHandshakeStatus()) || progress && undecoded.hasRemaining();
    }

    /** Does what the handshake asks for; true if octets at hand should be looked at again. */
    private boolean proceed(NextFilter next, IoSession session, HandshakeStatus status) throws SSLException {
        switch (status) {
            case NEED_TASK -> {
                if (established && !engine.getSession().getProtocol().equals("TLSv1.3")) {
                    throw new SSLException("renegotiation refused");
                }
                compute(next, session);
                return false;
            }
            case NEED_WRAP -> {
                return proceed(next, session, sendHandshake(next, session));
            }
            case FINISHED -> {
                finished();
                return undecoded.hasRemaining();
            }
            default -> {
                return status == HandshakeStatus.NEED_UNWRAP && undecoded.hasRemaining();
            }
        }
    }

    /** Runs the engine's tasks (signatures, key agreement) on other threads than the I/O threads. */
    private void compute(NextFilter next, IoSession session) {
        computing = true;
        try {
            handshakes.execute(() -> {
                @Nullable RuntimeException failure = null;
                try {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                } catch (RuntimeException e) {
                    failure = e;
                }
                computed(next, session, failure);
            });
        } catch (RejectedExecutionException stopped) {
            end(session, "server stopped");
        }
    }

    private synchronized void computed(NextFilter next, IoSession session, @Nullable RuntimeException failure) {
        computing = false;
        if (over) {
            return;
        }
        try {
            if (failure != null) {
                throw new SSLException("cannot compute: " + failure.getMessage(), failure);
            }
            if (proceed(next, session, engine.getHandshakeStatus())) {
                decode(next, session);
            }
        } catch (SSLException e) {
            fail(next, session, e);
        }
    }

    private void finished() {
        if (!established) {
            established = true;
            connection.channelSecured(TlsFacts.of(engine.getSession()));
        }
    }

    /** Sends all handshake messages that are ready, as one piece, and tells what is to be done next. */
    private HandshakeStatus sendHandshake(NextFilter next, IoSession session) throws SSLException {
        if (session.getScheduledWriteBytes() > MOST_UNSENT) {
            throw new SSLException("peer takes no output");
        }
        ByteBuffer flight = scratch();
        int space = flight.capacity();
        SSLEngineResult result;
        do {
            result = engine.wrap(NOTHING, flight);
            if (result.getStatus() == Status.BUFFER_OVERFLOW && flight.position() > 0) {
                put(next, session, flight, TlsFilter::notTheLast);
                flight.clear().limit(space);
                continue;
            }
            if (result.getStatus() == Status.CLOSED || result.bytesProduced() == 0) {
                break;
            }
        } while (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        put(next, session, flight, TlsFilter::notTheLast);
        return result.getHandshakeStatus();
    }

    private void fail(NextFilter next, IoSession session, SSLException cause) {
        sendPending(next, session);
        end(session, "TLS: " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()));
    }

    /** No more is decoded or encrypted; the session closes when what was sent is out, which the connection's scan does not wait for long. */
    private void end(IoSession session, String reason) {
        over = true;
        undecoded = NOTHING;
        connection.channelFailed(reason);
        session.closeOnFlush();
    }

    /** Sends the alert the engine has ready, if any. */
    private void sendPending(NextFilter next, IoSession session) {
        ByteBuffer alert = scratch();
        try {
            while (!engine.isOutboundDone() && engine.wrap(NOTHING, alert).bytesProduced() > 0) {
                put(next, session, alert, TlsFilter::notTheLast);
                alert.clear();
            }
        } catch (SSLException nothingToSay) {
            alert.clear();
        }
    }

    /** Sends what was encrypted; true if the socket took it at once. */
    private boolean put(NextFilter next, IoSession session, ByteBuffer records, Runnable sent) {
        if (!records.flip().hasRemaining() || output.write(records)) {
            return true;
        }
        ByteBuffer rest = ByteBuffer.allocate(records.remaining()).put(records).flip();
        WriteFuture written = new DefaultWriteFuture(session);
        written.addListener(output.queueing(sent));
        next.filterWrite(session, new DefaultWriteRequest(IoBuffer.wrap(rest), written));
        return false;
    }

    /** Upper bound of the plain text in the record that comes next. */
    private int recordLength() {
        if (undecoded.remaining() < RECORD_HEADER) {
            return 0;
        }
        int length = undecoded.getShort(undecoded.position() + 3) & 0xffff;
        return Math.min(length, undecoded.remaining());
    }

    private ByteBuffer scratch() {
        ByteBuffer scratch = SCRATCH.get();
        int size = RECORDS_AT_ONCE * engine.getSession().getPacketBufferSize();
        if (scratch == null || scratch.capacity() < size) {
            scratch = ByteBuffer.allocate(size);
            SCRATCH.set(scratch);
        }
        return scratch.clear();
    }

    private static ByteBuffer join(ByteBuffer first, ByteBuffer second) {
        if (!first.hasRemaining()) {
            return second;
        }
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    /** What is done when a piece is sent that is not the last of its output. */
    private static void notTheLast() {}
}
