package org.posthaste.pop3.session;

import java.util.Optional;

/** Where a session stands (RFC 1939 §3). */
public sealed interface Pop3State {
    /**
     * Nobody is logged in.
     *
     * @param user the name of an accepted USER, waiting for PASS
     */
    record Authorization(Optional<String> user) implements Pop3State {
        /** As after the greeting. */
        public Authorization() {
            this(Optional.empty());
        }
    }

    /** In the middle of an AUTH exchange: the next line is the client's response (RFC 5034 §4). */
    record Authenticating(SaslDialogue dialogue) implements Pop3State {}

    /** Logged in, the maildrop is locked. */
    record Transaction(Maildrop maildrop) implements Pop3State {}

    /** QUIT was received: messages are being removed, or the connection is ending. No command is taken any more. */
    record Update() implements Pop3State {}

    /** Takes the client's lines of an exchange. */
    interface SaslDialogue {
        /** A response in Base64, or {@code *}. */
        void response(String line);
    }
}
