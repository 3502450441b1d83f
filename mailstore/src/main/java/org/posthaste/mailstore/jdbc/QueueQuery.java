package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
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

    /** Recipients of one destination that it takes too long to sort. */
    private static final int LARGE = 5000;

    private final StringBuilder sql;
    private final List<Object> parameters = new ArrayList<>();

    private QueueQuery(Tx tx, String select, QueueFilter filter, long after) throws SQLException {
        sql = new StringBuilder(select).append("WHERE r.id > ?");
        parameters.add(after);
        if (filter.domain().isPresent()) {
            domain(tx, filter.domain().get());
        }
        if (filter.messageId().isPresent()) {
            message(tx, filter.messageId().get());
        }
        filter.to().ifPresent(text -> like("LOWER(r.address)", text));
        filter.from().ifPresent(text -> like("LOWER(m.reverse_path)", text));
        filter.reason().ifPresent(text -> like("LOWER(r.last_reply)", "*" + text + "*"));
        filter.before().ifPresent(at -> and("m.queued_at < ?", at.toEpochMilli()));
        filter.state().ifPresent(state -> and("r.state = ?", QueueTable.code(state)));
    }

    private void and(String condition, Object parameter) {
        sql.append(" AND ").append(condition);
        parameters.add(parameter);
    }

    /** A large destination is found by going through all recipients in order, a small one by its index and sorted. */
    private void domain(Tx tx, String name) throws SQLException {
        boolean large = !wild(name)
                && tx.number(
                                0,
                                "SELECT COUNT(*) FROM (SELECT id FROM queue_recipient WHERE destination = ? LIMIT ?) d",
                                name.toLowerCase(Locale.ROOT),
                                LARGE)
                        == LARGE;
        like(large ? "LOWER(r.destination)" : "r.destination", name);
    }

    /** A message is looked for alone first: its recipients are then found by their ids. */
    private void message(Tx tx, String id) throws SQLException {
        if (wild(id)) {
            like("LOWER(m.message_id)", id);
            return;
        }
        List<Long> ids =
                tx.list("SELECT id FROM queue_message WHERE message_id = ? ORDER BY id", row -> row.getLong(1), id);
        and("m.message_id = ?", id);
        and("r.id >= ?", ids.isEmpty() ? Long.MAX_VALUE : QueueTable.recipientId(ids.get(0), 0));
        and("r.id < ?", ids.isEmpty() ? 0 : QueueTable.recipientId(ids.get(ids.size() - 1) + 1, 0));
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
        QueueQuery query = new QueueQuery(tx, QueueTable.RECIPIENTS, filter, after);
        query.sql.append(" ORDER BY r.id LIMIT ?");
        query.parameters.add(limit);
        return tx.list(query.sql.toString(), QueueTable::read, query.parameters.toArray());
    }

    static long count(Tx tx, QueueFilter filter) throws SQLException {
        QueueQuery query = new QueueQuery(tx, "SELECT COUNT(*)" + QueueTable.FROM, filter, 0);
        return tx.number(0, query.sql.toString(), query.parameters.toArray());
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
