package org.posthaste.mailstore.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.sasl.PasswordSecrets;
import org.posthaste.common.sasl.StoredCredentials;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.Preferences;

/** The people's side of accounts: addresses and what is kept of passwords. Removed ones are not seen. */
final class UserTable {
    private static final String COLUMNS =
            "SELECT id, address, display_name, quota_octets, quota_messages, enabled, administrator, added_at FROM account"
                    + " WHERE ";
    private static final String INSERT =
            "INSERT INTO account (id, address, address_key, domain, display_name, password_hash, scram_sha1,"
                    + " scram_sha256, quota_octets, last_uid_validity, enabled, added_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, TRUE, ?)";
    private static final String CREDENTIALS =
            "SELECT address, id, password_hash, scram_sha1, scram_sha256 FROM account WHERE address_key = ? AND"
                    + " enabled";

    private UserTable() {}

    static Preferences preferences(Tx tx, AccountId id) throws SQLException {
        return tx
                .list(
                        "SELECT forward_to, forward_keeps, save_sent, send_limits FROM account"
                                + " WHERE id = ? AND address_key IS NOT NULL",
                        row -> new Preferences(
                                PreferencesText.addresses(row.getString(1)),
                                row.getBoolean(2),
                                row.getBoolean(3),
                                PreferencesText.limits(row.getString(4))),
                        id.value())
                .stream()
                .findAny()
                .orElse(Preferences.NONE);
    }

    static void setPreferences(Tx tx, AccountId id, Preferences preferences) throws SQLException {
        tx.update(
                "UPDATE account SET forward_to = ?, forward_keeps = ?, save_sent = ?, send_limits = ? WHERE id = ?",
                PreferencesText.addresses(preferences.forwardTo()),
                preferences.keepsForwarded(),
                preferences.saveSent(),
                PreferencesText.limits(preferences.limits()),
                id.value());
    }

    static List<Directory.User> all(Tx tx) throws SQLException {
        return tx.list(COLUMNS + "address_key IS NOT NULL ORDER BY domain, address_key", UserTable::user);
    }

    static Optional<Directory.User> find(Tx tx, MailAddress address) throws SQLException {
        return tx.list(COLUMNS + "address_key = ?", UserTable::user, address.key()).stream()
                .findAny();
    }

    static Optional<Directory.User> find(Tx tx, AccountId id) throws SQLException {
        return tx.list(COLUMNS + "id = ? AND address_key IS NOT NULL", UserTable::user, id.value()).stream()
                .findAny();
    }

    /** The user of a domain who was added first. */
    static Optional<Directory.User> first(Tx tx, String domain) throws SQLException {
        return tx
                .list(COLUMNS + "domain = ? AND address_key IS NOT NULL ORDER BY id LIMIT 1", UserTable::user, domain)
                .stream()
                .findAny();
    }

    static boolean any(Tx tx, String domain) throws SQLException {
        return first(tx, domain).isPresent();
    }

    private static Directory.User user(ResultSet row) throws SQLException {
        return new Directory.User(
                new AccountId(row.getLong(1)),
                Addresses.parse(row.getString(2)),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getBoolean(6),
                row.getBoolean(7),
                Instant.ofEpochMilli(row.getLong(8)));
    }

    static void insert(Tx tx, AccountId id, Directory.NewUser user, int lastUidValidity, Instant now)
            throws SQLException {
        PasswordSecrets secrets = user.secrets();
        tx.update(
                INSERT,
                id.value(),
                Addresses.text(user.address()),
                user.address().key(),
                user.address().domain(),
                user.displayName(),
                secrets.passwordHash(),
                encode(secrets.scramSha1()),
                encode(secrets.scramSha256()),
                user.quotaOctets(),
                lastUidValidity,
                now.toEpochMilli());
    }

    static void setSecrets(Tx tx, AccountId id, PasswordSecrets secrets) throws SQLException {
        tx.update(
                "UPDATE account SET password_hash = ?, scram_sha1 = ?, scram_sha256 = ? WHERE id = ?",
                secrets.passwordHash(),
                encode(secrets.scramSha1()),
                encode(secrets.scramSha256()),
                id.value());
    }

    static void setDisplayName(Tx tx, AccountId id, String name) throws SQLException {
        tx.update("UPDATE account SET display_name = ? WHERE id = ?", name, id.value());
    }

    static void setEnabled(Tx tx, AccountId id, boolean enabled) throws SQLException {
        tx.update("UPDATE account SET enabled = ? WHERE id = ?", enabled, id.value());
    }

    /** Frees the address and forgets the password; the row stays until the mail is purged. */
    static void remove(Tx tx, AccountId id, Instant now) throws SQLException {
        tx.update(
                "UPDATE account SET address_key = NULL, password_hash = '', scram_sha1 = '', scram_sha256 = '',"
                        + " removed_at = ? WHERE id = ?",
                now.toEpochMilli(),
                id.value());
    }

    static Optional<StoredCredentials> credentials(Tx tx, MailAddress address) throws SQLException {
        return tx
                .list(
                        CREDENTIALS,
                        row -> new StoredCredentials(
                                row.getString(1),
                                row.getLong(2),
                                row.getString(3),
                                decode(row.getString(4)),
                                decode(row.getString(5))),
                        address.key())
                .stream()
                .findAny();
    }

    private static String encode(StoredCredentials.ScramKeys keys) {
        Base64.Encoder base64 = Base64.getEncoder();
        return keys.iterations()
                + ":" + base64.encodeToString(keys.salt())
                + ":" + base64.encodeToString(keys.storedKey())
                + ":" + base64.encodeToString(keys.serverKey());
    }

    private static Optional<StoredCredentials.ScramKeys> decode(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return Optional.of(new StoredCredentials.ScramKeys(
                base64.decode(parts[1]), Integer.parseInt(parts[0]), base64.decode(parts[2]), base64.decode(parts[3])));
    }
}
