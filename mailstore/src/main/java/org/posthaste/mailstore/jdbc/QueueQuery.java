package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.posthaste.mailstore.StoreHealth;
import org.posthaste.mailstore.queue.Destination;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** What an administrator asks of the queue, as SQL. Used once. */
final class QueueQuery {
    private static final String DESTINATIONS =
            "SELECT d.destination, d.recipients, d.held, d.failed, d.due_at, m.queued_at"
                    + " FROM (SELECT destination, COUNT(*) AS recipients, SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS held,"
                    + " SUM(CASE WHEN state = 2 THEN 1 ELSE 0 END) AS failed, MIN(due_at) AS due_at, MIN(id) AS id"
                    + " FROM queue_recipient GROUP BY destination) d JOIN queue_message m ON m.id = d.id / 65536";

    private static final String HEALTH = "SELECT q.recipients, q.held, q.failed, m.queued_at FROM"
            + " (SELECT COUNT(*) AS recipients, SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS held,"
            + " SUM(CASE WHEN state = 2 THEN 1 ELSE 0 END) AS failed, MIN(id) AS id FROM queue_recipient) q"
            + " LEFT JOIN queue_message m ON m.id = q.id / 65536";

    private final StringBuilder sql;
    private final List<Object> parameters = new ArrayList<>();

    private QueueQuery(String select, QueueFilter filter, long after) {
        sql = new StringBuilder(select).append("WHERE r.id > ?");
        parameters.add(after);
        filter.to().ifPresent(text -> like("LOWER(r.address)", text));
        filter.from().ifPresent(text -> like("LOWER(m.reverse_path)", text));
        filter.domain().ifPresent(text -> like("r.destination", text));
        filter.reason().ifPresent(text -> like("LOWER(r.last_reply)", "*" + text + "*"));
        filter.messageId().ifPresent(this::message);
        filter.before().ifPresent(at -> and("m.queued_at < ?", at.toEpochMilli()));
        filter.state().ifPresent(state -> and("r.state = ?", QueueTable.code(state)));
    }

    private void and(String condition, Object parameter) {
        sql.append(" AND ").append(condition);
        parameters.add(parameter);
    }

    private void message(String id) {
        if (wild(id)) {
            like("LOWER(m.message_id)", id);
        } else {
            and("m.message_id = ?", id);
        }
    }

    private static boolean wild(String pattern) {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
    }

    private void like(String column, String pattern) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        if (wild(pattern)) {
            String escaped = lower.replace("!", "!!").replace("%", "!%").replace("_", "!_");
            and(column + " LIKE ? ESCAPE '!'", escaped.replace('*', '%').replace('?', '_'));
        } else {
            and(column + " = ?", lower);
        }
    }

    /** Recipients in the order of their ids. */
    static List<QueuedRecipient> list(Tx tx, QueueFilter filter, long after, int limit) throws SQLException {
        QueueQuery query = new QueueQuery(QueueTable.RECIPIENTS, filter, after);
        query.sql.append(" ORDER BY r.id LIMIT ?");
        query.parameters.add(limit);
        return tx.list(query.sql.toString(), QueueTable::read, query.parameters.toArray());
    }

    static long count(Tx tx, QueueFilter filter) throws SQLException {
        QueueQuery query = new QueueQuery("SELECT COUNT(*)" + QueueTable.FROM, filter, 0);
        return tx.number(0, query.sql.toString(), query.parameters.toArray());
    }

    /** Figures, from the index alone but for one row. */
    static StoreHealth.Queue health(Tx tx) throws SQLException {
        if (QueueTable.size(tx) == 0) {
            return new StoreHealth.Queue(0, 0, 0, Optional.empty());
        }
        return tx.list(
                        HEALTH,
                        row -> new StoreHealth.Queue(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                Optional.of(Instant.ofEpochMilli(row.getLong(4)))))
                .get(0);
    }

    /** All destinations, from the index alone. */
    static void destinations(Tx tx, Consumer<Destination> each) throws SQLException {
        tx.forEach(DESTINATIONS, row -> {
            long held = row.getLong(3);
            long failed = row.getLong(4);
            each.accept(new Destination(
                    row.getString(1),
                    row.getLong(2) - held - failed,
                    held,
                    failed,
                    Instant.ofEpochMilli(row.getLong(5)),
                    Instant.ofEpochMilli(row.getLong(6))));
        });
    }
}
