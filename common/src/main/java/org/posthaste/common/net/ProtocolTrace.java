package org.posthaste.common.net;

/** The conversation of one connection as text, for people. Implementations never see credentials: sessions report those lines redacted. Thread-safe. */
public interface ProtocolTrace {
    /** A trace that is switched off. */
    ProtocolTrace OFF = new ProtocolTrace() {
        @Override
        public boolean enabled() {
            return false;
        }

        @Override
        public void received(String line) {}

        @Override
        public void sent(String line) {}
    };

    /** True if lines are kept; callers skip building them otherwise. */
    boolean enabled();

    /** A line from the peer; the session has replaced credentials by {@code ***} and message data by its size. */
    void received(String line);

    /** A line to the peer. */
    void sent(String line);
}
