package org.posthaste.imap.fetch;

import java.io.IOException;

/** An item as asked for, arguments included. Immutable; serves one command. */
public interface FetchAttribute {
    /**
     * Writes name and value.
     *
     * @throws IOException if the message cannot be read
     */
    void render(FetchedMessage message, FetchOutput out) throws IOException;

    /** True if asking for it marks messages as read, RFC 3501 §6.4.5. */
    default boolean setsSeen() {
        return false;
    }
}
