package org.posthaste.common.net;

/**
 * Keeps what a peer sends and the session has not looked at bounded: above {@value #HIGH} octets reading stops, below {@value #LOW} it goes on. Octets that a session has seen and
 * left, because a command is incomplete, do not count; the session's own limits bound those. Thread-safe.
 */
final class ReadGate {
    static final int HIGH = 256 * 1024;
    static final int LOW = 64 * 1024;

    private final Channel channel;
    private long waiting;
    private boolean suspended;
    private boolean open;

    ReadGate(Channel channel) {
        this.channel = channel;
    }

    /** Octets have come in. */
    synchronized void arrived(int octets) {
        waiting += octets;
        if (!open && !suspended && waiting > HIGH) {
            suspended = true;
            channel.suspendRead();
        }
    }

    /** Octets were digested or offered to a session that wants more. */
    synchronized void digested(int octets) {
        waiting -= octets;
        if (suspended && waiting < LOW) {
            suspended = false;
            channel.resumeRead();
        }
    }

    /** From now on everything is read and thrown away. */
    synchronized void discardAll() {
        open = true;
        if (suspended) {
            suspended = false;
            channel.resumeRead();
        }
    }

    /** Octets that have arrived and no session has seen. */
    synchronized long waiting() {
        return waiting;
    }
}
