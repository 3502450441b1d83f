package org.posthaste.common.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.log.SessionLog;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.common.net.SessionFactory.Refusal;
import org.posthaste.common.tls.TlsFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a server, whatever carries its octets: brings the events of a {@link Channel} in order to a {@link ProtocolSession}, and the session's output in bounded chunks to
 * the channel. Sees to limits, time-outs, the STARTTLS switch and closing.
 *
 * <p>The {@code channel...} methods are called by the transport, one at a time (MINA: on the channel's I/O thread); they only hand work over. All that touches the session runs on
 * its {@link SerialExecutor}.
 */
public final class ServerConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

    /** A peer that is still sending when we close is read for so long, since closing a socket with unread octets takes our last words from the peer. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** Progress of output demanded of a peer once the connection is to be closed. */
    private static final Duration CLOSING_STALL = Duration.ofSeconds(30);

    /** A peer whose last piece was at least so long is taken to be in the middle of sending something. */
    private static final int STREAMING = 1024;

    /** Pieces of input digested in one task. */
    private static final int PIECES_PER_TASK = 16;

    private final ConnectionHub hub;
    private final Channel channel;
    private final ListenerConfig listener;
    private final String id;
    private final Instant since;
    private final long accepted;
    private final SerialExecutor executor;
    private final OutputPump pump;
    private final ReadGate gate;
    private final Queue<ByteBuffer> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean digestQueued = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();

    // Written by the transport's thread, except that startTls moves OPEN to GO_AHEAD.
    private volatile Phase phase = Phase.NEW;
    private volatile boolean inputEnded;
    private volatile @Nullable Refusal refusal;
    private volatile long received;
    private volatile int lastPiece;

    // Any thread.
    private volatile boolean paused;
    private volatile boolean closing;
    private volatile boolean inputWhileClosing;
    private volatile boolean lingering;
    private volatile boolean gone;
    private volatile @Nullable String reason;
    private volatile long lastActivity;
    private volatile long idleNanos;
    private volatile long phaseSince;
    private volatile @Nullable TlsFacts tls;
    private volatile @Nullable String user;

    // Guarded by this.
    private @Nullable Set<Timers.Timer> timers;
    private boolean countedInAll;
    private @Nullable InetAddress countedAddress;

    // The session's executor.
    private @Nullable ProtocolSession session;
    private final InputBuffer input = new InputBuffer();
    private int unseen;

    // The scan's thread.
    private long lastWritten;
    private long lastProgress;

    ServerConnection(ConnectionHub hub, Channel channel, ListenerConfig listener, String id, Instant since) {
        this.hub = hub;
        this.channel = channel;
        this.listener = listener;
        this.id = id;
        this.since = since;
        this.accepted = hub.timers().nanos();
        this.lastActivity = accepted;
        this.lastProgress = accepted;
        this.phaseSince = accepted;
        this.idleNanos = hub.limits().idle().toNanos();
        this.executor = new SerialExecutor(hub.workers(), new TaskScope());
        this.pump = new OutputPump(channel, new PumpListener());
        this.gate = new ReadGate(channel);
    }

    // ---- what the transport reports

    /** The channel can send and receive. */
    public void channelOpened() {
        if (phase != Phase.REFUSED) {
            hub.counts().enter(peer().getAddress()).ifPresent(this::refuse);
        }
        Refusal refused = refusal;
        if (refused != null) {
            sayRefusal(refused);
            return;
        }
        synchronized (this) {
            countedAddress = peer().getAddress();
        }
        if (listener.tls() == TlsMode.IMPLICIT) {
            enter(Phase.HANDSHAKE);
            channel.startTls();
        } else {
            open();
        }
    }

    /** Octets have arrived; the buffer belongs to the connection from here on. */
    public void channelReceived(ByteBuffer octets) {
        int count = octets.remaining();
        received += count;
        lastActivity = hub.timers().nanos();
        if (closing || phase == Phase.REFUSED) {
            inputWhileClosing = true;
        } else if (phase == Phase.GO_AHEAD) {
            abort("octets behind STARTTLS");
        } else {
            lastPiece = count;
            arrived.add(octets);
            gate.arrived(count);
            queueDigest();
        }
    }

    /** The TLS handshake is complete. */
    public void channelSecured(TlsFacts facts) {
        tls = facts;
        if (session == null && listener.tls() == TlsMode.IMPLICIT) {
            open();
        } else {
            enter(Phase.OPEN);
            executor.execute(() -> {
                pump.upgraded();
                live(ProtocolSession::tlsStarted);
            });
        }
    }

    /** The peer will send no more, but may still read: what it sent is answered, then the connection is closed. */
    public void channelInputEnded() {
        inputEnded = true;
        if (phase == Phase.OPEN && !closing) {
            queueDigest();
        } else if (phase == Phase.OPEN ? lingering : phase != Phase.REFUSED) {
            abort("closed by peer");
        }
    }

    /** The channel is gone; the last call. */
    public void channelClosed(String cause) {
        setReason(cause);
        enter(Phase.CLOSED);
        executor.execute(this::finish);
    }

    // ---- what the session may do

    @Override
    public String id() {
        return id;
    }

    @Override
    public InetSocketAddress peer() {
        return channel.peer();
    }

    @Override
    public InetSocketAddress local() {
        return channel.local();
    }

    @Override
    public Optional<TlsFacts> tls() {
        return Optional.ofNullable(tls);
    }

    @Override
    public void write(ResponseSource source) {
        if (closing || gone) {
            executor.execute(source::finished);
            return;
        }
        pump.add(source);
        if (!executor.inside()) {
            // The pump is flushed after each task, so an empty one is enough.
            executor.execute(() -> {});
        }
    }

    @Override
    public void startTls(byte[] goAhead) {
        enter(Phase.GO_AHEAD);
        if (!input.isEmpty() || !arrived.isEmpty()) {
            abort("octets behind STARTTLS");
            return;
        }
        channel.suspendRead();
        write(goAhead);
        pump.upgradeAfterFlush();
    }

    @Override
    public void pauseInput() {
        paused = true;
    }

    @Override
    public void resumeInput() {
        lastActivity = hub.timers().nanos();
        paused = false;
        queueDigest();
    }

    @Override
    public boolean inputPaused() {
        return paused;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        DelayedTask delayed = new DelayedTask(task);
        synchronized (this) {
            if (gone || closing) {
                return;
            }
            if (timers == null) {
                timers = new HashSet<>();
            }
            delayed.timer = hub.timers().schedule(delay, delayed);
            timers.add(delayed.timer);
        }
    }

    @Override
    public void idleTimeout(Duration timeout) {
        idleNanos = timeout.toNanos();
    }

    @Override
    public synchronized boolean bindUser(String name) {
        if (name.equals(user)) {
            return true;
        }
        if (gone || !hub.counts().enter(name)) {
            return false;
        }
        if (user != null) {
            hub.counts().leave(user);
        }
        user = name;
        return true;
    }

    @Override
    public ProtocolTrace trace() {
        WireTrace trace = new WireTrace(id);
        return trace.enabled() ? trace : ProtocolTrace.OFF;
    }

    @Override
    public void close(CloseMode mode) {
        if (mode == CloseMode.NOW) {
            abort("closed by server");
        } else if (!closing) {
            setReason(inputEnded ? "closed by peer" : "closed by server");
            closing = true;
            cancelTimers();
            gate.discardAll();
            executor.execute(pump::endAfterFlush);
        }
    }

    @Override
    public boolean closed() {
        return closing || gone;
    }

    // ---- what the server may do

    /** Facts for the administrator. */
    public SessionInfo info() {
        return new SessionInfo(id, hub.server(), listener.name(), peer(), user(), since, tls(), received, sent.get());
    }

    Optional<String> user() {
        return Optional.ofNullable(user);
    }

    void refuse(Refusal why) {
        phase = Phase.REFUSED;
        refusal = why;
        setReason("refused: " + why);
    }

    synchronized void counted() {
        countedInAll = true;
    }

    /** Asks the session to say goodbye; closes without asking after the time given, or at once if there is no session yet. */
    void shutdown(Duration grace) {
        if (phase == Phase.OPEN || phase == Phase.GO_AHEAD) {
            executor.execute(() -> live(ProtocolSession::shutdown));
            hub.timers().schedule(grace, () -> abort("server stopped"));
        } else {
            abort("server stopped");
        }
    }

    /** Closes at once and drops what is unsent. */
    void abort(String cause) {
        setReason(cause);
        closing = true;
        cancelTimers();
        channel.close();
    }

    /** Called by the scan: closes or warns a connection whose time is up. */
    void check(long now) {
        long written = channel.written();
        if (written != lastWritten || pump.unsent() == 0) {
            lastProgress = now;
        }
        if (written != lastWritten) {
            lastWritten = written;
            lastActivity = now;
        }
        Duration stall = closing ? CLOSING_STALL : hub.limits().writeStall();
        if (pump.unsent() > 0 && now - lastProgress > stall.toNanos()) {
            abort("peer takes no output");
        } else if (phase.hurried && now - phaseSince > hub.limits().handshake().toNanos()) {
            abort(phase == Phase.HANDSHAKE ? "TLS handshake took too long" : "too slow to start");
        } else if (phase == Phase.OPEN && !paused && !closing && now - lastActivity > idleNanos) {
            lastActivity = now;
            executor.execute(() -> live(ProtocolSession::idle));
        }
    }

    // ---- inside

    private void enter(Phase next) {
        phaseSince = hub.timers().nanos();
        phase = next;
    }

    private void open() {
        enter(Phase.OPEN);
        executor.execute(() -> {
            LOG.debug("opened listener={} peer={}", listener.name(), peer());
            session = hub.factory().open(this, listener);
            session.opened();
        });
    }

    /** Runs something on the session unless the connection is over. */
    private void live(Consumer<ProtocolSession> action) {
        ProtocolSession current = session;
        if (current != null && !closing && !gone) {
            action.accept(current);
        }
    }

    private void sayRefusal(Refusal why) {
        if (listener.tls() == TlsMode.IMPLICIT) {
            // A handshake for each refused connection would be the costliest thing a flood could ask for.
            channel.close();
            return;
        }
        byte[] line = (hub.factory().refusal(listener, why) + "\r\n").getBytes(StandardCharsets.UTF_8);
        channel.send(ByteBuffer.wrap(line), channel::close);
    }

    private void queueDigest() {
        if (digestQueued.compareAndSet(false, true)) {
            executor.execute(this::digest);
        }
    }

    private void digest() {
        digestQueued.set(false);
        ProtocolSession current = session;
        if (current == null || phase != Phase.OPEN || closing || gone) {
            return;
        }
        int pieces = 0;
        boolean offer = !input.isEmpty();
        while (!paused && !closing && phase == Phase.OPEN) {
            ByteBuffer next = arrived.poll();
            if (next != null) {
                unseen += next.remaining();
                input.adopt(next);
            } else if (!offer) {
                break;
            }
            offer = false;
            try {
                current.received(input);
            } finally {
                int left = paused ? Math.min(unseen, input.available()) : 0;
                gate.digested(unseen - left);
                unseen = left;
            }
            if (++pieces == PIECES_PER_TASK) {
                queueDigest();
                return;
            }
        }
        if (inputEnded && arrived.isEmpty() && !paused) {
            close(CloseMode.AFTER_FLUSH);
        }
    }

    private void finish() {
        gone = true;
        cancelTimers();
        pump.abandon();
        arrived.clear();
        hub.sessions().remove(this);
        releaseCounts();
        ProtocolSession current = session;
        try {
            if (current != null) {
                current.closed();
            }
        } finally {
            logEnd(current != null);
        }
    }

    private void logEnd(boolean hadSession) {
        long ms = Duration.ofNanos(hub.timers().nanos() - accepted).toMillis();
        String line = "closed listener={} peer={} user={} tls={} in={} out={} ms={} reason=\"{}\"";
        Object[] facts = {
            listener.name(),
            peer(),
            user().orElse("-"),
            tls().map(TlsFacts::protocol).orElse("-"),
            received,
            sent.get(),
            ms,
            reason
        };
        if (hadSession) {
            LOG.info(line, facts);
        } else {
            LOG.debug(line, facts);
        }
    }

    private synchronized void releaseCounts() {
        if (countedInAll) {
            hub.counts().leave();
        }
        if (countedAddress != null) {
            hub.counts().leave(countedAddress);
        }
        if (user != null) {
            hub.counts().leave(user);
        }
    }

    private synchronized void cancelTimers() {
        if (timers != null) {
            timers.forEach(Timers.Timer::cancel);
            timers = null;
        }
    }

    private synchronized void setReason(String cause) {
        if (reason == null) {
            reason = cause;
        }
    }

    /** Where a connection is in its life. */
    private enum Phase {
        NEW(true),
        REFUSED(true),
        /** The TLS handshake runs. */
        HANDSHAKE(true),
        /** The session converses. */
        OPEN(false),
        /** The reply to STARTTLS is on its way in clear; nothing may arrive until it is out. */
        GO_AHEAD(true),
        CLOSED(false);

        /** Whether the peer must get through this phase within the handshake's time. */
        final boolean hurried;

        Phase(boolean hurried) {
            this.hurried = hurried;
        }
    }

    /** A task of {@link #schedule} that forgets its timer when it runs. */
    private final class DelayedTask implements Runnable {
        private final Runnable task;
        private Timers.@Nullable Timer timer;

        DelayedTask(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            synchronized (ServerConnection.this) {
                if (timers != null && timer != null) {
                    timers.remove(timer);
                }
            }
            executor.execute(() -> {
                if (!closing && !gone) {
                    task.run();
                }
            });
        }
    }

    private final class TaskScope implements SerialExecutor.Scope {
        @Override
        public void entered() {
            SessionLog.enter(id);
        }

        @Override
        public void taskDone() {
            pump.flush();
        }

        @Override
        public void failed(Throwable thrown) {
            LOG.error("a task of a session failed, listener={} peer={}", listener.name(), peer(), thrown);
            abort("internal error");
        }

        @Override
        public void left() {
            SessionLog.leave();
        }
    }

    private final class PumpListener implements OutputPump.Listener {
        @Override
        public void sending(int octets) {
            sent.addAndGet(octets);
        }

        @Override
        public void windowOpened() {
            executor.execute(() -> {});
        }

        @Override
        public void upgradeReady() {
            if (!arrived.isEmpty()) {
                abort("octets behind STARTTLS");
                return;
            }
            enter(Phase.HANDSHAKE);
            channel.startTls();
            channel.resumeRead();
        }

        @Override
        public void drained() {
            boolean streaming = inputWhileClosing || lastPiece >= STREAMING || !arrived.isEmpty() || !input.isEmpty();
            lingering = streaming;
            if (streaming && !inputEnded) {
                hub.timers().schedule(LINGER, channel::close);
            } else {
                channel.close();
            }
        }

        @Override
        public void sourceFailed(IOException cause) {
            LOG.warn("output could not be read, listener={} peer={} user={}", listener.name(), peer(), user, cause);
            abort("internal error");
        }
    }
}
