package org.posthaste.mailstore.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.blob.BlobRef;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;

/**
 * Changes of the queue, as parts of batches, and what is remembered of the queue in memory. Committer only, but for what only looks.
 */
final class QueueWriter {
    private static final int MOST_LOCATED = 20_000;
    /** As many priorities there are of mail (MT-PRIORITY), and so as many statements at most for one claim. */
    private static final int HIGHEST_PRIORITY = 9;

    private final NumberBlock ids = new NumberBlock("queue");
    private final Set<Integer> priorities = new ConcurrentSkipListSet<>(Comparator.reverseOrder());
    /** Destinations of what is claimed. */
    private final Map<Long, String> claimed = new ConcurrentHashMap<>();
    /** Where messages are whose recipients are claimed. */
    private final Cache<Long, QueueTable.Stored> located = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST_LOCATED)
            .build();

    private volatile QueueStore.ArrivalDesk desk = new NobodyThere();
    private QueueNews news = new QueueNews();
    private @Nullable Batch newsOf;

    /** As long as nothing is sent. */
    private static final class NobodyThere implements QueueStore.ArrivalDesk {
        @Override
        public boolean takes(String destination) {
            return false;
        }

        @Override
        public void arrived(List<QueuedRecipient> claimed) {
            throw new IllegalStateException("nobody took recipients");
        }

        @Override
        public void waiting(String destination, Instant due) {
            // They are found when somebody looks.
        }

        @Override
        public void wanted(String destination) {
            // Nobody could.
        }
    }

    QueueWriter(Collection<Integer> priorities) {
        this.priorities.addAll(priorities);
    }

    void arrivals(QueueStore.ArrivalDesk newDesk) {
        desk = newDesk;
    }

    /** Who has claims now. Any thread. */
    QueueTable.Claims claims(Instant now) {
        return new QueueTable.Claims(ids.run(), now);
    }

    /** Priorities in use, the highest first. Any thread. */
    Collection<Integer> priorities() {
        return priorities;
    }

    /** Any thread. */
    boolean isClaimed(long recipient) {
        return claimed.containsKey(recipient);
    }

    /** Where a message is, if that is remembered. Any thread. */
    Optional<QueueTable.Stored> located(long message) {
        return Optional.ofNullable(located.getIfPresent(message));
    }

    private QueueNews news(Batch batch) {
        if (newsOf != batch) {
            QueueNews fresh = new QueueNews();
            QueueStore.ArrivalDesk listener = desk;
            batch.afterCommit(() -> publish(fresh, listener));
            news = fresh;
            newsOf = batch;
        }
        return news;
    }

    /** What is remembered of arrivals is there before anybody hears of them. */
    private void publish(QueueNews fresh, QueueStore.ArrivalDesk listener) {
        fresh.claimed().forEach(each -> claimed.put(each.id(), each.destination()));
        located.putAll(fresh.located());
        fresh.tell(listener);
    }

    /** Queues what goes elsewhere of a message that is placed. */
    void insert(Batch batch, Outgoing outgoing, BlobRef blob) throws SQLException {
        Tx tx = batch.tx();
        int priority = Math.max(-HIGHEST_PRIORITY, Math.min(HIGHEST_PRIORITY, outgoing.priority()));
        if (!priorities.contains(priority)) {
            QueueTable.addPriority(tx, priority);
            batch.afterCommit(() -> priorities.add(priority));
        }
        QueuedMessage message = new QueuedMessage(
                ids.next(batch),
                QueueTable.messageId(outgoing.messageId()),
                outgoing.reversePath(),
                outgoing.options(),
                priority,
                batch.now(),
                blob.size() - outgoing.skip());
        QueueTable.Stored stored = new QueueTable.Stored(blob, outgoing.skip());
        QueueTable.insert(tx, message, stored);
        List<QueuedRecipient> taken = new ArrayList<>();
        int number = 0;
        for (Outgoing.Recipient recipient : outgoing.recipients()) {
            QueuedRecipient queued = queued(message, recipient, number++);
            boolean now = !recipient.held() && !queued.due().isAfter(batch.now());
            if (now && desk.takes(queued.destination())) {
                QueueTable.insert(tx, queued, ids.run(batch), batch.now().plus(QueueStore.ARRIVAL_LEASE));
                taken.add(queued);
            } else {
                QueueTable.insert(tx, queued, 0, Instant.EPOCH);
                news(batch).waiting(queued.destination(), queued.due());
            }
        }
        if (!taken.isEmpty()) {
            news(batch).claimed(taken, message.id(), stored);
        }
    }

    private static QueuedRecipient queued(QueuedMessage message, Outgoing.Recipient recipient, int number) {
        Instant due = recipient.held()
                ? QueueTable.NEVER
                : recipient
                        .notBefore()
                        .filter(at -> at.isAfter(message.queued()))
                        .orElse(message.queued());
        return new QueuedRecipient(
                QueueTable.recipientId(message.id(), number),
                message,
                recipient.address(),
                recipient.address().domain(),
                recipient.options(),
                recipient.held() ? QueuedRecipient.State.HELD : QueuedRecipient.State.WAITING,
                0,
                due,
                "");
    }

    List<QueuedRecipient> claim(Batch batch, String destination, int limit, Duration lease) throws SQLException {
        Tx tx = batch.tx();
        tx.runBatches();
        QueueTable.Claims claims = new QueueTable.Claims(ids.run(batch), batch.now());
        List<QueuedRecipient> due = new ArrayList<>();
        for (int priority : priorities) {
            if (due.size() < limit) {
                due.addAll(QueueTable.claim(
                        tx, claims, batch.now().plus(lease), destination, priority, limit - due.size()));
            }
        }
        if (!due.isEmpty()) {
            // A claim need not outlive a crash.
            batch.changedLazily();
            batch.afterCommit(() -> due.forEach(each -> claimed.put(each.id(), each.destination())));
        }
        return due;
    }

    void settle(Batch batch, List<Outcome> outcomes) throws SQLException {
        Tx tx = batch.tx();
        Set<Long> messages = new HashSet<>();
        for (Outcome outcome : outcomes) {
            long recipient = outcome.recipient();
            if (outcome instanceof Outcome.Finished) {
                QueueTable.finish(tx, recipient);
                messages.add(QueueTable.messageOf(recipient));
            } else if (outcome instanceof Outcome.Deferred deferred) {
                QueueTable.defer(tx, deferred);
                tellWaiting(batch, recipient, deferred.due());
            } else if (outcome instanceof Outcome.Failed failed) {
                QueueTable.fail(tx, failed);
                tellWaiting(batch, recipient, failed.due());
            } else if (outcome instanceof Outcome.Returned returned) {
                QueueTable.giveBack(tx, returned);
                tellWaiting(batch, recipient, returned.due());
            }
        }
        for (long message : messages) {
            QueueTable.finishMessage(tx, message);
        }
        batch.afterCommit(() -> {
            outcomes.forEach(outcome -> claimed.remove(outcome.recipient()));
            located.invalidateAll(messages);
        });
    }

    private void tellWaiting(Batch batch, long recipient, Instant due) throws SQLException {
        String destination = claimed.get(recipient);
        if (destination == null) {
            destination = QueueTable.destination(batch.tx(), recipient).orElse("");
        }
        if (!destination.isEmpty()) {
            news(batch).waiting(destination, due);
        }
    }

    /** What an administrator may do with a recipient. */
    enum Act {
        RETRY("UPDATE queue_recipient SET due_at = ? WHERE id = ? AND state <> 1"),
        HOLD("UPDATE queue_recipient SET state = 1, due_at = ? WHERE id = ? AND state = 0"),
        RELEASE("UPDATE queue_recipient SET state = 0, due_at = ? WHERE id = ? AND state = 1"),
        /** The time is compared with one that every recipient has, only to have the same parameters. */
        REMOVE("DELETE FROM queue_recipient WHERE due_at <= ? AND id = ?");

        private final String sql;

        Act(String sql) {
            this.sql = sql + " AND (claimed_by <> ? OR claimed_until <= ?)";
        }

        private Instant parameter(Instant now) {
            return this == RETRY || this == RELEASE ? now : QueueTable.NEVER;
        }
    }

    /** Does something with recipients that nobody has claimed; returns those it was done with. */
    List<QueuedRecipient> act(Batch batch, Act act, List<QueuedRecipient> recipients) throws SQLException {
        Tx tx = batch.tx();
        tx.runBatches();
        QueueTable.Claims claims = claims(batch.now());
        long millis = batch.now().toEpochMilli();
        List<Object[]> parameters = new ArrayList<>();
        for (QueuedRecipient recipient : recipients) {
            parameters.add(
                    new Object[] {act.parameter(batch.now()).toEpochMilli(), recipient.id(), claims.run(), millis});
        }
        int[] counts = tx.updateAll(act.sql, parameters);
        List<QueuedRecipient> done = new ArrayList<>();
        Set<Long> messages = new HashSet<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                QueuedRecipient recipient = recipients.get(i);
                done.add(recipient);
                messages.add(recipient.message().id());
                if (act == Act.RETRY || act == Act.RELEASE) {
                    news(batch).wanted(recipient.destination(), batch.now());
                }
            }
        }
        if (act == Act.REMOVE) {
            for (long message : messages) {
                QueueTable.finishMessage(tx, message);
            }
        }
        if (!done.isEmpty()) {
            batch.changed();
        }
        return done;
    }
}
