package org.posthaste.imap.session;

import org.posthaste.imap.protocol.ImapWriter;

/** Is told when a selected mailbox moves on, to write responses of its own between the others. Confined to the session's executor. */
public interface ViewListener {
    /** Writes nothing. */
    ViewListener NONE = new ViewListener() {};

    /** Messages with these indexes of the view are about to be told as expunged; numbers are still those before. */
    default void expunging(SelectedMailbox mailbox, int[] indexes, ImapWriter out) {}

    /** New messages, or changes of flags, were told. */
    default void moved(SelectedMailbox mailbox, ImapWriter out) {}
}
