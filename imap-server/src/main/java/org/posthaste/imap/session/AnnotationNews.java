package org.posthaste.imap.session;

import java.util.Map;
import java.util.Optional;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.MailboxId;

/** What a client that wants to hear of changed annotations is told, RFC 5464 §4.4.2. Confined to the session's executor. */
public interface AnnotationNews {
    /** Writes what has changed since the last time. */
    void write(ImapWriter out);

    /** The client has changed annotations of a mailbox, or of the server, itself. */
    void own(Optional<MailboxId> mailbox, Map<String, Optional<byte[]>> changes);
}
