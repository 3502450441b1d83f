package org.posthaste.imap.notify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.ResponseSource;
import org.posthaste.imap.fetch.FetchAttribute;
import org.posthaste.imap.fetch.FetchStream;
import org.posthaste.imap.fetch.UidItem;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.SequenceSet;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.imap.session.Watch;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Account.MailboxInfo;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxStatus;
import org.posthaste.mailstore.change.ChangeBus;

/**
 * Watches a user's mailboxes for one session, RFC 5465. As elsewhere there is no queue of events: a change of the account schedules one look, and what is told is the difference to what was
 * told before. So nothing can overflow, however slowly the client reads.
 *
 * <p>Deviation: what the client did itself is told too, which RFC 5465 §5 advises against; and of mailboxes of other users nothing is told.
 */
public final class MailboxWatch implements Watch {
    private final ImapSession session;
    private final Account account;
    private final NotifyRequest request;
    private final AtomicBoolean noticed = new AtomicBoolean();
    private final ChangeBus.Subscription subscription;
    private AccountView told;

    /** Begins to watch. */
    public MailboxWatch(ImapSession session, Account account, NotifyRequest request) {
        this.session = session;
        this.account = account;
        this.request = request;
        // Subscribed first and looked at second, so that nothing falls between.
        this.subscription = session.services().store().changes().subscribe(account.id(), this::changed);
        this.told = AccountView.of(account);
    }

    /** On the store's committer. */
    private void changed() {
        if (noticed.compareAndSet(false, true)) {
            session.connection().execute(() -> {
                noticed.set(false);
                session.news();
            });
        }
    }

    @Override
    public boolean messages() {
        return wants(NotifyEvent.MESSAGE_NEW);
    }

    @Override
    public boolean flags() {
        return wants(NotifyEvent.FLAG_CHANGE);
    }

    private boolean wants(NotifyEvent event) {
        return request.selected().map(wanted -> wanted.events().contains(event)).orElse(false);
    }

    @Override
    public boolean delayed() {
        return request.selected().map(NotifyRequest.Selected::delayed).orElse(true);
    }

    @Override
    public Optional<ResponseSource> describe(SelectedMailbox mailbox, int firstUid) {
        List<FetchAttribute> attributes =
                new ArrayList<>(request.selected().orElseThrow().attributes());
        IndexSet fresh = IndexSet.ofUids(SequenceSet.range(firstUid, Integer.MAX_VALUE), mailbox.view());
        if (attributes.isEmpty() || fresh.isEmpty()) {
            return Optional.empty();
        }
        if (session.features().uids() && attributes.stream().noneMatch(UidItem.class::isInstance)) {
            attributes.add(0, new UidItem());
        }
        return Optional.of(new FetchStream(
                mailbox,
                fresh,
                attributes,
                index -> true,
                index -> false,
                session.features().modSeqs()));
    }

    /** Tells the state of every mailbox whose messages are watched, RFC 5465 §3.1. */
    public void writeStatus(ImapWriter out) {
        for (MailboxInfo info : told.mailboxes().values()) {
            Set<NotifyEvent> events = request.events(info.name(), told.subscribed());
            MailboxStatus status = info.id().map(told.counters()::get).orElse(null);
            if (status != null && events.stream().anyMatch(NotifyEvent::ofMessages) && !selected(info)) {
                boolean flags = events.contains(NotifyEvent.FLAG_CHANGE);
                out.text("* STATUS ").mailbox(info.name().value());
                out.text(" (MESSAGES ").number(status.messages());
                writeUids(status, out);
                writeModSeq(status, flags || session.features().modSeqs(), out);
                out.octet(')').crlf();
            }
        }
    }

    @Override
    public void writeOthers(ImapWriter out) {
        AccountView before = told;
        AccountView now = AccountView.of(account);
        told = now;
        Set<MailboxName> subscribed = new HashSet<>(before.subscribed());
        subscribed.addAll(now.subscribed());
        new NameChanges(account, before, now).write(name -> request.events(name, subscribed), out);
        for (MailboxInfo info : now.mailboxes().values()) {
            MailboxStatus status = info.id().map(now.counters()::get).orElse(null);
            if (status != null && !selected(info)) {
                MailboxStatus known = info.id().map(before.counters()::get).orElse(null);
                writeChange(info.name(), known, status, request.events(info.name(), now.subscribed()), out);
            }
        }
    }

    private boolean selected(MailboxInfo info) {
        return session.selected()
                .filter(mailbox -> info.id()
                        .filter(id -> id.equals(mailbox.mailbox().id()))
                        .isPresent())
                .isPresent();
    }

    private void writeChange(
            MailboxName name,
            @Nullable MailboxStatus known,
            MailboxStatus status,
            Set<NotifyEvent> events,
            ImapWriter out) {
        if (status.equals(known) || known == null && status.messages() == 0) {
            return;
        }
        boolean modSeqs = session.features().modSeqs();
        boolean messages =
                known == null || known.messages() != status.messages() || known.uidNext() != status.uidNext();
        boolean flags = known != null
                && known.highestModSeq() != status.highestModSeq()
                && (modSeqs || known.unseen() != status.unseen());
        if (messages && events.contains(NotifyEvent.MESSAGE_NEW)) {
            out.text("* STATUS ").mailbox(name.value()).text(" (MESSAGES ").number(status.messages());
            writeUids(status, out);
            if (events.contains(NotifyEvent.FLAG_CHANGE)) {
                out.text(" UNSEEN ").number(status.unseen());
            }
        } else if (flags && events.contains(NotifyEvent.FLAG_CHANGE)) {
            out.text("* STATUS ").mailbox(name.value()).text(" (UNSEEN ").number(status.unseen());
            out.text(" UIDVALIDITY ").number(status.uidValidity());
        } else {
            return;
        }
        writeModSeq(status, modSeqs, out);
        out.octet(')').crlf();
    }

    private static void writeUids(MailboxStatus status, ImapWriter out) {
        out.text(" UIDNEXT ").number(status.uidNext());
        out.text(" UIDVALIDITY ").number(status.uidValidity());
    }

    private static void writeModSeq(MailboxStatus status, boolean wanted, ImapWriter out) {
        if (wanted) {
            out.text(" HIGHESTMODSEQ ").number(status.highestModSeq());
        }
    }

    @Override
    public void close() {
        subscription.close();
    }

    /** An account's mailboxes at one moment. */
    record AccountView(
            Map<MailboxName, MailboxInfo> mailboxes,
            Map<MailboxId, MailboxStatus> counters,
            Set<MailboxName> subscribed) {
        static AccountView of(Account account) {
            Map<MailboxName, MailboxInfo> mailboxes = new TreeMap<>();
            Map<MailboxId, MailboxStatus> counters = new HashMap<>();
            for (MailboxInfo info : account.mailboxes()) {
                mailboxes.put(info.name(), info);
                if (info.id().isPresent() && info.selectable()) {
                    account.mailbox(info.name()).ifPresent(mailbox -> counters.put(mailbox.id(), mailbox.status()));
                }
            }
            return new AccountView(mailboxes, counters, new HashSet<>(account.subscriptions()));
        }
    }
}
