package org.posthaste.common.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** Listens on sockets and brings accepted connections to a {@link ConnectionHub}. Thread-safe. */
public interface Transport extends AutoCloseable {
    /**
     * Opens a listening socket.
     *
     * @param tls makes the engine of each connection that starts TLS
     * @throws IOException if the address cannot be had
     */
    Listening listen(ListenerConfig listener, Supplier<SSLEngine> tls, ConnectionHub hub) throws IOException;

    /** Closes what is open and ends the I/O threads. */
    @Override
    void close();

    /** An open listening socket. */
    interface Listening {
        /** Where it listens, with the real port. */
        InetSocketAddress address();

        /** Stops listening; accepted connections live on. */
        void close();
    }
}
