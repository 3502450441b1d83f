package org.posthaste.imap.notify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.ResponseSource;
import org.posthaste.imap.fetch.FetchAttribute;
import org.posthaste.imap.fetch.FetchStream;
import org.posthaste.imap.fetch.UidItem;
import org.posthaste.imap.notify.AccountView.Seen;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.SequenceSet;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.imap.session.Watch;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxStatus;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.change.ChangeBus;

/**
 * Watches a user's mailboxes for one session, RFC 5465. As elsewhere there is no queue of events: a change of the account schedules one look, and what is told is the difference to what was
 * told before. So nothing can overflow, however slowly the client reads.
 *
 * <p>What the client did itself is not told (RFC 5465 §5): names it touched, and messages it put somewhere if nobody else did anything there meanwhile. Of other users' mailboxes those are
 * told that the user may see and read, as far as the request names them. Deviation: when everybody is let into a mailbox, that is noticed with the next change of anything else.
 */
public final class MailboxWatch implements Watch {
    private final ImapSession session;
    private final Account account;
    private final NotifyRequest request;
    private final AtomicBoolean noticed = new AtomicBoolean();
    private final ChangeBus.Subscription subscription;
    private final Map<AccountId, ChangeBus.Subscription> others = new HashMap<>();
    private final Set<MailboxName> ownNames = new HashSet<>();
    private final Map<MailboxId, UidSet> ownMessages = new HashMap<>();
    private final Map<MailboxId, Long> ownExpunges = new HashMap<>();
    private AccountView told;

    /** Begins to watch. */
    public MailboxWatch(ImapSession session, Account account, NotifyRequest request) {
        this.session = session;
        this.account = account;
        this.request = request;
        // Subscribed first and looked at second, so that nothing falls between.
        this.subscription = session.services().store().changes().subscribe(account.id(), this::changed);
        this.told = look();
    }

    private AccountView look() {
        if (request.others()) {
            follow(account.sharers().stream().map(Account::id).collect(Collectors.toSet()));
        }
        return AccountView.of(account, request.others());
    }

    private void follow(Set<AccountId> sharers) {
        others.entrySet().removeIf(other -> {
            boolean over = !sharers.contains(other.getKey());
            if (over) {
                other.getValue().close();
            }
            return over;
        });
        for (AccountId sharer : sharers) {
            others.computeIfAbsent(
                    sharer, id -> session.services().store().changes().subscribe(id, this::changed));
        }
    }

    @Override
    public void ownName(MailboxName shown) {
        // Levels above may come and go with it.
        Optional<MailboxName> name = Optional.of(shown);
        while (name.isPresent() && ownNames.add(name.get())) {
            name = name.get().parent();
        }
    }

    @Override
    public void ownMessages(MailboxId mailbox, UidSet uids) {
        UidSet.Builder all = new UidSet.Builder();
        ownMessages.getOrDefault(mailbox, UidSet.EMPTY).forEach(all::add);
        uids.forEach(all::add);
        ownMessages.put(mailbox, all.build());
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
    public void ownExpunge(MailboxId mailbox, long messages) {
        ownExpunges.merge(mailbox, messages, Long::sum);
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
        UidSet own =
                Optional.ofNullable(ownMessages.remove(mailbox.mailbox().id())).orElse(UidSet.EMPTY);
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
                index -> !own.contains(mailbox.view().uid(index)),
                index -> false,
                session.features().modSeqs()));
    }

    /** Tells the state of every mailbox whose messages are watched, RFC 5465 §3.1. */
    public void writeStatus(ImapWriter out) {
        for (Seen seen : told.mailboxes().values()) {
            Set<NotifyEvent> events = request.events(seen.name(), told.subscribed());
            MailboxStatus status = seen.status().orElse(null);
            if (status != null && events.stream().anyMatch(NotifyEvent::ofMessages) && !selected(seen)) {
                boolean flags = events.contains(NotifyEvent.FLAG_CHANGE);
                out.text("* STATUS ").mailbox(seen.name().value());
                out.text(" (MESSAGES ").number(status.messages());
                writeUids(status, out);
                writeModSeq(status, flags || session.features().modSeqs(), out);
                out.octet(')').crlf();
            }
        }
    }

    /** Tells which of the named mailboxes the user may see but not read, RFC 5465 §3.1. */
    public void writeNoAccess(ImapWriter out) {
        for (Seen seen : told.mailboxes().values()) {
            boolean named =
                    request.groups().stream().anyMatch(group -> group.names().contains(seen.name()));
            if (named && seen.selectable() && seen.status().isEmpty()) {
                out.text("* LIST (\\NoAccess) \"/\" ")
                        .mailbox(seen.name().value())
                        .crlf();
            }
        }
    }

    @Override
    public void writeOthers(ImapWriter out) {
        AccountView before = told;
        AccountView now = look();
        told = now;
        Set<MailboxName> subscribed = new HashSet<>(before.subscribed());
        subscribed.addAll(now.subscribed());
        new NameChanges(account, before, now, Set.copyOf(ownNames))
                .write(name -> request.events(name, subscribed), out);
        ownNames.clear();
        Map<MailboxId, MailboxStatus> statuses = before.statuses();
        for (Seen seen : now.mailboxes().values()) {
            MailboxStatus status = seen.status().orElse(null);
            if (status == null || selected(seen)) {
                continue;
            }
            MailboxStatus known = seen.id().map(statuses::get).orElse(null);
            UidSet own = seen.id().map(ownMessages::remove).orElse(UidSet.EMPTY);
            long expunged =
                    seen.id().map(id -> ownExpunges.getOrDefault(id, 0L)).orElse(0L);
            if (known == null || !onlyOwn(known, status, own, expunged)) {
                writeChange(seen.name(), known, status, request.events(seen.name(), now.subscribed()), out);
            }
        }
        ownExpunges.clear();
        if (!messages()) {
            ownMessages.clear();
        }
    }

    /** True if all that is new in a mailbox is what the client put there or expunged. */
    private static boolean onlyOwn(MailboxStatus known, MailboxStatus status, UidSet own, long expunged) {
        return (expunged > 0 || !own.isEmpty())
                && (own.isEmpty() || own.first(0) >= known.uidNext())
                && status.uidNext() == known.uidNext() + own.size()
                && status.messages() == known.messages() + own.size() - expunged;
    }

    private boolean selected(Seen seen) {
        return session.selected()
                .filter(mailbox -> seen.id()
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
        others.values().forEach(ChangeBus.Subscription::close);
        others.clear();
    }
}
