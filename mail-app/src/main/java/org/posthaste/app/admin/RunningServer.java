package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The server this process is, as far as an administrator asks about it. Thread-safe. */
public interface RunningServer {
    /** Ports, sessions, certificate, memory, uptime. */
    ObjectNode status();

    /** Asks all sessions of a user to end, because what they logged in with no longer holds. */
    void closeSessions(String user);

    /** Begins the orderly end and returns at once. */
    void stop();
}
