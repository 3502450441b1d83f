package org.posthaste.common.net.mina;

import java.util.concurrent.Executor;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.transport.socket.nio.NioProcessor;
import org.apache.mina.transport.socket.nio.NioSession;

/**
 * A fixed number of I/O threads that share the sessions. Used instead of MINA's own pool because of {@link #updateTrafficControl}: MINA changes a session's interest in reading on the
 * thread that asks for it, without waking the selector, in a race with the I/O thread, and forgets there that a buffer is half written; here the I/O thread does it, and then looks for
 * output. Thread-safe.
 */
final class NioProcessors implements IoProcessor<NioSession> {
    private final NioProcessor[] processors;

    NioProcessors(int count, Executor threads) {
        processors = new NioProcessor[count];
        for (int i = 0; i < count; i++) {
            processors[i] = new NioProcessor(threads);
        }
    }

    private NioProcessor of(NioSession session) {
        return processors[(int) (session.getId() % processors.length)];
    }

    @Override
    public void add(NioSession session) {
        of(session).add(session);
    }

    @Override
    public void flush(NioSession session) {
        of(session).flush(session);
    }

    @Override
    public void write(NioSession session, WriteRequest request) {
        of(session).write(session, request);
    }

    @Override
    public void updateTrafficControl(NioSession session) {
        NioProcessor processor = of(session);
        processor.updateTrafficMask(session);
        processor.flush(session);
    }

    @Override
    public void remove(NioSession session) {
        of(session).remove(session);
    }

    @Override
    public boolean isDisposing() {
        return processors[0].isDisposing();
    }

    @Override
    public boolean isDisposed() {
        return processors[0].isDisposed();
    }

    @Override
    public void dispose() {
        for (NioProcessor processor : processors) {
            processor.dispose();
        }
    }
}
