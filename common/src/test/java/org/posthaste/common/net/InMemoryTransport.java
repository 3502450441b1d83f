package org.posthaste.common.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthaste.common.MovableClock;

/**
 * Drives a {@link SessionFactory} without sockets and threads, through the same {@link ServerConnection}s as a running server. All tasks of all sessions run on the thread of the
 * test, in the order they came, inside {@link #runUntilIdle} and the calls of {@link InMemoryClient} that use it, so a test is deterministic. Time stands still until
 * {@link #advance}. Tasks that other threads hand to a session (a store's commit, for instance) are waited for by {@link InMemoryClient#readLine}.
 */
public final class InMemoryTransport implements Timers, AutoCloseable {
    private final MovableClock clock;
    private final ConnectionHub hub;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final Instant start;
    private long scanned;

    /** A transport with default limits. */
    public InMemoryTransport(SessionFactory factory) {
        this(factory, TransportLimits.defaults(), new MovableClock());
    }

    /** A transport with these limits, whose time is that of the clock. */
    public InMemoryTransport(SessionFactory factory, TransportLimits limits, MovableClock clock) {
        this.clock = clock;
        this.start = clock.instant();
        this.hub = new ConnectionHub(
                "memory", factory, limits, tasks::add, this, clock, () -> "s" + ids.incrementAndGet());
    }

    /** Connects from 127.0.0.1 to a listener of this name, with {@code STARTTLS} allowed, and runs until idle. */
    public InMemoryClient connect(String listener) {
        return connect(new ListenerConfig(listener, address("127.0.0.1", 1), ListenerConfig.TlsMode.STARTTLS));
    }

    /** Connects from 127.0.0.1. With implicit TLS the handshake counts as done. */
    public InMemoryClient connect(ListenerConfig listener) {
        return connect(listener, address("127.0.0.1", 40_000 + ids.get()));
    }

    /** Connects from an address. */
    public InMemoryClient connect(ListenerConfig listener, InetSocketAddress peer) {
        InMemoryClient client = new InMemoryClient(this, peer, listener.address());
        client.attach(hub.accept(client.channel(), listener));
        runUntilIdle();
        return client;
    }

    /** The open connections. */
    public SessionRegistry sessions() {
        return hub.sessions();
    }

    /** The hub, for shutting down and limits. */
    public ConnectionHub hub() {
        return hub;
    }

    /** Runs all tasks that sessions have, and those they cause. */
    public void runUntilIdle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Waits for a task that another thread hands to a session and runs it; false if none came in time. */
    boolean runNext(Duration patience) {
        try {
            Runnable task = tasks.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (task == null) {
                return false;
            }
            task.run();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a session", e);
        }
    }

    /** Moves time on; delayed tasks and time-outs that become due meanwhile run at their time, in order. */
    public void advance(Duration by) {
        runUntilIdle();
        long end = nanos() + by.toNanos();
        while (true) {
            long nextScan = scanned + ConnectionHub.SCAN.toNanos();
            long nextAlarm = alarms.stream().mapToLong(alarm -> alarm.due).min().orElse(Long.MAX_VALUE);
            long next = Math.min(nextScan, nextAlarm);
            if (next > end) {
                break;
            }
            moveTo(next);
            if (next == nextScan) {
                scanned = next;
                hub.scan();
            }
            ring(next);
            runUntilIdle();
        }
        moveTo(end);
    }

    private void moveTo(long nanos) {
        clock.advance(Duration.ofNanos(Math.max(0, nanos - nanos())));
    }

    private void ring(long now) {
        List<Alarm> due = alarms.stream()
                .filter(alarm -> alarm.due <= now)
                .sorted(Comparator.comparingLong(alarm -> alarm.due))
                .toList();
        alarms.removeAll(due);
        due.forEach(alarm -> alarm.task.run());
    }

    @Override
    public long nanos() {
        return Duration.between(start, clock.instant()).toNanos();
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(nanos() + delay.toNanos(), task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    /** Closes all connections. */
    @Override
    public void close() {
        hub.closeNow();
        runUntilIdle();
    }

    static InetSocketAddress address(String literal, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private static final class Alarm {
        final long due;
        final Runnable task;

        Alarm(long due, Runnable task) {
            this.due = due;
            this.task = task;
        }
    }
}
