package org.posthaste.smtp;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.sasl.AuthResult;
import org.posthaste.common.sasl.PasswordSecrets;
import org.posthaste.common.sasl.StoredCredentials;
import org.posthaste.common.sasl.TestAuthenticator;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.Preferences;
import org.posthaste.mailstore.Resolution;

/** The domain {@code example.org} with users and aliases. Thread-safe once filled. */
final class MemoryDirectory implements Directory {
    private final Map<String, AccountId> users = new LinkedHashMap<>();
    private final Map<String, Resolution> aliases = new LinkedHashMap<>();
    private final Map<AccountId, Preferences> preferences = new ConcurrentHashMap<>();

    /** Logins of all users there are, or may be. */
    TestAuthenticator logins() {
        return new TestAuthenticator(user -> Optional.of(new AuthResult.Accepted(
                user, user(user.substring(0, user.indexOf('@'))).value())));
    }

    AccountId user(String localPart) {
        return users.computeIfAbsent(localPart, name -> new AccountId(users.size() + 1));
    }

    void alias(String localPart, List<String> local, List<MailAddress> outside) {
        aliases.put(
                localPart, new Resolution.Found(local.stream().map(this::user).toList(), outside));
    }

    @Override
    public Resolution resolve(MailAddress recipient) {
        if (!isLocalDomain(recipient.domain())) {
            return new Resolution.NotLocal();
        }
        String name = recipient.localPart().toLowerCase(Locale.ROOT);
        int plus = name.indexOf('+');
        String base = plus > 0 ? name.substring(0, plus) : name;
        AccountId user = users.get(base);
        if (user != null) {
            return new Resolution.Found(List.of(user), List.of());
        }
        return aliases.getOrDefault(base, new Resolution.UnknownUser());
    }

    @Override
    public boolean isLocalDomain(String domain) {
        return domain.equals("example.org");
    }

    @Override
    public boolean maySendAs(AccountId user, MailAddress sender) {
        return resolve(sender) instanceof Resolution.Found found
                && found.accounts().contains(user);
    }

    @Override
    public List<Domain> domains() {
        return List.of(new Domain("example.org", Optional.empty(), Instant.EPOCH));
    }

    @Override
    public void addDomain(String domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeDomain(String domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setCatchAll(String domain, Optional<MailAddress> target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<User> users() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<User> user(MailAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<User> user(AccountId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AccountId addUser(NewUser user) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setPassword(MailAddress address, PasswordSecrets secrets) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAdministrator(MailAddress address, boolean administrator) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void hideCapabilities(MailAddress address, Set<String> names) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Preferences preferences(AccountId user) {
        return preferences.getOrDefault(user, Preferences.NONE);
    }

    @Override
    public void setPreferences(MailAddress address, Preferences changed) {
        preferences.put(user(address.localPart()), changed);
    }

    @Override
    public void updateUser(
            MailAddress address, Optional<String> displayName, Optional<Long> quotaOctets, Optional<Boolean> enabled) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeUser(MailAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Alias> aliases() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addAlias(MailAddress alias, List<MailAddress> targets) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void removeAlias(MailAddress alias, List<MailAddress> targets) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StoredCredentials> find(String loginName) {
        throw new UnsupportedOperationException();
    }
}
