package org.posthaste.imap.command;

import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ObjectIds;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.Right;

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

    /** What a name means, or the refusal that a mailbox that does not exist gets. */
    static Place place(Account account, MailboxName name) {
        return Place.of(account, name).orElseThrow(MailboxNames::nonexistent);
    }

    /** The mailbox if the user may read it, or a refusal. */
    static Mailbox existing(Account account, MailboxName name) {
        return existing(place(account, name), Right.READ);
    }

    /** The mailbox if the user has one of these rights, or a refusal, which does not tell whether a mailbox exists that the user may not see (RFC 4314 §6). */
    static Mailbox existing(Place place, Right... oneOf) {
        Mailbox mailbox = place.mailbox().orElseThrow(MailboxNames::nonexistent);
        if (!place.rights().hasAny(oneOf)) {
            throw refusal(place);
        }
        return mailbox;
    }

    /** The mailbox messages shall go to, or a refusal, which proposes to create it if the user may. */
    static Mailbox target(Account account, MailboxName name) {
        Place place = place(account, name);
        if (place.rights().has(Right.INSERT)) {
            return existing(place, Right.INSERT);
        }
        if (!place.visible() && place.mayCreate()) {
            throw ImapRefusal.no(ResponseCode.TRYCREATE, "Mailbox does not exist");
        }
        throw refusal(place);
    }

    /** The answer to who lacks a right. */
    static ImapRefusal refusal(Place place) {
        return place.visible() ? Access.notPermitted() : nonexistent();
    }

    private static ImapRefusal nonexistent() {
        return ImapRefusal.no(ResponseCode.NONEXISTENT, "Mailbox does not exist");
    }
}
