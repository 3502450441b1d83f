package org.posthaste.smtp.relay;

import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.Signal;

/**
 * A host that cannot be used for this message, or not any further. What it means for the recipients depends on whether
 * another host can be tried.
 */
final class SessionFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RemoteReply reply;
    private final Signal signal;
    private final boolean permanent;

    /**
     * A failure.
     *
     * @param permanent if no other host takes the message, it fails for good
     */
    SessionFailure(RemoteReply reply, Signal signal, boolean permanent) {
        super(reply.toString());
        this.reply = reply;
        this.signal = signal;
        this.permanent = permanent;
    }

    /** A failure that is not for good. */
    static SessionFailure temporary(RemoteReply reply, Signal signal) {
        return new SessionFailure(reply, signal, false);
    }

    /** A conversation that broke. */
    static SessionFailure of(WireException e) {
        Signal signal =
                switch (e.kind()) {
                    case TIMED_OUT -> Signal.TIMED_OUT;
                    case LOST -> Signal.REFUSED_FOR_NOW;
                    default -> Signal.FINE;
                };
        return temporary(RemoteReply.ours(status(e), e.sentence()), signal);
    }

    private static String status(WireException e) {
        return switch (e.kind()) {
            case LOST, TIMED_OUT -> "4.4.2";
            case MALFORMED -> "4.5.0";
            case INJECTED, HANDSHAKE, UNTRUSTED -> "4.7.5";
        };
    }

    RemoteReply reply() {
        return reply;
    }

    Signal signal() {
        return signal;
    }

    boolean permanent() {
        return permanent;
    }
}
