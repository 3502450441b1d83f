package org.posthaste.mailstore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.sasl.CredentialStore;
import org.posthaste.common.sasl.PasswordSecrets;

/**
 * Domains, users and aliases. Thread-safe. Methods that change something block until it is durable; all throw {@link StoreException} (NOT_FOUND, ALREADY_EXISTS, FORBIDDEN, ...).
 */
public interface Directory extends CredentialStore {
    /**
     * What a recipient address means here. Hot path of RCPT: cached. Handles case, plus-addressing, aliases and forwarding users (recursively, loops cut), catch-all, postmaster and abuse.
     */
    Resolution resolve(MailAddress recipient);

    /** True if mail for this domain (A-labels) is received here. */
    boolean isLocalDomain(String domain);

    /** True if {@code user} may send with this address as reverse-path or From: the own address (with any +detail) or an alias that leads to this user. */
    boolean maySendAs(AccountId user, MailAddress sender);

    List<Domain> domains();

    void addDomain(String domain);

    /** Fails with FORBIDDEN while the domain has users or aliases. */
    void removeDomain(String domain);

    /** Sets or, if empty, clears the address that receives mail for unknown local parts. */
    void setCatchAll(String domain, Optional<MailAddress> target);

    List<User> users();

    Optional<User> user(MailAddress address);

    Optional<User> user(AccountId id);

    /** Adds a user with INBOX, Drafts, Sent, Junk, Trash and Archive, subscribed and with their special use. NOT_FOUND if the domain is not known. */
    AccountId addUser(NewUser user);

    void setPassword(MailAddress address, PasswordSecrets secrets);

    /** Changes what is present. */
    void updateUser(
            MailAddress address, Optional<String> displayName, Optional<Long> quotaOctets, Optional<Boolean> enabled);

    /** Allows a user to set the limits of others, or takes that away. */
    void setAdministrator(MailAddress address, boolean administrator);

    /** Sets the IMAP capabilities that this user's sessions are not told of, in upper case. */
    void hideCapabilities(MailAddress address, Set<String> names);

    /** What a user wants done with mail; nothing special for one who is not there. Cached. */
    Preferences preferences(AccountId user);

    /** Sets what a user wants done with mail. Fails with LIMIT if it is forwarded to too many. */
    void setPreferences(MailAddress address, Preferences preferences);

    /** Removes the user with all mail, and what others granted to this user. */
    void removeUser(MailAddress address);

    List<Alias> aliases();

    /** Adds targets to an alias, making it if needed. */
    void addAlias(MailAddress alias, List<MailAddress> targets);

    /** Removes targets, or the whole alias if none are named. */
    void removeAlias(MailAddress alias, List<MailAddress> targets);

    /** A domain whose mail is received here. */
    record Domain(String name, Optional<MailAddress> catchAll, Instant added) {}

    /**
     * A user. Quota 0 is none.
     *
     * @param administrator may set the limits of others
     */
    record User(
            AccountId id,
            MailAddress address,
            String displayName,
            long quotaOctets,
            long quotaMessages,
            boolean enabled,
            boolean administrator,
            Instant added) {
        /** A user like most. */
        public User(
                AccountId id,
                MailAddress address,
                String displayName,
                long quotaOctets,
                boolean enabled,
                Instant added) {
            this(id, address, displayName, quotaOctets, 0, enabled, false, added);
        }
    }

    /** What a new user starts with. */
    record NewUser(MailAddress address, String displayName, long quotaOctets, PasswordSecrets secrets) {}

    /** An alias with its targets, here or elsewhere. */
    record Alias(MailAddress address, List<MailAddress> targets) {
        public Alias {
            targets = List.copyOf(targets);
        }
    }
}
