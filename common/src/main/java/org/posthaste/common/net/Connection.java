package org.posthaste.common.net;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.posthaste.common.tls.TlsFacts;

/**
 * What a protocol session may do to its peer. Every method may be called from any thread, except {@link #startTls} and
 * {@link #pauseInput}, which belong to the session's executor.
 */
public interface Connection {
    /** Short identifier, unique in this process; the {@code sid} of all log lines. */
    String id();

    /** The client's address; with the PROXY protocol, the one the trusted proxy reported. */
    InetSocketAddress peer();

    /** The address the client connected to. */
    InetSocketAddress local();

    /** Facts of the TLS layer, present once the handshake is complete. */
    Optional<TlsFacts> tls();

    /** Queues output. It is pulled only while the write window is open, in the order queued. */
    void write(ResponseSource source);

    /** Queues octets that are already in memory; the array is not copied and must not change any more. */
    default void write(byte[] octets) {
        write(ResponseSource.of(octets));
    }

    /** Queues one line in UTF-8; CRLF is added. */
    default void writeLine(String line) {
        write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends {@code goAhead} in clear and continues in TLS (RFC 3207 §4.2, RFC 9051 §6.2.1, RFC 2595 §4). The caller has checked that no undigested input exists; octets that
     * arrive between that check and the handshake close the connection, because they may have been injected. {@link ProtocolSession#tlsStarted} tells when the handshake is done.
     */
    void startTls(byte[] goAhead);

    /**
     * Sends {@code goAhead} as it is and compresses what follows with DEFLATE (RFC 4978 §3), below the protocol and above TLS. What the peer sent behind what the session has consumed is taken
     * for compressed; if it is not, the connection is closed. An idle connection holds some 40 KB for it, and 300 KB while there is output.
     */
    void compress(byte[] goAhead);

    /** Sends {@code last} still compressed and nothing after it; input behind what the session has consumed is taken as it is. */
    void endCompression(byte[] last);

    /** True between {@link #compress} and {@link #endCompression}. */
    boolean compressed();

    /** Stops calls of {@link ProtocolSession#received} until {@link #resumeInput}; what arrives meanwhile is kept, bounded by the read gate. */
    void pauseInput();

    /** Lifts {@link #pauseInput}; if octets wait, {@link ProtocolSession#received} is called soon. */
    void resumeInput();

    /** True between {@link #pauseInput} and {@link #resumeInput}. A session's receive loop stops when this becomes true. */
    boolean inputPaused();

    /** Runs a task on the session's executor: after what is queued there, never at the same time as another task of this session. */
    void execute(Runnable task);

    /** Runs a task on the session's executor after a delay, unless the connection is closed before. */
    void schedule(Duration delay, Runnable task);

    /** How long the peer may be silent (and take no output) before {@link ProtocolSession#idle} is called. */
    void idleTimeout(Duration timeout);

    /** Counts this connection against the limit of {@code user}; false when the user has too many. */
    boolean bindUser(String user);

    /** Tells the administrator what the session is at: the mailbox it has selected, for instance; empty for nothing special. */
    void describe(String state);

    /** Takes back {@link #bindUser}. */
    void releaseUser();

    /** The wire trace of this connection; does nothing unless switched on. */
    ProtocolTrace trace();

    /** Closes; calling it again is harmless. */
    void close(CloseMode mode);

    /** True once closed by either side. */
    boolean closed();

    /** How {@link #close} treats queued output. */
    enum CloseMode {
        /** Send what is queued first (bounded by a time limit). */
        AFTER_FLUSH,
        /** Drop everything. */
        NOW
    }
}
