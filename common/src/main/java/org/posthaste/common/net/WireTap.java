package org.posthaste.common.net;

/** Follows the conversations of one user; sees what {@link ProtocolTrace} sees, so neither credentials nor message text. Called by any worker; must be quick. Thread-safe. */
public interface WireTap {
    /**
     * One line.
     *
     * @param sid the connection
     * @param server its server's name
     * @param fromPeer false for what we send
     */
    void line(String sid, String server, boolean fromPeer, String text);
}
