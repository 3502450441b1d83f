package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.session.ImapSession;

/**
 * One command being executed.
 *
 * @param uid whether {@code UID} stood before it
 */
public record CommandContext(ImapSession session, String tag, boolean uid) {
    /** Where untagged responses go. */
    public ImapWriter out() {
        return session.out();
    }
}
