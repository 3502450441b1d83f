package org.posthaste.common.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
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

    /** How long a peer is still read after our last words, since closing a socket with unread octets would take those words from it. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** Progress of output demanded of a peer once the connection is to be closed. */
    private static final Duration CLOSING_STALL = Duration.ofSeconds(30);

    /** Quiet after which the memory of output compression is given back. */
    private static final Duration COMPRESSOR_REST = Duration.ofSeconds(10);

    /** Pieces of input digested in one task. */
    private static final int PIECES_PER_TASK = 16;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ConnectionHub hub;
    private final Channel channel;
    private final ListenerConfig listener;
    private final ConnectionRecord record;
    private final Admission admission;
    private final DelayedTasks delayed;
    private final SerialExecutor executor;
    private final OutputPump pump;
    private final Inbox inbox;
    private final ActivityWatch watch;
    private final AtomicBoolean digestQueued = new AtomicBoolean();
    private final ProtocolTrace trace;

    // Any thread.
    private volatile ConnectionPhase phase = ConnectionPhase.NEW;
    private volatile long phaseSince;
    private volatile boolean inputEnded;
    private volatile boolean paused;
    private volatile boolean closing;
    private volatile boolean lastWordsSent;
    private volatile boolean gone;
    private volatile @Nullable TlsFacts tls;

    // The session's executor.
    private @Nullable ProtocolSession session;
    private boolean stalled;
    private boolean compressed;

    ServerConnection(ConnectionHub hub, Channel channel, ListenerConfig listener, String id, Instant since) {
        this.hub = hub;
        this.channel = channel;
        this.listener = listener;
        this.record = new ConnectionRecord(id, hub.server(), listener.name(), since, hub.timers());
        this.phaseSince = hub.timers().nanos();
        this.watch = new ActivityWatch(hub.timers(), hub.limits().idle());
        this.admission = new Admission(hub, channel, listener);
        this.trace = new WireTrace(id, hub.server(), () -> hub.sessions().tapOf(this::user));
        this.delayed = new DelayedTasks(hub.timers());
        Inside inside = new Inside();
        this.executor = new SerialExecutor(hub.workers(), inside);
        this.pump = new OutputPump(channel, inside);
        this.inbox = new Inbox(channel);
    }

    // ---- what the transport reports

    /** The channel can send and receive. */
    public void channelOpened() {
        admission.enterAll();
        if (!admission.needsIntroduction()) {
            begin(NOTHING);
        } else if (admission.trustsProxy()) {
            enter(ConnectionPhase.PROXY_HEADER);
        } else {
            abort("not a trusted proxy");
        }
    }

    /** Octets have arrived; the buffer belongs to the connection from here on. */
    public void channelReceived(ByteBuffer octets) {
        record.received(octets.remaining());
        watch.active();
        if (phase == ConnectionPhase.PROXY_HEADER) {
            introduce(octets);
        } else if (phase == ConnectionPhase.GO_AHEAD) {
            abort("octets behind STARTTLS");
        } else if (!closing && phase != ConnectionPhase.REFUSED) {
            inbox.arrived(octets);
            queueDigest();
        }
    }

    /** The TLS handshake is complete. */
    public void channelSecured(TlsFacts facts) {
        tls = facts;
        if (listener.tls() == TlsMode.IMPLICIT) {
            open();
        } else {
            enter(ConnectionPhase.OPEN);
            executor.execute(() -> {
                pump.upgraded();
                live(ProtocolSession::tlsStarted);
            });
        }
    }

    /** The peer will send no more, but may still read: what it sent is answered, then the connection is closed. */
    public void channelInputEnded() {
        inputEnded = true;
        if (lastWordsSent) {
            channel.close();
        } else if (phase == ConnectionPhase.OPEN) {
            queueDigest();
        } else if (phase != ConnectionPhase.REFUSED) {
            abort("closed by peer");
        }
    }

    /** The channel is of no more use; it closes itself after what it has still to send, such as a TLS alert. */
    public void channelFailed(String cause) {
        record.reason(cause);
        closing = true;
        delayed.cancelAll();
        phaseSince = hub.timers().nanos();
        lastWordsSent = true;
    }

    /** The channel is gone; the last call. */
    public void channelClosed(String cause) {
        record.reason(cause);
        enter(ConnectionPhase.CLOSED);
        executor.execute(this::finish);
    }

    // ---- what the session may do

    @Override
    public String id() {
        return record.id();
    }

    @Override
    public InetSocketAddress peer() {
        return admission.peer();
    }

    @Override
    public InetSocketAddress local() {
        return admission.local();
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
            flushSoon();
        }
    }

    @Override
    public void startTls(byte[] goAhead) {
        enter(ConnectionPhase.GO_AHEAD);
        if (!inbox.input().isEmpty() || !inbox.isEmpty()) {
            abort("octets behind STARTTLS");
            return;
        }
        channel.suspendRead();
        write(goAhead);
        pump.upgradeAfterFlush();
    }

    @Override
    public void compress(byte[] goAhead) {
        compressed = true;
        write(goAhead);
        pump.compress();
        inbox.beginInflating();
    }

    @Override
    public void endCompression(byte[] last) {
        compressed = false;
        write(last);
        pump.endCompression();
        inbox.endInflating();
    }

    @Override
    public boolean compressed() {
        return compressed;
    }

    @Override
    public void pauseInput() {
        paused = true;
    }

    @Override
    public void resumeInput() {
        watch.active();
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
        delayed.schedule(
                delay,
                task,
                due -> executor.execute(() -> {
                    if (!closing && !gone) {
                        due.run();
                    }
                }));
    }

    @Override
    public void idleTimeout(Duration timeout) {
        watch.idleTimeout(timeout);
    }

    @Override
    public boolean bindUser(String user) {
        return admission.places().enter(user);
    }

    @Override
    public void describe(String state) {
        record.state(state);
    }

    @Override
    public void releaseUser() {
        admission.places().leaveUser();
    }

    @Override
    public ProtocolTrace trace() {
        return trace;
    }

    @Override
    public void close(CloseMode mode) {
        if (mode == CloseMode.NOW) {
            abort("closed by server");
        } else if (!closing) {
            record.reason(inputEnded ? "closed by peer" : "closed by server");
            closing = true;
            delayed.cancelAll();
            inbox.discardAll();
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
        return record.info(peer(), user(), tls());
    }

    Optional<String> user() {
        return admission.places().user();
    }

    /** Says why there is no service, instead of opening a session. */
    void refuse(Refusal why) {
        admission.refuse(why);
    }

    /** Asks the session to say goodbye; closes without asking after the time given, or at once if there is no session yet. */
    void shutdown(Duration grace) {
        if (lastWordsSent) {
            // It only waits for the peer to hang up.
            channel.close();
        } else if (phase == ConnectionPhase.OPEN || phase == ConnectionPhase.GO_AHEAD) {
            executor.execute(() -> live(ProtocolSession::shutdown));
            hub.timers().schedule(grace, () -> abort("server stopped"));
        } else {
            abort("server stopped");
        }
    }

    /** Closes at once and drops what is unsent. */
    void abort(String cause) {
        record.reason(cause);
        closing = true;
        delayed.cancelAll();
        channel.close();
    }

    /** Called by the scan: closes or warns a connection whose time is up. */
    void check(long now) {
        watch.look(now, channel.written(), pump.unsent() > 0);
        if (pump.awake() && pump.unsent() == 0 && watch.quiet(now, COMPRESSOR_REST)) {
            executor.execute(pump::rest);
        }
        Duration stall = closing ? CLOSING_STALL : hub.limits().writeStall();
        if (watch.stalled(now, stall)) {
            abort("peer takes no output");
        } else if (lastWordsSent && now - phaseSince > LINGER.toNanos()) {
            channel.close();
        } else if (phase.hurried && now - phaseSince > hub.limits().handshake().toNanos()) {
            abort(phase.hurry);
        } else if (phase == ConnectionPhase.OPEN && !paused && !closing && watch.becameIdle(now)) {
            executor.execute(() -> live(ProtocolSession::idle));
        }
    }

    // ---- inside

    private synchronized void enter(ConnectionPhase next) {
        if (phase != ConnectionPhase.CLOSED) {
            phaseSince = hub.timers().nanos();
            phase = next;
        }
    }

    private void introduce(ByteBuffer octets) {
        try {
            if (!closing && admission.introduced(octets)) {
                begin(octets);
            }
        } catch (IOException e) {
            abort(String.valueOf(e.getMessage()));
        }
    }

    /** The client's address is known now. {@code read} is what came behind the proxy's header. */
    private void begin(ByteBuffer read) {
        admission.enterAddress();
        Optional<Refusal> refusal = admission.refusal();
        if (refusal.isPresent()) {
            sayRefusal(refusal.get());
        } else if (listener.tls() == TlsMode.IMPLICIT) {
            enter(ConnectionPhase.HANDSHAKE);
            channel.startTls(read);
        } else {
            open();
            if (read.hasRemaining()) {
                inbox.arrived(read);
                queueDigest();
            }
        }
    }

    private void sayRefusal(Refusal why) {
        enter(ConnectionPhase.REFUSED);
        record.reason("refused: " + why);
        if (listener.tls() == TlsMode.IMPLICIT) {
            // A handshake for each refused connection would be the costliest thing a flood could ask for.
            channel.close();
            return;
        }
        byte[] line = (hub.factory().refusal(listener, why) + "\r\n").getBytes(StandardCharsets.UTF_8);
        channel.send(ByteBuffer.wrap(line), this::endOutput);
    }

    private void open() {
        enter(ConnectionPhase.OPEN);
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

    /** The pump is flushed after each task, so an empty one is enough. */
    private void flushSoon() {
        executor.execute(() -> {});
    }

    private void queueDigest() {
        if (digestQueued.compareAndSet(false, true)) {
            executor.execute(this::digest);
        }
    }

    private void digest() {
        digestQueued.set(false);
        ProtocolSession current = session;
        if (current == null || phase != ConnectionPhase.OPEN || closing || gone) {
            return;
        }
        int pieces = 0;
        boolean leftOver = !inbox.input().isEmpty();
        stalled = false;
        while (!paused && !closing && phase == ConnectionPhase.OPEN) {
            if (pump.stuck()) {
                // A peer that sends commands and reads no replies must not make us hold the replies.
                stalled = true;
                break;
            }
            if (!pull() && !leftOver) {
                break;
            }
            leftOver = false;
            current.received(inbox.input());
            pump.flush();
            inbox.seen(paused);
            if (++pieces == PIECES_PER_TASK) {
                queueDigest();
                return;
            }
        }
        if (inputEnded && inbox.isEmpty() && !paused && !stalled) {
            close(CloseMode.AFTER_FLUSH);
        }
    }

    /** Brings more input to the session's buffer; false if there is none. */
    private boolean pull() {
        try {
            return inbox.pull();
        } catch (DataFormatException e) {
            LOG.debug("input is not what DEFLATE makes, peer={}", peer(), e);
            abort("compressed input is damaged");
            return false;
        }
    }

    private void endOutput() {
        phaseSince = hub.timers().nanos();
        channel.endOutput();
        lastWordsSent = true;
        if (inputEnded || hub.shuttingDown()) {
            channel.close();
        }
    }

    private void finish() {
        gone = true;
        delayed.cancelAll();
        pump.abandon();
        inbox.clear();
        admission.places().leave();
        hub.sessions().remove(this);
        ProtocolSession current = session;
        try {
            if (current != null) {
                current.closed();
            }
        } finally {
            record.logEnd(peer(), user(), tls(), current != null);
        }
    }

    /** What the executor and the pump tell. */
    private final class Inside implements SerialExecutor.Scope, OutputPump.Listener {
        @Override
        public void entered() {
            SessionLog.enter(record.id());
        }

        @Override
        public void taskDone() {
            pump.flush();
            if (stalled && !pump.stuck()) {
                stalled = false;
                queueDigest();
            }
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

        @Override
        public void sending(int octets) {
            record.sent(octets);
        }

        @Override
        public void flushWanted() {
            flushSoon();
        }

        @Override
        public void upgradeReady() {
            if (!inbox.isEmpty()) {
                abort("octets behind STARTTLS");
                return;
            }
            enter(ConnectionPhase.HANDSHAKE);
            channel.startTls(NOTHING);
            channel.resumeRead();
        }

        @Override
        public void drained() {
            endOutput();
        }

        @Override
        public void sourceFailed(IOException cause) {
            LOG.warn("output could not be read, listener={} peer={} user={}", listener.name(), peer(), user(), cause);
            abort("internal error");
        }
    }
}
