package org.posthaste.mailstore.jdbc;

import org.posthaste.mailstore.blob.Spool;

/** A complete message on its way into the store: octets, what is put in front of them, and the rendered form of both, empty if it comes into no mailbox. */
record IncomingMail(Spool spool, byte[] prefix, byte[] rendered) {
    /** Size as the mailbox will have it. */
    long size() {
        return prefix.length + spool.size();
    }
}
