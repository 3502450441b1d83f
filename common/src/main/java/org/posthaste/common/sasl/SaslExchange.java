package org.posthaste.common.sasl;

import java.util.concurrent.CompletionStage;

/**
 * One SASL conversation, server side (RFC 4422). Confined to the session's executor; a step's stage may complete on any
 * thread.
 */
public interface SaslExchange {
    /** True when the mechanism speaks first on the client's side, so that an initial response makes sense. */
    boolean clientFirst();

    /** True if the client may send its first message along with the command (RFC 4959 §3, RFC 4954 §4, RFC 5034 §4). */
    default boolean takesInitialResponse() {
        return clientFirst();
    }

    /** Whom the client says it is, for the journal; empty as long as it has not said, or in a form that is none. */
    default String claimedUser() {
        return "";
    }

    /**
     * The client's next message; the first one is the initial response, or empty octets when it gave none and the
     * mechanism is server-first.
     */
    CompletionStage<SaslStep> step(byte[] clientMessage);

    /** What the server does next. */
    sealed interface SaslStep {
        /** Send this and wait for the client's answer. */
        record Challenge(byte[] octets) implements SaslStep {}

        /**
         * The exchange is over.
         *
         * @param result accepted, rejected or later
         */
        record Done(AuthResult result) implements SaslStep {}
    }
}
