package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.sasl.PasswordSecrets;
import org.posthaste.common.sasl.StoredCredentials;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.Preferences;
import org.posthaste.mailstore.Resolution;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;

/** Domains, users and aliases in tables. */
final class JdbcDirectory implements Directory {
    private static final int MAX_ADDRESS = 500;
    private static final int MAX_DOMAIN = 255;
    private static final int MAX_NAME = 500;
    private static final int MAX_FORWARDS = 8000;

    private final Database database;
    private final Committer committer;
    private final AccountCache accounts;
    private final SharingIndex sharing;
    private volatile AddressResolver resolver;

    /** A mailbox every user starts with. */
    private record FirstMailbox(String name, Set<SpecialUse> uses) {}

    private static final List<FirstMailbox> FIRST_MAILBOXES = List.of(
            new FirstMailbox("INBOX", Set.of()),
            new FirstMailbox("Drafts", Set.of(SpecialUse.DRAFTS)),
            new FirstMailbox("Sent", Set.of(SpecialUse.SENT)),
            new FirstMailbox("Junk", Set.of(SpecialUse.JUNK)),
            new FirstMailbox("Trash", Set.of(SpecialUse.TRASH)),
            new FirstMailbox("Archive", Set.of(SpecialUse.ARCHIVE)));

    JdbcDirectory(Database database, Committer committer, AccountCache accounts, SharingIndex sharing) {
        this.sharing = sharing;
        this.database = database;
        this.committer = committer;
        this.accounts = accounts;
        this.resolver = new AddressResolver(database);
    }

    /** Makes a change of the directory; what was remembered of addresses is forgotten when it is durable. */
    private <T> T change(Change<T> change) {
        return committer.await(batch -> {
            T result = change.execute(batch);
            batch.afterCommit(() -> resolver = new AddressResolver(database));
            return result;
        });
    }

    /** Longer texts would not fit, and fail others' changes with this one. */
    private static void checkLength(String text, int most) {
        if (text.length() > most) {
            throw refused(StoreFailure.LIMIT, "a name or address of " + text.length() + " characters");
        }
    }

    private static void checkAddresses(List<MailAddress> addresses) {
        addresses.forEach(address -> checkLength(Addresses.text(address), MAX_ADDRESS));
    }

    private static StoreException refused(StoreFailure failure, String why) {
        return new StoreException(failure, why);
    }

    @Override
    public Resolution resolve(MailAddress recipient) {
        return resolver.resolve(recipient);
    }

    @Override
    public boolean isLocalDomain(String domain) {
        return resolver.isLocalDomain(domain);
    }

    @Override
    public boolean maySendAs(AccountId user, MailAddress sender) {
        return resolver.leadsTo(sender, user);
    }

    @Override
    public Optional<StoredCredentials> find(String loginName) {
        return AddressParser.mailbox(loginName)
                .flatMap(address -> database.read(tx -> UserTable.credentials(tx, address)));
    }

    @Override
    public List<Domain> domains() {
        return List.copyOf(database.read(DomainTable::all));
    }

    @Override
    public void addDomain(String domain) {
        String name = domain.toLowerCase(Locale.ROOT);
        checkLength(name, MAX_DOMAIN);
        change(batch -> {
            if (DomainTable.exists(batch.tx(), name)) {
                throw refused(StoreFailure.ALREADY_EXISTS, "domain " + name + " exists");
            }
            batch.changed();
            DomainTable.insert(batch.tx(), name, batch.now());
            return true;
        });
    }

    @Override
    public void removeDomain(String domain) {
        String name = domain.toLowerCase(Locale.ROOT);
        change(batch -> {
            needDomain(batch.tx(), name);
            if (UserTable.any(batch.tx(), name) || DomainTable.anyAlias(batch.tx(), name)) {
                throw refused(StoreFailure.FORBIDDEN, "domain " + name + " has users or aliases");
            }
            batch.changed();
            DomainTable.delete(batch.tx(), name);
            return true;
        });
    }

