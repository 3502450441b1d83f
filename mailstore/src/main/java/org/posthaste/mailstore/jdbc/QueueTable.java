package org.posthaste.mailstore.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.posthaste.mailstore.blob.BlobRef;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;

/**
 * Queued messages and their recipients. What is inserted and settled is batched: whoever wants to see it in the same batch runs the batches before.
 *
 * <p>The id of a recipient is that of its message and a number behind it, so that either is found from the other without looking.
 */
final class QueueTable {
    /** Of everything that is held. */
    static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    /** Recipients, each with its message. */
    static final String FROM = " FROM queue_recipient r JOIN queue_message m ON m.id = r.id / 65536 ";

    /** Recipient, message and what else is known of both. */
    static final String RECIPIENTS = "SELECT r.id, r.address, r.destination, r.options, r.state, r.attempts, r.due_at,"
            + " r.last_reply, m.id, m.message_id, m.reverse_path, m.options, m.priority, m.queued_at,"
            + " m.size - m.skip_octets"
            + FROM;

    private static final int NUMBER_BITS = 16;
    private static final int LONGEST_ID = 100;
    private static final int LONGEST_REPLY = 1000;
    private static final String INSERT_MESSAGE =
            "INSERT INTO queue_message (id, message_id, reverse_path, options, priority, queued_at, size, skip_octets,"
                    + " pack, pack_offset) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_RECIPIENT =
            "INSERT INTO queue_recipient (id, address, destination, options, priority, state, attempts, due_at,"
                    + " claimed_by, claimed_until, last_reply) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, '')";
    // Ordered by all columns of the index, so that it is read from its place on and nothing is sorted.
    private static final String CLAIM = RECIPIENTS
            + "WHERE r.destination = ? AND r.priority = ? AND r.due_at <= ? AND (r.claimed_by <> ? OR r.claimed_until <= ?)"
            + " ORDER BY r.destination, r.priority, r.due_at, r.id LIMIT ?" + Database.SKIP_LOCKED;
    private static final String DELETE_RECIPIENT = "DELETE FROM queue_recipient WHERE id = ?";
    private static final String DELETE_MESSAGE = "DELETE FROM queue_message WHERE id = ?"
            + " AND NOT EXISTS (SELECT 1 FROM queue_recipient WHERE id >= ? AND id < ?)";

    private QueueTable() {}

    /** Where a message is, and what of it is sent. */
    record Stored(BlobRef blob, int skip) {}

    /** Who has claims, at a moment. */
    record Claims(long run, Instant now) {}

    /** States as they are written. */
    static int code(QueuedRecipient.State state) {
        return switch (state) {
            case WAITING -> 0;
            case HELD -> 1;
            case FAILED -> 2;
        };
    }

    private static QueuedRecipient.State state(int code) {
        return switch (code) {
            case 0 -> QueuedRecipient.State.WAITING;
            case 1 -> QueuedRecipient.State.HELD;
            default -> QueuedRecipient.State.FAILED;
        };
    }

    static long recipientId(long message, int number) {
        return (message << NUMBER_BITS) + number;
    }

    static long messageOf(long recipient) {
        return recipient >> NUMBER_BITS;
    }

    static void insert(Tx tx, QueuedMessage message, Stored stored) throws SQLException {
        BlobRef blob = stored.blob();
        tx.batch(
                INSERT_MESSAGE,
                message.id(),
                message.messageId(),
                message.reversePath(),
                Details.encode(message.options()),
                message.priority(),
                message.queued().toEpochMilli(),
                blob.size(),
                stored.skip(),
                blob.pack(),
                blob.offset());
    }

    /** Inserts a recipient, claimed until a time unless {@code run} is 0. */
    static void insert(Tx tx, QueuedRecipient recipient, long run, Instant until) throws SQLException {
        tx.batch(
                INSERT_RECIPIENT,
                recipient.id(),
                Addresses.text(recipient.address()),
                recipient.destination(),
                Details.encode(recipient.options()),
                recipient.message().priority(),
                code(recipient.state()),
                recipient.due().toEpochMilli(),
                run,
                run == 0 ? 0 : until.toEpochMilli());
    }

    static String messageId(String given) {
        return Details.cut(given, LONGEST_ID);
    }

    /** Claims what is due of a destination and a priority. */
    static List<QueuedRecipient> claim(Tx tx, Claims claims, Instant until, String destination, int priority, int limit)
            throws SQLException {
        long millis = claims.now().toEpochMilli();
        List<QueuedRecipient> due =
                tx.list(CLAIM, QueueTable::read, destination, priority, millis, claims.run(), millis, limit);
        for (QueuedRecipient recipient : due) {
            tx.batch(
                    "UPDATE queue_recipient SET claimed_by = ?, claimed_until = ? WHERE id = ?",
                    claims.run(),
                    until.toEpochMilli(),
                    recipient.id());
        }
        return due;
    }

    /** When the first of a destination and a priority that nobody has claimed is due; {@link #NEVER} if none is. */
    static Instant nextDue(Tx tx, Claims claims, String destination, int priority) throws SQLException {
        return Instant.ofEpochMilli(tx.number(
                NEVER.toEpochMilli(),
                "SELECT due_at FROM queue_recipient WHERE destination = ? AND priority = ?"
                        + " AND (claimed_by <> ? OR claimed_until <= ?)"
                        + " ORDER BY destination, priority, due_at, id LIMIT 1",
                destination,
                priority,
                claims.run(),
                claims.now().toEpochMilli()));
    }

