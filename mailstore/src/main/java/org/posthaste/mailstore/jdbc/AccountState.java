package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.rights.AccessList;

/** What is known of an account in memory: its mailboxes, subscriptions and use. As with {@link MailboxState}, there is what is committed and what the running batch made of it. */
final class AccountState {
    /** Mailboxes an account can have. */
    static final int MAX_MAILBOXES = 10_000;

    private final AccountId id;
    private final String address;
    private volatile View view;

    // What follows belongs to the committer.
    private long quotaOctets;
    private long quotaMessages;
    private boolean administrator;
    private String hiddenCapabilities;
    private long usedOctets;
    private long usedMessages;
    private int lastUidValidity;
    private final TreeMap<MailboxName, MailboxState> mailboxes = new TreeMap<>();
    private final TreeSet<MailboxName> subscriptions;
    private boolean structureChanged = true;
    private boolean changed;

    /** The committed state. */
    record View(
            boolean administrator,
            String hiddenCapabilities,
            long quotaOctets,
            long quotaMessages,
            long usedOctets,
            long usedMessages,
            NavigableMap<MailboxName, MailboxState> byName,
            Map<MailboxId, MailboxState> byId,
            NavigableSet<MailboxName> subscriptions) {}

    AccountState(AccountTable.Row row, List<MailboxState> mailboxes, Collection<MailboxName> subscriptions) {
        this.id = row.id();
        this.address = row.address();
        this.quotaOctets = row.quotaOctets();
        this.quotaMessages = row.quotaMessages();
        this.administrator = row.administrator();
        this.hiddenCapabilities = row.hiddenCapabilities();
        this.lastUidValidity = row.lastUidValidity();
        for (MailboxState mailbox : mailboxes) {
            this.mailboxes.put(mailbox.name(), mailbox);
            this.usedOctets += mailbox.octets();
            this.usedMessages += mailbox.messages();
        }
        this.subscriptions = new TreeSet<>(subscriptions);
        this.view = new View(
                false, "", 0, 0, 0, 0, Collections.emptyNavigableMap(), Map.of(), Collections.emptyNavigableSet());
        publish();
    }

    /** Reads an account; empty if it does not exist or was removed. */
    static Optional<AccountState> load(Tx tx, AccountId id) throws SQLException {
        Optional<AccountTable.Row> row = AccountTable.row(tx, id);
        if (row.isEmpty()) {
            return Optional.empty();
        }
        List<MailboxState> mailboxes =
                MailboxTable.ofAccount(tx, id).stream().map(MailboxState::new).toList();
        return Optional.of(new AccountState(row.get(), mailboxes, AccountTable.subscriptions(tx, id)));
    }

    AccountId id() {
        return id;
    }

    String address() {
        return address;
    }

    View view() {
        return view;
    }

    // The committer's side.

    /** True if the batch changed names or subscriptions. */
    boolean structureChanged() {
        return structureChanged;
    }

    void publish() {
        View before = view;
        if (structureChanged) {
            Map<MailboxId, MailboxState> byId = new HashMap<>();
            mailboxes.values().forEach(mailbox -> byId.put(mailbox.id(), mailbox));
            view = new View(
                    administrator,
                    hiddenCapabilities,
                    quotaOctets,
                    quotaMessages,
                    usedOctets,
                    usedMessages,
                    Collections.unmodifiableNavigableMap(new TreeMap<>(mailboxes)),
                    Map.copyOf(byId),
                    Collections.unmodifiableNavigableSet(new TreeSet<>(subscriptions)));
        } else {
            view = new View(
                    administrator,
                    hiddenCapabilities,
                    quotaOctets,
                    quotaMessages,
                    usedOctets,
                    usedMessages,
                    before.byName(),
                    before.byId(),
                    before.subscriptions());
        }
        structureChanged = false;
        changed = false;
    }

    NavigableMap<MailboxName, MailboxState> mailboxes() {
        return mailboxes;
    }

    Optional<MailboxState> mailbox(MailboxName name) {
        return Optional.ofNullable(mailboxes.get(name));
    }

    Optional<MailboxState> mailbox(MailboxId mailbox) {
        MailboxState known = view.byId().get(mailbox);
        if (known != null) {
            return known.gone() ? Optional.empty() : Optional.of(known);
        }
        return mailboxes.values().stream()
                .filter(created -> created.id().equals(mailbox))
                .findAny();
    }

    Set<MailboxName> subscriptions() {
        return subscriptions;
    }

    /** Creates a mailbox with the access list of the nearest one above (RFC 4314 §4); its rows are written at once. */
    MailboxState create(Tx tx, MailboxName name, Set<SpecialUse> uses, int uidValidity) throws SQLException {
        if (mailboxes.size() >= MAX_MAILBOXES) {
            throw new StoreException(StoreFailure.LIMIT, "account " + id.value() + " has too many mailboxes");
        }
        lastUidValidity = Math.max(lastUidValidity + 1, uidValidity);
        MailboxState mailbox =
                new MailboxState(MailboxTable.insert(tx, id, name, uses, lastUidValidity, accessAbove(name)));
        mailboxes.put(name, mailbox);
        structureChanged = true;
        changed = true;
        return mailbox;
    }

    private AccessList accessAbove(MailboxName name) {
        Optional<MailboxName> above = name.parent();
        while (above.isPresent()) {
            MailboxState parent = mailboxes.get(above.get());
            if (parent != null) {
                return parent.access();
            }
            above = above.get().parent();
        }
        return AccessList.NONE;
    }

    void remove(MailboxState mailbox) {
        mailboxes.remove(mailbox.name());
        mailbox.remove();
        use(-mailbox.octets(), -mailbox.messages());
        structureChanged = true;
    }

    void rename(MailboxState mailbox, MailboxName to) {
        mailboxes.remove(mailbox.name());
        mailbox.rename(to);
        mailboxes.put(to, mailbox);
        structureChanged = true;
    }

    boolean subscribe(MailboxName name) {
        structureChanged = true;
        return subscriptions.add(name);
    }

    boolean unsubscribe(MailboxName name) {
        structureChanged = true;
        return subscriptions.remove(name);
    }

    /** Fails with OVER_QUOTA if so much more does not fit. */
    void checkRoom(long octets, long messages) {
        if (!hasRoom(octets, messages)) {
            throw new StoreException(StoreFailure.OVER_QUOTA, "account " + id.value() + " is over quota");
        }
    }

    boolean hasRoom(long octets, long messages) {
        return (quotaOctets == 0 || usedOctets + octets <= quotaOctets)
                && (quotaMessages == 0 || usedMessages + messages <= quotaMessages);
    }

    void use(long octets, long messages) {
        usedOctets += octets;
        usedMessages += messages;
    }

    void limit(long octets) {
        quotaOctets = octets;
        changed = true;
    }

    void limitMessages(long messages) {
        quotaMessages = messages;
        changed = true;
    }

    void administrator(boolean is) {
        administrator = is;
        changed = true;
    }

    void hiddenCapabilities(String names) {
        hiddenCapabilities = names;
        changed = true;
    }

    /** Writes what the batch changed. */
    void flush(Tx tx) throws SQLException {
        if (changed) {
            AccountTable.update(
                    tx,
                    new AccountTable.Row(
                            id,
                            address,
                            quotaOctets,
                            quotaMessages,
                            administrator,
                            lastUidValidity,
                            hiddenCapabilities));
        }
    }
}
