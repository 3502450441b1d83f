package org.posthaste.mailstore.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.queue.Suppression;
import org.posthaste.mailstore.queue.Suppressions;

/** Suppressions as a table. */
final class JdbcSuppressions implements Suppressions {
    private static final String COLUMNS = "SELECT address, since_at, until_at, reason FROM suppression ";
    private static final int LONGEST_REASON = 1000;

    private final Database database;
    private final Committer committer;
    private final Clock clock;
    /** False only if there are none. */
    private volatile boolean any;

    JdbcSuppressions(Database database, Committer committer, Clock clock) {
        this.database = database;
        this.committer = committer;
        this.clock = clock;
        this.any = database.read(tx -> tx.number(0, "SELECT COUNT(*) FROM suppression")) > 0;
    }

    @Override
    public Optional<Suppression> find(MailAddress address) {
        if (!any) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return database
                .read(tx -> tx.list(COLUMNS + "WHERE address_key = ?", JdbcSuppressions::read, address.key()))
                .stream()
                .filter(each -> each.until().map(now::isBefore).orElse(true))
                .findAny();
    }

    @Override
    public CompletionStage<Void> add(Suppression suppression) {
        return committer
                .submit(batch -> {
                    batch.changed();
                    any = true;
                    delete(batch.tx(), suppression.address());
                    insert(batch.tx(), suppression);
                    return true;
                })
                .thenAccept(done -> {});
    }

    private static int delete(Tx tx, MailAddress address) throws SQLException {
        return tx.update("DELETE FROM suppression WHERE address_key = ?", address.key());
    }

    private static void insert(Tx tx, Suppression suppression) throws SQLException {
        var insert = tx.prepare(
                "INSERT INTO suppression (address_key, address, since_at, until_at, reason) VALUES (?, ?, ?, ?, ?)");
        insert.setString(1, suppression.address().key());
        insert.setString(2, Addresses.text(suppression.address()));
        insert.setLong(3, suppression.since().toEpochMilli());
        if (suppression.until().isPresent()) {
            insert.setLong(4, suppression.until().get().toEpochMilli());
        } else {
            insert.setNull(4, Types.BIGINT);
        }
        insert.setString(5, Details.cut(suppression.reason(), LONGEST_REASON));
        insert.executeUpdate();
    }

    @Override
    public CompletionStage<Boolean> remove(MailAddress address) {
        return committer.submit(batch -> {
            boolean there = delete(batch.tx(), address) > 0;
            if (there) {
                batch.changed();
            }
            return there;
        });
    }

    @Override
    public List<Suppression> list(String after, int limit) {
        return List.copyOf(database.read(tx -> tx.list(
                COLUMNS + "WHERE address_key > ? ORDER BY address_key LIMIT ?", JdbcSuppressions::read, after, limit)));
    }

    private static Suppression read(ResultSet row) throws SQLException {
        long until = row.getLong(3);
        Optional<Instant> end = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(until));
        return new Suppression(
                Addresses.parse(row.getString(1)), Instant.ofEpochMilli(row.getLong(2)), end, row.getString(4));
    }
}