    /** Deletes a recipient. */
    static void finish(Tx tx, long recipient) throws SQLException {
        tx.batch(DELETE_RECIPIENT, recipient);
    }

    /** Deletes a message, if it has no recipients any more. */
    static void finishMessage(Tx tx, long message) throws SQLException {
        tx.batch(DELETE_MESSAGE, message, recipientId(message, 0), recipientId(message + 1, 0));
    }

    static void defer(Tx tx, Outcome.Deferred outcome) throws SQLException {
        tx.batch(
                "UPDATE queue_recipient SET state = 0, attempts = attempts + 1, due_at = ?, claimed_by = 0,"
                        + " claimed_until = 0, last_reply = ?, options = ? WHERE id = ?",
                outcome.due().toEpochMilli(),
                Details.cut(outcome.reply(), LONGEST_REPLY),
                Details.encode(outcome.options()),
                outcome.recipient());
    }

    static void fail(Tx tx, Outcome.Failed outcome) throws SQLException {
        tx.batch(
                "UPDATE queue_recipient SET state = 2, attempts = attempts + 1, due_at = ?, claimed_by = 0,"
                        + " claimed_until = 0, last_reply = ?, options = ? WHERE id = ?",
                outcome.due().toEpochMilli(),
                Details.cut(outcome.reply(), LONGEST_REPLY),
                Details.encode(outcome.options()),
                outcome.recipient());
    }

    static void giveBack(Tx tx, Outcome.Returned outcome) throws SQLException {
        tx.batch(
                "UPDATE queue_recipient SET due_at = ?, claimed_by = 0, claimed_until = 0 WHERE id = ?",
                outcome.due().toEpochMilli(),
                outcome.recipient());
    }

    static Optional<String> destination(Tx tx, long recipient) throws SQLException {
        return tx
                .list("SELECT destination FROM queue_recipient WHERE id = ?", row -> row.getString(1), recipient)
                .stream()
                .findAny();
    }

    /** The reply of one of those that are due last: what was tried often waits longest. */
    static Optional<String> lastReply(Tx tx, String destination, int priority) throws SQLException {
        return tx
                .list(
                        "SELECT last_reply FROM queue_recipient WHERE destination = ? AND priority = ? AND due_at < ?"
                                + " ORDER BY destination DESC, priority DESC, due_at DESC, id DESC LIMIT 100",
                        row -> row.getString(1),
                        destination,
                        priority,
                        NEVER.toEpochMilli())
                .stream()
                .filter(reply -> !reply.isEmpty())
                .findFirst();
    }

    static List<Integer> priorities(Tx tx) throws SQLException {
        return tx.list("SELECT priority FROM queue_priority", row -> row.getInt(1));
    }

    static void addPriority(Tx tx, int priority) throws SQLException {
        tx.update(
                "INSERT INTO queue_priority (priority) SELECT CAST(? AS SMALLINT)"
                        + " WHERE NOT EXISTS (SELECT 1 FROM queue_priority WHERE priority = ?)",
                priority,
                priority);
    }

    static long size(Tx tx) throws SQLException {
        return tx.number(0, "SELECT COUNT(*) FROM queue_recipient");
    }

    static Optional<Stored> stored(Tx tx, long message) throws SQLException {
        return tx
                .list(
                        "SELECT pack, pack_offset, size, skip_octets FROM queue_message WHERE id = ?",
                        row -> new Stored(new BlobRef(row.getInt(1), row.getInt(2), row.getInt(3)), row.getInt(4)),
                        message)
                .stream()
                .findAny();
    }

    /** Tells where each message is, with its id in log and journal. */
    static void forEachBlob(Tx tx, BiConsumer<String, BlobRef> each) throws SQLException {
        tx.forEach(
                "SELECT message_id, pack, pack_offset, size FROM queue_message",
                row -> each.accept(row.getString(1), new BlobRef(row.getInt(2), row.getInt(3), row.getInt(4))));
    }

    /** Messages without recipients. */
    static List<String> lonely(Tx tx) throws SQLException {
        return tx.list(
                "SELECT m.message_id FROM queue_message m WHERE NOT EXISTS (SELECT 1 FROM queue_recipient r"
                        + " WHERE r.id >= m.id * 65536 AND r.id < (m.id + 1) * 65536)",
                row -> row.getString(1));
    }

    /** Recipients without a message. */
    static List<String> orphans(Tx tx) throws SQLException {
        return tx.list(
                "SELECT r.address FROM queue_recipient r LEFT JOIN queue_message m ON m.id = r.id / 65536"
                        + " WHERE m.id IS NULL",
                row -> row.getString(1));
    }

    static QueuedRecipient read(ResultSet row) throws SQLException {
        QueuedMessage message = new QueuedMessage(
                row.getLong(9),
                row.getString(10),
                row.getString(11),
                Details.decode(row.getString(12)),
                row.getInt(13),
                Instant.ofEpochMilli(row.getLong(14)),
                row.getLong(15));
        return new QueuedRecipient(
                row.getLong(1),
                message,
                Addresses.parse(row.getString(2)),
                row.getString(3),
                Details.decode(row.getString(4)),
                state(row.getInt(5)),
                row.getInt(6),
                Instant.ofEpochMilli(row.getLong(7)),
                row.getString(8));
    }
}
