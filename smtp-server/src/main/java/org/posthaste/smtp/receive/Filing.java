package org.posthaste.smtp.receive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Recipient;
import org.posthaste.smtp.session.SmtpSession;

/**
 * The mailboxes a message goes to: INBOX of each account, once, however many recipients lead there; junk goes where the
 * account keeps its junk (RFC 6154 §2), and to INBOX if it keeps none.
 *
 * @param accounts each once
 * @param targets of the accounts, in their order, and behind them the sender's own copy
 */
record Filing(List<AccountId> accounts, List<Delivery.Target> targets) {
    Filing {
        accounts = List.copyOf(accounts);
        targets = List.copyOf(targets);
    }

    static Filing of(SmtpSession session, MailTransaction transaction, boolean junk) {
        Set<AccountId> accounts = new LinkedHashSet<>();
        transaction.recipients().stream().map(Recipient::accounts).forEach(accounts::addAll);
        List<Delivery.Target> targets = new ArrayList<>(accounts.size() + 1);
        for (AccountId account : accounts) {
            MailboxName mailbox = junk
                    ? used(session.store(), account, SpecialUse.JUNK).orElse(MailboxName.INBOX)
                    : MailboxName.INBOX;
            targets.add(new Delivery.Target(account, mailbox, Flags.NONE));
        }
        sentCopy(session, transaction).ifPresent(targets::add);
        return new Filing(List.copyOf(accounts), targets);
    }

    /** Names of the mailboxes, for the journal; empty if the message goes to nobody here. */
    String names() {
        Collection<String> names = new LinkedHashSet<>();
        targets.subList(0, accounts.size())
                .forEach(target -> names.add(target.mailbox().value()));
        return String.join(", ", names);
    }

    /**
     * The copy of a submitted message in the sender's mailbox for sent mail, if the user wants the server to file it; in
     * the same transaction. Not of automatic answers, which have no reverse-path. A full account costs the copy, not the
     * message.
     */
    private static Optional<Delivery.Target> sentCopy(SmtpSession session, MailTransaction transaction) {
        if (session.login().isEmpty() || transaction.sender().isEmpty()) {
            return Optional.empty();
        }
        AccountId id = session.login().get().account();
        if (!session.store().directory().preferences(id).saveSent()) {
            return Optional.empty();
        }
        return used(session.store(), id, SpecialUse.SENT)
                .map(name -> new Delivery.Target(id, name, Flags.of("\\Seen")));
    }

    private static Optional<MailboxName> used(MailStore store, AccountId account, SpecialUse use) {
        return store.account(account).mailboxes().stream()
                .filter(mailbox -> mailbox.selectable() && mailbox.uses().contains(use))
                .findFirst()
                .map(Account.MailboxInfo::name);
    }
}
