package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ObjectIds;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;

/** Refusals about mailbox names that several commands share. */
final class MailboxNames {
    private MailboxNames() {}

    /** Refuses a name no mailbox may have, RFC 5530 [CANNOT]. */
    static void requireValid(MailboxName name) {
        if (!name.valid()) {
            throw ImapRefusal.no(ResponseCode.CANNOT, "Invalid mailbox name");
        }
    }

    /** MAILBOXID, RFC 8474 §4. */
    static ResponseCode idCode(MailboxId id) {
        return ResponseCode.of("MAILBOXID", "(" + ObjectIds.mailbox(id.value()) + ")");
    }

    /** The mailbox, or a refusal. */
    static Mailbox existing(Account account, MailboxName name) {
        return account.mailbox(name)
                .orElseThrow(() -> ImapRefusal.no(ResponseCode.NONEXISTENT, "Mailbox does not exist"));
    }

    /** The mailbox messages shall go to, or a refusal that proposes to create it. */
    static Mailbox target(Account account, MailboxName name) {
        return account.mailbox(name)
                .orElseThrow(() -> ImapRefusal.no(ResponseCode.TRYCREATE, "Mailbox does not exist"));
    }
}
