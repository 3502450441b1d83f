package org.posthaste.app;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three servers, which end at the same time: each waits for its own sessions. Confined to the thread that starts them, until closed. */
final class ServerGroup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerGroup.class);

    private final List<AutoCloseable> servers = new ArrayList<>();

    /** Adds a server that was just started. */
    void add(AutoCloseable server) {
        servers.add(server);
    }

    /** Closes all and waits for them. */
    @Override
    public void close() {
        List<Thread> closing = new ArrayList<>();
        for (AutoCloseable server : servers) {
            Thread thread = new Thread(() -> close(server), "closing");
            thread.start();
            closing.add(thread);
        }
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            LOG.error("closing a server failed", e);
        }
    }
}
