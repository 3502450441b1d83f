package org.posthaste.mailstore.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.Preferences;
import org.posthaste.mailstore.Resolution;

/**
 * What addresses lead to, as of one state of the directory: remembers answers, and is replaced as a whole when anything changes. Thread-safe.
 *
 * <p>An address is looked for as it is, then without its {@code +detail}; then {@code postmaster} (RFC 5321 §4.5.1) and {@code abuse} (RFC 2142 §4) go to the domain's first user, and anything else to the
 * domain's catch-all address.
 */
final class AddressResolver {
    private static final int REMEMBERED = 50_000;
    /** Addresses an alias can lead to, and aliases that can be followed. */
    private static final int MOST = 1_000;

    private static final Set<String> ROLES = Set.of("postmaster", "abuse");

    private final Database database;
    private volatile @Nullable Map<String, Directory.Domain> domains;
    private final Cache<String, Resolution> resolutions = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(REMEMBERED)
            .build();
    private final Cache<AccountId, Preferences> preferences = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(REMEMBERED)
            .build();

    AddressResolver(Database database) {
        this.database = database;
    }

    private Map<String, Directory.Domain> domains() {
        Map<String, Directory.Domain> known = domains;
        if (known == null) {
            known = new HashMap<>();
            for (Directory.Domain domain : database.read(DomainTable::all)) {
                known.put(domain.name(), domain);
            }
            domains = known;
        }
        return known;
    }

    boolean isLocalDomain(String domain) {
        return domains().containsKey(domain.toLowerCase(Locale.ROOT));
    }

    Preferences preferences(AccountId user) {
        return preferences.get(user, id -> database.read(tx -> UserTable.preferences(tx, id)));
    }

    Resolution resolve(MailAddress recipient) {
        if (!domains().containsKey(recipient.domain())) {
            return new Resolution.NotLocal();
        }
        String key = recipient.key();
        Resolution known = resolutions.getIfPresent(key);
        if (known == null) {
            Map<String, Directory.Domain> local = domains();
            known = database.read(tx -> new Search(tx, local, true).resolve(recipient));
            resolutions.put(key, known);
        }
        return known;
    }

    /** True if the address is the user's own or an alias that leads to it; catch-all, roles and forwarding do not count. */
    boolean leadsTo(MailAddress address, AccountId user) {
        if (!domains().containsKey(address.domain())) {
            return false;
        }
        Map<String, Directory.Domain> local = domains();
        return database.read(tx -> new Search(tx, local, false).resolve(address)) instanceof Resolution.Found found
                && found.accounts().contains(user);
    }

    /** One address and all it leads to. */
    private static final class Search {
        private final Tx tx;
        private final Map<String, Directory.Domain> local;
        private final boolean delivers;
        private final Set<AccountId> accounts = new LinkedHashSet<>();
        private final Set<MailAddress> outside = new LinkedHashSet<>();
        private final Set<MailAddress> followed = new HashSet<>();

        Search(Tx tx, Map<String, Directory.Domain> local, boolean delivers) {
            this.tx = tx;
            this.local = local;
            this.delivers = delivers;
        }

        Resolution resolve(MailAddress recipient) throws SQLException {
            follow(recipient);
            if (accounts.isEmpty() && outside.isEmpty()) {
                return new Resolution.UnknownUser();
            }
            return new Resolution.Found(List.copyOf(accounts), List.copyOf(outside));
        }

        private void follow(MailAddress address) throws SQLException {
            if (followed.size() >= MOST || !followed.add(address)) {
                return;
            }
            Directory.Domain domain = local.get(address.domain());
            if (domain == null) {
                outside.add(address);
                return;
            }
            if (followExact(address)) {
                return;
            }
            MailAddress plain = withoutDetail(address);
            if (!plain.equals(address) && followExact(plain)) {
                return;
            }
            if (delivers) {
                followFallBack(plain, domain);
            }
        }

        private boolean followExact(MailAddress address) throws SQLException {
            Optional<Directory.User> user = UserTable.find(tx, address);
            if (user.isPresent()) {
                followUser(user.get());
                return true;
            }
            List<MailAddress> targets = DomainTable.targets(tx, address);
            for (MailAddress target : targets) {
                follow(target);
            }
            return !targets.isEmpty();
        }

        /** A user whose forwarding leads back or nowhere keeps the mail. */
        private void followUser(Directory.User user) throws SQLException {
            Preferences wishes = delivers ? UserTable.preferences(tx, user.id()) : Preferences.NONE;
            int before = accounts.size() + outside.size();
            for (MailAddress target : wishes.forwardTo()) {
                follow(target);
            }
            if (wishes.forwardTo().isEmpty() || wishes.keepsForwarded() || accounts.size() + outside.size() == before) {
                accounts.add(user.id());
            }
        }

        private void followFallBack(MailAddress address, Directory.Domain domain) throws SQLException {
            if (ROLES.contains(address.localPart().toLowerCase(Locale.ROOT))) {
                Optional<Directory.User> first = UserTable.first(tx, address.domain());
                if (first.isPresent()) {
                    accounts.add(first.get().id());
                    return;
                }
            }
            if (domain.catchAll().isPresent()) {
                follow(domain.catchAll().get());
            }
        }
    }

    private static MailAddress withoutDetail(MailAddress address) {
        int plus = address.localPart().indexOf('+');
        return plus <= 0 ? address : new MailAddress(address.localPart().substring(0, plus), address.domain());
    }
}
