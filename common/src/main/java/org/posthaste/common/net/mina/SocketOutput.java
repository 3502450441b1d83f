package org.posthaste.common.net.mina;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.mina.core.future.IoFutureListener;
import org.apache.mina.core.future.WriteFuture;
import org.apache.mina.transport.socket.nio.NioSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of one socket. Octets go straight into it while it takes them and nothing waits in MINA's queue: a reply then costs one system call, instead of waking the I/O thread and
 * leaving the write to it. What the socket does not take is for MINA, which waits until it does; until that is out, everything else has to queue up behind it. {@link #write} and
 * {@link #queueing} are for one thread at a time, the rest for any.
 */
final class SocketOutput {
    private static final Logger LOG = LoggerFactory.getLogger(SocketOutput.class);

    private final NioSession session;
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();

    SocketOutput(NioSession session) {
        this.session = session;
    }

    /** Writes what the socket takes at once, in order; true if that was all. */
    boolean write(ByteBuffer octets) {
        if (queued.get() > 0 || session.isClosing()) {
            return false;
        }
        try {
            written.addAndGet(session.getChannel().write(octets));
            return !octets.hasRemaining();
        } catch (IOException e) {
            // MINA's write meets the same fault, and closes the session as it should be.
            LOG.debug("direct write failed, peer={}", session.getRemoteAddress(), e);
            return false;
        }
    }

    /** Call before octets are given to MINA's queue, and add what is returned to the future of that write; {@code sent} runs when they are out. */
    IoFutureListener<WriteFuture> queueing(Runnable sent) {
        queued.incrementAndGet();
        return future -> {
            queued.decrementAndGet();
            if (future.isWritten()) {
                sent.run();
            }
        };
    }

    /** Octets written past the queue and through it. */
    long written() {
        return written.get() + session.getWrittenBytes();
    }
}
