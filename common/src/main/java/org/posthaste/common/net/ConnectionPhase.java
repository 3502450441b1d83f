package org.posthaste.common.net;

/** Where a connection is in its life. */
enum ConnectionPhase {
    NEW("never opened"),
    REFUSED("does not take the refusal"),
    PROXY_HEADER("PROXY header took too long"),
    /** The TLS handshake runs. */
    HANDSHAKE("TLS handshake took too long"),
    /** The session converses. */
    OPEN(""),
    /** The reply to STARTTLS is on its way in clear; nothing may arrive until it is out. */
    GO_AHEAD("peer takes no output"),
    CLOSED("");

    /** Why a connection that stays in this phase for longer than a handshake may take is closed. */
    final String hurry;

    /** Whether staying in this phase is bounded so. */
    final boolean hurried;

    ConnectionPhase(String hurry) {
        this.hurry = hurry;
        this.hurried = !hurry.isEmpty();
    }
}
