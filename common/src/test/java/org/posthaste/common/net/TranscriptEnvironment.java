package org.posthaste.common.net;

import java.util.Map;
import org.posthaste.common.MovableClock;

/**
 * What a protocol module provides for one run of one transcript: fresh fixtures and the sessions under test. Made anew for each run and closed after it.
 */
public interface TranscriptEnvironment extends AutoCloseable {
    /** Makes the sessions; asked for once, after the {@code given} lines at the top. */
    SessionFactory sessions() throws Exception;

    /** Sets up what a {@code given} line says, such as {@code mailbox INBOX with 3 messages}; fails for a line it does not know. */
    void given(String text) throws Exception;

    /** The listener's name, such as {@code imap} or {@code imaps}. */
    String listener(boolean tls);

    /** Names that are bound from the start. */
    default Map<String, String> variables() {
        return Map.of();
    }

    /** Limits of the transport. */
    default TransportLimits limits() {
        return TransportLimits.defaults();
    }

    /** The clock that {@code advance} moves when the transcript runs in memory. */
    MovableClock clock();

    @Override
    default void close() throws Exception {}
}
