package org.posthaste.mailstore.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthaste.mailstore.blob.BlobRef;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** Queued messages and their recipients. Everything is written at once, so that changes of one batch see one another. */
final class QueueTable {
    private static final int LONGEST_ID = 100;
    private static final int LONGEST_REPLY = 1000;
    private static final String INSERT_MESSAGE =
            "INSERT INTO queue_message (id, message_id, reverse_path, options, queued_at, size, skip_octets, pack, pack_offset)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT_RECIPIENT =
            "INSERT INTO queue_recipient (id, message, address, options, attempts, due_at, claimed_until, last_reply)"
                    + " VALUES (?, ?, ?, ?, 0, ?, 0, '')";
    private static final String RECIPIENTS = "SELECT r.id, r.address, r.options, r.attempts, r.due_at, r.last_reply,"
            + " m.id, m.message_id, m.reverse_path, m.options, m.queued_at, m.size - m.skip_octets"
            + " FROM queue_recipient r JOIN queue_message m ON m.id = r.message ";

    private QueueTable() {}

    /** Where a message is, and what of it is sent. */
    record Stored(BlobRef blob, int skip) {}

    static void insert(Tx tx, Outgoing outgoing, BlobRef blob, Instant now) throws SQLException {
        long id = CounterTable.next(tx, "queue", 1 + outgoing.recipients().size());
        tx.update(
                INSERT_MESSAGE,
                id,
                Details.cut(outgoing.messageId(), LONGEST_ID),
                outgoing.reversePath(),
                Details.encode(outgoing.options()),
                now.toEpochMilli(),
                blob.size(),
                outgoing.skip(),
                blob.pack(),
                blob.offset());
        long recipientId = id;
        for (Outgoing.Recipient recipient : outgoing.recipients()) {
            tx.update(
                    INSERT_RECIPIENT,
                    ++recipientId,
                    id,
                    Addresses.text(recipient.address()),
                    Details.encode(recipient.options()),
                    now.toEpochMilli());
        }
    }

    static List<QueuedRecipient> claim(Tx tx, Instant now, Instant until, int limit) throws SQLException {
        long millis = now.toEpochMilli();
        List<QueuedRecipient> due = tx.list(
                RECIPIENTS + "WHERE r.due_at <= ? AND r.claimed_until <= ? ORDER BY r.due_at, r.id LIMIT ?",
                QueueTable::read,
                millis,
                millis,
                limit);
        for (QueuedRecipient recipient : due) {
            tx.update(
                    "UPDATE queue_recipient SET claimed_until = ? WHERE id = ?", until.toEpochMilli(), recipient.id());
        }
        return due;
    }

    /** After a start nobody works on anything. */
    static void releaseAll(Tx tx) throws SQLException {
        tx.update("UPDATE queue_recipient SET claimed_until = 0 WHERE claimed_until > 0");
    }

    static Optional<Instant> nextDue(Tx tx, Instant now) throws SQLException {
        long due = tx.number(0, "SELECT MIN(due_at) FROM queue_recipient WHERE claimed_until <= ?", now.toEpochMilli());
        return due == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due));
    }

    static void finish(Tx tx, long recipient) throws SQLException {
        long message = tx.number(0, "SELECT message FROM queue_recipient WHERE id = ?", recipient);
        if (message == 0) {
            return;
        }
        tx.update("DELETE FROM queue_recipient WHERE id = ?", recipient);
        tx.update(
                "DELETE FROM queue_message WHERE id = ? AND NOT EXISTS (SELECT 1 FROM queue_recipient WHERE message = ?)",
                message,
                message);
    }

    static void defer(Tx tx, Outcome.Deferred outcome) throws SQLException {
        tx.update(
                "UPDATE queue_recipient SET attempts = attempts + 1, due_at = ?, claimed_until = 0, last_reply = ?,"
                        + " options = ? WHERE id = ?",
                outcome.due().toEpochMilli(),
                Details.cut(outcome.reply(), LONGEST_REPLY),
                Details.encode(outcome.options()),
                outcome.recipient());
    }

    /** Returns the number of rows: 0 if the recipient is taken or gone. */
    static int makeDue(Tx tx, long recipient, Instant now) throws SQLException {
        long millis = now.toEpochMilli();
        return tx.update(
                "UPDATE queue_recipient SET due_at = ? WHERE id = ? AND claimed_until <= ?", millis, recipient, millis);
    }

    static List<QueuedRecipient> list(Tx tx, long after, int limit) throws SQLException {
        return tx.list(RECIPIENTS + "WHERE r.id > ? ORDER BY r.id LIMIT ?", QueueTable::read, after, limit);
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

    static List<BlobRef> blobs(Tx tx) throws SQLException {
        return tx.list(
                "SELECT pack, pack_offset, size FROM queue_message",
                row -> new BlobRef(row.getInt(1), row.getInt(2), row.getInt(3)));
    }

    private static QueuedRecipient read(ResultSet row) throws SQLException {
        QueuedMessage message = new QueuedMessage(
                row.getLong(7),
                row.getString(8),
                row.getString(9),
                Details.decode(row.getString(10)),
                Instant.ofEpochMilli(row.getLong(11)),
                row.getLong(12));
        return new QueuedRecipient(
                row.getLong(1),
                message,
                Addresses.parse(row.getString(2)),
                Details.decode(row.getString(3)),
                row.getInt(4),
                Instant.ofEpochMilli(row.getLong(5)),
                row.getString(6));
    }
}
