package org.posthaste.mailstore.jdbc;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.queue.RouteTable;

/** Routes in a table, all of them in memory: there are few, and every recipient is looked up. */
final class JdbcRoutes implements RouteTable {
    private static final int LONGEST_PATTERN = 256;
    private static final int LONGEST_VALUE = 1000;

    private final Database database;
    private final Committer committer;
    private volatile List<Rule> rules;

    JdbcRoutes(Database database, Committer committer) {
        this.database = database;
        this.committer = committer;
        this.rules = read();
    }

    private List<Rule> read() {
        return List.copyOf(database.read(tx -> tx.list(
                "SELECT pattern, options FROM relay_route ORDER BY pattern",
                row -> new Rule(row.getString(1), Details.decode(row.getString(2))))));
    }

    @Override
    public List<Rule> all() {
        return rules;
    }

    @Override
    public CompletionStage<Void> put(Rule rule) {
        if (rule.pattern().length() > LONGEST_PATTERN
                || rule.options().values().stream().anyMatch(value -> value.length() > LONGEST_VALUE)) {
            throw new StoreException(StoreFailure.LIMIT, "a route with a part that is too long");
        }
        return committer
                .submit(batch -> {
                    batch.changed();
                    batch.tx().update("DELETE FROM relay_route WHERE pattern = ?", rule.pattern());
                    batch.tx()
                            .update(
                                    "INSERT INTO relay_route (pattern, options) VALUES (?, ?)",
                                    rule.pattern(),
                                    Details.encode(rule.options()));
                    batch.afterCommit(() -> rules = read());
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Boolean> remove(String pattern) {
        return committer.submit(batch -> {
            boolean there = batch.tx().update("DELETE FROM relay_route WHERE pattern = ?", pattern) > 0;
            if (there) {
                batch.changed();
                batch.afterCommit(() -> rules = read());
            }
            return there;
        });
    }
}
