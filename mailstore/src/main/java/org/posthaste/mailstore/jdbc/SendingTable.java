package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.queue.SendingLedger;

/** What users sent, in tables. Thread-safe. */
final class SendingTable implements SendingLedger {
    private final Database database;
    private final Committer committer;

    SendingTable(Database database, Committer committer) {
        this.database = database;
        this.committer = committer;
    }

    private record Row(long hour, Hour counts) {}

    @Override
    public Usage usage(AccountId account, long sinceHour) {
        return database.read(tx -> {
            Map<Long, Hour> hours = new HashMap<>();
            List<Row> rows = tx.list(
                    "SELECT epoch_hour, messages, new_recipients, told FROM sent_hour WHERE account = ? AND epoch_hour >= ?",
                    row -> new Row(row.getLong(1), new Hour(row.getInt(2), row.getInt(3), row.getBoolean(4))),
                    account.value(),
                    sinceHour);
            rows.forEach(row -> hours.put(row.hour(), row.counts()));
            List<Long> recipients = tx.list(
                    "SELECT recipient FROM sent_recipient WHERE account = ?", row -> row.getLong(1), account.value());
            return new Usage(hours, recipients);
        });
    }

    @Override
    public CompletionStage<Void> record(List<Change> changes) {
        List<Change> all = List.copyOf(changes);
        return committer
                .submit(batch -> {
                    for (Change change : all) {
                        write(batch.tx(), change);
                    }
                    // Counts that a crash loses are no loss.
                    batch.changedLazily();
                    return true;
                })
                .thenAccept(done -> {});
    }

    private static void write(Tx tx, Change change) throws SQLException {
        long account = change.account().value();
        tx.update("DELETE FROM sent_hour WHERE account = ? AND epoch_hour < ?", account, change.oldestHour());
        for (Map.Entry<Long, Hour> hour : change.hours().entrySet()) {
            Hour counts = hour.getValue();
            int there = tx.update(
                    "UPDATE sent_hour SET messages = ?, new_recipients = ?, told = ? WHERE account = ? AND epoch_hour = ?",
                    counts.messages(),
                    counts.newRecipients(),
                    counts.told(),
                    account,
                    hour.getKey());
            if (there == 0) {
                tx.update(
                        "INSERT INTO sent_hour (account, epoch_hour, messages, new_recipients, told) VALUES (?, ?, ?, ?, ?)",
                        account,
                        hour.getKey(),
                        counts.messages(),
                        counts.newRecipients(),
                        counts.told());
            }
        }
        for (long recipient : change.recipients()) {
            if (tx.number(0, "SELECT 1 FROM sent_recipient WHERE account = ? AND recipient = ?", account, recipient)
                    == 0) {
                tx.update("INSERT INTO sent_recipient (account, recipient) VALUES (?, ?)", account, recipient);
            }
        }
    }

    /** Forgets all of an account. */
    static void delete(Tx tx, AccountId account) throws SQLException {
        tx.update("DELETE FROM sent_hour WHERE account = ?", account.value());
        tx.update("DELETE FROM sent_recipient WHERE account = ?", account.value());
    }
}
