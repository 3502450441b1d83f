package org.posthaste.common.net;

/** Makes the session of an accepted connection. Thread-safe. */
public interface SessionFactory {
    /** Called on the session's executor, before {@link ProtocolSession#opened}. */
    ProtocolSession open(Connection connection, ListenerConfig listener);

    /** The line (without CRLF) for a connection that is refused because of a limit, such as {@code 421 4.7.0 ...}. */
    String refusal(ListenerConfig listener, Refusal reason);

    /** Why a connection is refused before a session exists. */
    enum Refusal {
        TOO_MANY_CONNECTIONS,
        TOO_MANY_FROM_ADDRESS,
        SHUTTING_DOWN
    }
}
