package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Directory;

/** Domains and aliases. */
final class DomainTable {
    private static final String ALIASES = "SELECT address, target FROM alias ";

    private DomainTable() {}

    /** One target of an alias. */
    record AliasRow(MailAddress address, MailAddress target) {}

    static List<Directory.Domain> all(Tx tx) throws SQLException {
        return tx.list(
                "SELECT name, catch_all, added_at FROM domain ORDER BY name",
                row -> new Directory.Domain(
                        row.getString(1), address(row.getString(2)), Instant.ofEpochMilli(row.getLong(3))));
    }

    private static Optional<MailAddress> address(@Nullable String text) {
        return Optional.ofNullable(text).map(Addresses::parse);
    }

    static boolean exists(Tx tx, String name) throws SQLException {
        return tx.number(0, "SELECT COUNT(*) FROM domain WHERE name = ?", name) > 0;
    }

    static void insert(Tx tx, String name, Instant now) throws SQLException {
        tx.update("INSERT INTO domain (name, added_at) VALUES (?, ?)", name, now.toEpochMilli());
    }

    static void delete(Tx tx, String name) throws SQLException {
        tx.update("DELETE FROM domain WHERE name = ?", name);
    }

    static void setCatchAll(Tx tx, String name, MailAddress target) throws SQLException {
        tx.update("UPDATE domain SET catch_all = ? WHERE name = ?", Addresses.text(target), name);
    }

    static void clearCatchAll(Tx tx, String name) throws SQLException {
        tx.update("UPDATE domain SET catch_all = NULL WHERE name = ?", name);
    }

    static List<AliasRow> aliases(Tx tx) throws SQLException {
        return tx.list(
                ALIASES + "ORDER BY domain, address_key, target_key",
                row -> new AliasRow(Addresses.parse(row.getString(1)), Addresses.parse(row.getString(2))));
    }

    static List<MailAddress> targets(Tx tx, MailAddress alias) throws SQLException {
        return tx.list(
                ALIASES + "WHERE address_key = ? ORDER BY target_key",
                row -> Addresses.parse(row.getString(2)),
                alias.key());
    }

    static boolean anyAlias(Tx tx, String domain) throws SQLException {
        return tx.number(0, "SELECT COUNT(*) FROM alias WHERE domain = ?", domain) > 0;
    }

    static void addTarget(Tx tx, MailAddress alias, MailAddress target) throws SQLException {
        tx.update(
                "INSERT INTO alias (address_key, target_key, address, target, domain) VALUES (?, ?, ?, ?, ?)",
                alias.key(),
                target.key(),
                Addresses.text(alias),
                Addresses.text(target),
                alias.domain());
    }

    /** Removes one target; returns the number of rows. */
    static int removeTarget(Tx tx, MailAddress alias, MailAddress target) throws SQLException {
        return tx.update("DELETE FROM alias WHERE address_key = ? AND target_key = ?", alias.key(), target.key());
    }

    /** Removes all targets; returns the number of rows. */
    static int removeAlias(Tx tx, MailAddress alias) throws SQLException {
        return tx.update("DELETE FROM alias WHERE address_key = ?", alias.key());
    }
}
