package org.posthaste.imap;

import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ProtocolSession;
import org.posthaste.common.net.SessionFactory;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.imap.extension.ImapExtensions;
import org.posthaste.imap.session.ImapConfig;
import org.posthaste.imap.session.ImapServices;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.sort.HeaderColumnsCache;

/** Makes IMAP sessions, and owns the pool on which searches run that read messages. Thread-safe. */
public final class ImapSessions implements SessionFactory, AutoCloseable {
    private static final int WAITING_SEARCHES = 200;

    private final ImapServices services;
    private final CommandTable commands;

    public ImapSessions(ImapConfig config, MailStore store, Authenticator authenticator, Clock clock) {
        ImapExtensions extensions = new ImapExtensions(config);
        this.commands = new CommandTable(extensions.commands());
        this.services = new ImapServices(
                config,
                store,
                authenticator,
                clock,
                searchPool(config.searchThreads()),
                HeaderColumnsCache.ofHeap(),
                extensions::capabilities);
    }

    @Override
    public ProtocolSession open(Connection connection, ListenerConfig listener) {
        return new ImapDispatcher(connection, new ImapSession(connection, listener, services), commands);
    }

    @Override
    public String refusal(ListenerConfig listener, Refusal reason) {
        return switch (reason) {
            case TOO_MANY_CONNECTIONS, TOO_MANY_FROM_ADDRESS -> "* BYE [UNAVAILABLE] Too many connections";
            case SHUTTING_DOWN -> "* BYE [UNAVAILABLE] Server is shutting down";
        };
    }

    /** Stops searches that still run. */
    @Override
    public void close() {
        services.searches().shutdownNow();
    }

    private static ExecutorService searchPool(int threads) {
        AtomicInteger numbers = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_SEARCHES), task -> {
                    Thread thread = new Thread(task, "imap-search-" + numbers.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
