package org.posthaste.common.net.mina;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.filterchain.IoFilterChain;
import org.apache.mina.core.future.IoFutureListener;
import org.apache.mina.core.future.WriteFuture;
import org.apache.mina.transport.socket.nio.NioSession;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.Channel;
import org.posthaste.common.net.ServerConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One accepted socket. Thread-safe. */
final class MinaChannel implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(MinaChannel.class);
    private static final String TLS = "tls";

    private final NioSession session;
    private final Supplier<SSLEngine> engines;
    private final Executor handshakes;
    private final SocketOutput output;
    // Kept here, since a closed socket no longer tells.
    private final InetSocketAddress peer;
    private final InetSocketAddress local;
    private @Nullable ServerConnection connection;
    private volatile @Nullable TlsFilter tls;

    MinaChannel(NioSession session, Supplier<SSLEngine> engines, Executor handshakes) {
        this.session = session;
        this.engines = engines;
        this.handshakes = handshakes;
        this.output = new SocketOutput(session);
        this.peer = (InetSocketAddress) session.getRemoteAddress();
        this.local = (InetSocketAddress) session.getLocalAddress();
    }

    /** Tells whose events these are; once, before anything else. */
    void serve(ServerConnection served) {
        connection = served;
    }

    ServerConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("a channel without a connection");
        }
        return connection;
    }

    @Override
    public InetSocketAddress peer() {
        return peer;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public void send(ByteBuffer octets, Runnable sent) {
        IoFutureListener<WriteFuture> listener = output.queueing(sent);
        session.write(IoBuffer.wrap(octets)).addListener(listener);
    }

    @Override
    public boolean sendNow(ByteBuffer octets, Runnable sent) {
        TlsFilter filter = tls;
        if (filter != null) {
            return filter.send(session.getFilterChain().getNextFilter(TLS), session, octets, sent);
        }
        if (output.write(octets)) {
            return true;
        }
        send(ByteBuffer.allocate(octets.remaining()).put(octets).flip(), sent);
        return false;
    }

    @Override
    public long written() {
        return output.written();
    }

    @Override
    public void suspendRead() {
        session.suspendRead();
    }

    @Override
    public void resumeRead() {
        session.resumeRead();
    }

    @Override
    public void startTls(ByteBuffer read) {
        TlsFilter filter = new TlsFilter(engines.get(), handshakes, connection(), output);
        tls = filter;
        IoFilterChain chain = session.getFilterChain();
        chain.addFirst(TLS, filter);
        if (read.hasRemaining()) {
            filter.messageReceived(chain.getNextFilter(TLS), session, IoBuffer.wrap(read));
        }
    }

    @Override
    public void endOutput() {
        TlsFilter filter = tls;
        if (filter != null) {
            filter.endOutput(session.getFilterChain().getNextFilter(TLS), session);
            return;
        }
        try {
            ((SocketChannel) session.getChannel()).shutdownOutput();
        } catch (IOException e) {
            LOG.debug("the peer was gone before the end, peer={}", peer);
        }
    }

    @Override
    public void close() {
        session.closeNow();
    }
}
