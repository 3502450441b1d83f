package org.posthaste.smtp.relay;

import java.io.IOException;

/** A conversation that cannot go on. The message is a sentence for log, journal and sender. */
final class WireException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What happened. */
    enum Kind {
        /** The other side, or the network, ended the connection. */
        LOST,
        /** A phase took longer than it may. */
        TIMED_OUT,
        /** What came was not a reply, or not one to what was asked. */
        MALFORMED,
        /** Octets came before TLS that would have been taken for ones that came over it (RFC 3207 §6). */
        INJECTED,
        /** TLS could not be agreed on. */
        HANDSHAKE,
        /** The certificate is not one that the policy takes. */
        UNTRUSTED
    }

    WireException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    WireException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** The sentence. */
    String sentence() {
        return String.valueOf(getMessage());
    }
}
