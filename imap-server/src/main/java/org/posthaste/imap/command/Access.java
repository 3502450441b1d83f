package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.session.SelectedMailbox;

/** Refusals about the selected mailbox that several commands share. */
final class Access {
    private Access() {}

    /** Refuses to change a mailbox opened by EXAMINE, RFC 3501 §6.3.2. */
    static void requireWritable(SelectedMailbox mailbox) {
        if (mailbox.readOnly()) {
            throw ImapRefusal.no(ResponseCode.READ_ONLY, "Mailbox is read-only");
        }
    }
}
