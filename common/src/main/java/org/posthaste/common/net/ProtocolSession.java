package org.posthaste.common.net;

/**
 * The server's side of one conversation. All calls come from the session's executor, one at a time and in order, so sessions need no locks. Decoding happens here too, not on an
 * I/O thread: what the next octets mean is simply the session's state at the moment it looks at them.
 */
public interface ProtocolSession {
    /** The connection is ready: write the greeting. With implicit TLS the handshake is complete. */
    void opened();

    /**
     * Octets are available. Consumes every complete input, and stops early when {@link Connection#inputPaused} becomes true or the connection is closed. What is left stays and is
     * offered again together with what arrives next. Anything thrown is a bug: the transport logs it and closes the connection.
     */
    void received(InputBuffer input);

    /** The handshake asked for by {@link Connection#startTls} is complete. */
    default void tlsStarted() {}

    /** The peer was silent for the idle time-out: say goodbye and close. */
    void idle();

    /** The server is stopping: say goodbye and close at the next command boundary. */
    void shutdown();

    /** The connection is gone; called exactly once, last. */
    void closed();
}
