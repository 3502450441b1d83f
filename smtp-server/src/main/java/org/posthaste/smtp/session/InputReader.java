package org.posthaste.smtp.session;

import java.util.Optional;
import org.posthaste.common.net.InputBuffer;

/**
 * What the next octets mean: command lines, message data, a chunk, or a SASL response. Confined to the session's
 * executor.
 */
public interface InputReader {
    /**
     * Consumes what it can.
     *
     * @return what to do once one input is complete; empty if more octets are needed
     */
    Optional<Step> read(InputBuffer input);

    /** True if the server may stop while this waits for the client, since nothing but an answer to us would be lost. */
    default boolean interruptible() {
        return false;
    }
}