    private static void needDomain(Tx tx, String name) throws SQLException {
        if (!DomainTable.exists(tx, name)) {
            throw refused(StoreFailure.NOT_FOUND, "no domain " + name);
        }
    }

    @Override
    public void setCatchAll(String domain, Optional<MailAddress> target) {
        String name = domain.toLowerCase(Locale.ROOT);
        checkAddresses(target.stream().toList());
        change(batch -> {
            needDomain(batch.tx(), name);
            batch.changed();
            if (target.isPresent()) {
                DomainTable.setCatchAll(batch.tx(), name, target.get());
            } else {
                DomainTable.clearCatchAll(batch.tx(), name);
            }
            return true;
        });
    }

    @Override
    public List<User> users() {
        return List.copyOf(database.read(UserTable::all));
    }

    @Override
    public Optional<User> user(MailAddress address) {
        return database.read(tx -> UserTable.find(tx, address));
    }

    @Override
    public Optional<User> user(AccountId id) {
        return database.read(tx -> UserTable.find(tx, id));
    }

    @Override
    public AccountId addUser(NewUser user) {
        checkAddresses(List.of(user.address()));
        checkLength(user.displayName(), MAX_NAME);
        return change(batch -> {
            Tx tx = batch.tx();
            needDomain(tx, user.address().domain());
            if (UserTable.find(tx, user.address()).isPresent()
                    || !DomainTable.targets(tx, user.address()).isEmpty()) {
                throw refused(StoreFailure.ALREADY_EXISTS, "there is a user or alias " + user.address());
            }
            batch.changed();
            AccountId id = new AccountId(CounterTable.next(tx, "account"));
            int uidValidity = batch.uidValidity();
            UserTable.insert(tx, id, user, uidValidity + FIRST_MAILBOXES.size() - 1, batch.now());
            for (FirstMailbox mailbox : FIRST_MAILBOXES) {
                MailboxName name = new MailboxName(mailbox.name());
                MailboxTable.insert(tx, id, name, mailbox.uses(), uidValidity++);
                AccountTable.subscribe(tx, id, name);
            }
            return id;
        });
    }

    private static User needUser(Tx tx, MailAddress address) throws SQLException {
        return UserTable.find(tx, address).orElseThrow(() -> refused(StoreFailure.NOT_FOUND, "no user " + address));
    }

    @Override
    public void setPassword(MailAddress address, PasswordSecrets secrets) {
        change(batch -> {
            User user = needUser(batch.tx(), address);
            batch.changed();
            UserTable.setSecrets(batch.tx(), user.id(), secrets);
            return true;
        });
    }

    @Override
    public void updateUser(
            MailAddress address, Optional<String> displayName, Optional<Long> quotaOctets, Optional<Boolean> enabled) {
        displayName.ifPresent(name -> checkLength(name, MAX_NAME));
        change(batch -> {
            User user = needUser(batch.tx(), address);
            AccountState account = batch.account(user.id());
            batch.changed();
            if (displayName.isPresent()) {
                UserTable.setDisplayName(batch.tx(), user.id(), displayName.get());
            }
            if (enabled.isPresent()) {
                UserTable.setEnabled(batch.tx(), user.id(), enabled.get());
            }
            quotaOctets.ifPresent(account::limit);
            return true;
        });
    }

    @Override
    public void setAdministrator(MailAddress address, boolean administrator) {
        change(batch -> {
            User user = needUser(batch.tx(), address);
            AccountState account = batch.account(user.id());
            batch.changed();
            account.administrator(administrator);
            return true;
        });
    }

    @Override
    public void hideCapabilities(MailAddress address, Set<String> names) {
        String text = CapabilityNames.text(names);
        checkLength(text, CapabilityNames.LONGEST);
        change(batch -> {
            User user = needUser(batch.tx(), address);
            AccountState account = batch.account(user.id());
            batch.changed();
            account.hiddenCapabilities(text);
            return true;
        });
    }

