package org.posthaste.smtp.receive;

import java.util.Optional;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.SmtpSession;

/**
 * The copy of a submitted message in the sender's mailbox for sent mail, if the user wants the server to file it; in
 * the same transaction. Not of automatic answers, which have no reverse-path. A full account costs the copy, not the
 * message.
 */
final class SentCopy {
    private SentCopy() {}

    /** Where it goes; empty if there is none. */
    static Optional<Delivery.Target> of(SmtpSession session, MailTransaction transaction) {
        if (session.login().isEmpty() || transaction.sender().isEmpty()) {
            return Optional.empty();
        }
        AccountId id = session.login().get().account();
        if (!session.store().directory().preferences(id).saveSent()) {
            return Optional.empty();
        }
        return session.store().account(id).mailboxes().stream()
                .filter(mailbox -> mailbox.selectable() && mailbox.uses().contains(SpecialUse.SENT))
                .findFirst()
                .map(Account.MailboxInfo::name)
                .map(name -> new Delivery.Target(id, name, Flags.of("\\Seen")));
    }
}
