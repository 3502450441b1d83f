package org.posthaste.mailstore.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.rights.Grantee;
import org.posthaste.mailstore.rights.Rights;

/** An account by its id. Holds no state: what is known of the account is looked up each time. */
final class JdbcAccount implements Account {
    private final JdbcMailStore store;
    private final AccountId id;

    JdbcAccount(JdbcMailStore store, AccountId id) {
        this.store = store;
        this.id = id;
    }

    private AccountState.View view() {
        return store.accountState(id).view();
    }

    @Override
    public AccountId id() {
        return id;
    }

    @Override
    public String address() {
        return store.accountState(id).address();
    }

    @Override
    public List<MailboxInfo> mailboxes() {
        AccountState.View view = view();
        TreeMap<MailboxName, Optional<MailboxState>> names = new TreeMap<>();
        for (Map.Entry<MailboxName, MailboxState> mailbox : view.byName().entrySet()) {
            names.put(mailbox.getKey(), Optional.of(mailbox.getValue()));
            // A deleted mailbox with children is still a name.
            for (Optional<MailboxName> above = mailbox.getKey().parent();
                    above.isPresent();
                    above = above.get().parent()) {
                names.putIfAbsent(above.get(), Optional.ofNullable(view.byName().get(above.get())));
            }
        }
        List<MailboxInfo> infos = new ArrayList<>(names.size());
        names.forEach((name, state) -> infos.add(info(view, names, name, state)));
        return infos;
    }

    private static MailboxInfo info(
            AccountState.View view,
            NavigableMap<MailboxName, Optional<MailboxState>> names,
            MailboxName name,
            Optional<MailboxState> state) {
        // Names below a mailbox need not follow it directly: '!' sorts before the separator.
        MailboxName below = names.ceilingKey(new MailboxName(name.value() + MailboxName.SEPARATOR));
        return new MailboxInfo(
                state.map(MailboxState::id),
                name,
                state.map(MailboxState::uses).orElse(Set.of()),
                state.isPresent(),
                view.subscriptions().contains(name),
                below != null && below.isBelow(name));
    }

    @Override
    public List<MailboxName> subscriptions() {
        return List.copyOf(view().subscriptions());
    }

    @Override
    public Optional<Mailbox> mailbox(MailboxName name) {
        return Optional.ofNullable(view().byName().get(name)).map(state -> new JdbcMailbox(store, id, state.id()));
    }

    @Override
    public CompletionStage<MailboxInfo> create(MailboxName name, Set<SpecialUse> uses) {
        return store.committer()
                .submit(MailboxChanges.create(id, name, uses))
                .thenApply(created -> new MailboxInfo(
                        Optional.of(created.id()),
                        name,
                        created.uses(),
                        true,
                        view().subscriptions().contains(name),
                        false));
    }

    @Override
    public CompletionStage<Void> delete(MailboxName name) {
        return store.committer().submit(MailboxChanges.delete(id, name)).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> rename(MailboxName from, MailboxName to) {
        return store.committer().submit(MailboxChanges.rename(id, from, to)).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> subscribe(MailboxName name) {
        return store.committer().submit(MailboxChanges.subscribe(id, name)).thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> unsubscribe(MailboxName name) {
        return store.committer().submit(MailboxChanges.unsubscribe(id, name)).thenAccept(done -> {});
    }

    @Override
    public Quota quota() {
        AccountState.View view = view();
        return new Quota(view.usedOctets(), view.quotaOctets(), view.usedMessages(), view.quotaMessages());
    }

    @Override
    public CompletionStage<Void> limit(long octets, long messages) {
        return store.committer()
                .submit(batch -> {
                    AccountState account = batch.account(id);
                    batch.changed();
                    account.limit(octets);
                    account.limitMessages(messages);
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public boolean administrator() {
        return view().administrator();
    }

    @Override
    public Set<String> hiddenCapabilities() {
        return CapabilityNames.parse(view().hiddenCapabilities());
    }

    @Override
    public List<Account> sharers() {
        List<Account> accounts = new ArrayList<>();
        for (AccountId sharer : store.sharing().sharers(id)) {
            // It may have gone between two looks.
            store.accounts()
                    .get(store.database(), sharer)
                    .ifPresent(known -> accounts.add(new JdbcAccount(store, sharer)));
        }
        accounts.sort(Comparator.comparing(Account::address));
        return accounts;
    }

    @Override
    public AccessList accessList(MailboxName name) {
        MailboxState mailbox = view().byName().get(name);
        if (mailbox == null) {
            throw new StoreException(StoreFailure.NOT_FOUND, "no such mailbox");
        }
        return mailbox.view().access();
    }

    @Override
    public Rights rights(MailboxName name, AccountId user) {
        MailboxState mailbox = view().byName().get(name);
        return mailbox == null ? Rights.NONE : mailbox.view().access().of(user, id);
    }

    @Override
    public CompletionStage<Void> grant(
            MailboxName name, Grantee who, boolean negative, AccessList.Mode mode, Rights rights) {
        MailboxChanges.Grant grant = new MailboxChanges.Grant(who, negative, mode, rights);
        return store.committer()
                .submit(batch -> {
                    batch.afterCommit(store.sharing()::forget);
                    if (who instanceof Grantee.User user) {
                        batch.tell(user.account());
                    }
                    return MailboxChanges.grant(id, name, grant).execute(batch);
                })
                .thenAccept(done -> {});
    }
}