    @Override
    public Preferences preferences(AccountId user) {
        return resolver.preferences(user);
    }

    @Override
    public void setPreferences(MailAddress address, Preferences preferences) {
        checkAddresses(preferences.forwardTo());
        if (preferences.forwardTo().size() > Preferences.MOST_FORWARDS
                || PreferencesText.addresses(preferences.forwardTo()).length() > MAX_FORWARDS) {
            throw refused(StoreFailure.LIMIT, "mail forwarded to too many addresses");
        }
        change(batch -> {
            User user = needUser(batch.tx(), address);
            batch.changed();
            UserTable.setPreferences(batch.tx(), user.id(), preferences);
            return true;
        });
    }

    @Override
    public void removeUser(MailAddress address) {
        change(batch -> {
            User user = needUser(batch.tx(), address);
            AccountState account = batch.account(user.id());
            batch.changed();
            for (MailboxState mailbox : List.copyOf(account.mailboxes().values())) {
                batch.enter(mailbox);
                account.remove(mailbox);
                MailboxChanges.forget(batch, mailbox);
            }
            takeGrantsBack(batch, user.id());
            AnnotationTable.deleteAccount(batch.tx(), user.id());
            SendingTable.delete(batch.tx(), user.id());
            UserTable.remove(batch.tx(), user.id(), batch.now());
            batch.afterCommit(() -> accounts.forget(account));
            batch.afterCommit(sharing::forget);
            return true;
        });
    }

    private static void takeGrantsBack(Batch batch, AccountId user) throws SQLException {
        for (Map.Entry<MailboxId, AccountId> named :
                RightsTable.naming(batch.tx(), user).entrySet()) {
            MailboxState mailbox = batch.mailbox(named.getValue(), named.getKey());
            mailbox.access(batch.tx(), mailbox.access().without(user));
        }
    }

    @Override
    public List<Alias> aliases() {
        Map<MailAddress, List<MailAddress>> targets = new LinkedHashMap<>();
        for (DomainTable.AliasRow row : database.read(DomainTable::aliases)) {
            targets.computeIfAbsent(row.address(), alias -> new ArrayList<>()).add(row.target());
        }
        List<Alias> aliases = new ArrayList<>();
        targets.forEach((alias, to) -> aliases.add(new Alias(alias, to)));
        return aliases;
    }

    @Override
    public void addAlias(MailAddress alias, List<MailAddress> targets) {
        checkAddresses(List.of(alias));
        checkAddresses(targets);
        change(batch -> {
            Tx tx = batch.tx();
            needDomain(tx, alias.domain());
            if (UserTable.find(tx, alias).isPresent()) {
                throw refused(StoreFailure.ALREADY_EXISTS, "there is a user " + alias);
            }
            if (targets.isEmpty()) {
                throw refused(StoreFailure.NOT_FOUND, "an alias needs a target");
            }
            List<MailAddress> known = DomainTable.targets(tx, alias);
            batch.changed();
            for (MailAddress target : Set.copyOf(targets)) {
                if (!known.contains(target)) {
                    DomainTable.addTarget(tx, alias, target);
                }
            }
            return true;
        });
    }

    @Override
    public void removeAlias(MailAddress alias, List<MailAddress> targets) {
        change(batch -> {
            Tx tx = batch.tx();
            List<MailAddress> known = DomainTable.targets(tx, alias);
            if (known.isEmpty() || !known.containsAll(targets)) {
                throw refused(StoreFailure.NOT_FOUND, "no such alias");
            }
            batch.changed();
            if (targets.isEmpty()) {
                DomainTable.removeAlias(tx, alias);
            } else {
                for (MailAddress target : targets) {
                    DomainTable.removeTarget(tx, alias, target);
                }
            }
            return true;
        });
    }
}
