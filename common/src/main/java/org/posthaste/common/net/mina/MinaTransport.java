package org.posthaste.common.net.mina;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.mina.transport.socket.SocketSessionConfig;
import org.apache.mina.transport.socket.nio.NioSocketAcceptor;
import org.posthaste.common.net.ConnectionHub;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.Transport;
import org.posthaste.common.net.Workers;

/**
 * Sockets by Apache MINA: two I/O threads and two threads for the arithmetic of TLS handshakes, shared by all servers of the process, and a thread for each listening socket.
 * Thread-safe.
 */
public final class MinaTransport implements Transport {
    private static final int IO_THREADS = 2;
    private static final int HANDSHAKE_THREADS = 2;
    private static final int BACKLOG = 1024;
    private static final int FIRST_READ = 4 * 1024;
    private static final int SMALLEST_READ = 512;
    private static final int LARGEST_READ = 16 * 1024;

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "mina");
        thread.setDaemon(true);
        return thread;
    });
    private final ExecutorService handshakes = Workers.forServer("tls", HANDSHAKE_THREADS);
    private final NioProcessors processors = new NioProcessors(IO_THREADS, threads);

    /** A transport without sockets; its threads start when needed. */
    public MinaTransport() {}

    @Override
    public Listening listen(ListenerConfig listener, Supplier<SSLEngine> tls, ConnectionHub hub) throws IOException {
        NioSocketAcceptor acceptor = new NioSocketAcceptor(threads, processors);
        try {
            acceptor.setReuseAddress(true);
            acceptor.setBacklog(BACKLOG);
            // Sessions outlive their listener, so that a shutdown can let them finish.
            acceptor.setCloseOnDeactivation(false);
            SocketSessionConfig sessions = acceptor.getSessionConfig();
            sessions.setTcpNoDelay(true);
            sessions.setKeepAlive(true);
            sessions.setMaxReadBufferSize(LARGEST_READ);
            sessions.setReadBufferSize(FIRST_READ);
            sessions.setMinReadBufferSize(SMALLEST_READ);
            // Stalls are noticed by the connections' own scan.
            sessions.setWriteTimeout(0);
            acceptor.setHandler(new MinaHandler(session -> {
                MinaChannel channel = new MinaChannel(session, tls, handshakes);
                channel.serve(hub.accept(channel, listener));
                return channel;
            }));
            acceptor.bind(listener.address());
            return new Socket(acceptor);
        } catch (IOException | RuntimeException e) {
            acceptor.dispose();
            throw e;
        }
    }

    @Override
    public void close() {
        processors.dispose();
        handshakes.shutdown();
        threads.shutdown();
    }

    private static final class Socket implements Listening {
        private final NioSocketAcceptor acceptor;
        private final InetSocketAddress address;

        Socket(NioSocketAcceptor acceptor) {
            this.acceptor = acceptor;
            this.address = acceptor.getLocalAddress();
        }

        @Override
        public InetSocketAddress address() {
            return address;
        }

        @Override
        public void close() {
            acceptor.unbind();
            acceptor.dispose();
        }
    }
}
