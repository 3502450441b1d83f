package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.StoreHealth;

/** The queue at a glance. Of a large one the figures may be some seconds old, since each look goes through an index as long as the queue. Thread-safe. */
final class QueueFigures {
    private static final int LARGE = 50_000;
    private static final Duration KEPT = Duration.ofSeconds(15);
    private static final String FIGURES = "SELECT q.recipients, q.held, q.failed, m.queued_at FROM"
            + " (SELECT COUNT(*) AS recipients, SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END) AS held,"
            + " SUM(CASE WHEN state = 2 THEN 1 ELSE 0 END) AS failed, MIN(id) AS id FROM queue_recipient) q"
            + " LEFT JOIN queue_message m ON m.id = q.id / 65536";

    private volatile @Nullable Seen last;

    /** What was seen when. */
    private record Seen(Instant at, StoreHealth.Queue figures) {}

    StoreHealth.Queue read(Tx tx, Instant now) throws SQLException {
        Seen seen = last;
        if (seen != null && now.isBefore(seen.at().plus(KEPT))) {
            return seen.figures();
        }
        StoreHealth.Queue figures = read(tx);
        last = figures.recipients() < LARGE ? null : new Seen(now, figures);
        return figures;
    }

    private static StoreHealth.Queue read(Tx tx) throws SQLException {
        if (QueueTable.size(tx) == 0) {
            return new StoreHealth.Queue(0, 0, 0, Optional.empty());
        }
        return tx.list(
                        FIGURES,
                        row -> new StoreHealth.Queue(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                Optional.of(Instant.ofEpochMilli(row.getLong(4)))))
                .get(0);
    }
}
