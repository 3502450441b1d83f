package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.Mailbox.FlagUpdate;
import org.posthaste.mailstore.rights.Right;
import org.posthaste.mailstore.rights.Rights;

/** Refusals about the selected mailbox that several commands share, and the rights that flags need (RFC 4314 §4). */
final class Access {
    private Access() {}

    /** Refuses to change a mailbox opened by EXAMINE, RFC 3501 §6.3.2, or without these rights. */
    static void requireWritable(SelectedMailbox mailbox, Right... rights) {
        if (mailbox.readOnly()) {
            throw ImapRefusal.no(ResponseCode.READ_ONLY, "Mailbox is read-only");
        }
        for (Right right : rights) {
            if (!mailbox.rights().has(right)) {
                throw notPermitted();
            }
        }
    }

    /** RFC 5530 §3. */
    static ImapRefusal notPermitted() {
        return ImapRefusal.no(ResponseCode.NOPERM, "Permission denied");
    }

    /** Those flags that may be set with some rights. */
    static Flags allowed(Flags flags, Rights rights) {
        return Flags.of(flags.names().stream()
                .filter(flag -> rights.has(Rights.toChange(flag)))
                .toList());
    }

    /** What of a change of flags is allowed; refuses if it is nothing (RFC 4314 §4: STORE must not fail as long as something may change). */
    static FlagUpdate allowed(FlagUpdate update, Rights rights) {
        long changeable = rights.changeableFlags();
        if (changeable == Rights.ALL.changeableFlags()) {
            return update;
        }
        Flags flags = allowed(update.flags(), rights);
        boolean nothing = update.flags().names().isEmpty()
                ? changeable == 0
                : flags.names().isEmpty();
        if (nothing) {
            throw notPermitted();
        }
        return new FlagUpdate(update.mode(), flags, changeable);
    }
}
