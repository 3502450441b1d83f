package org.posthaste.mailstore.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.blob.BlobRef;
import org.posthaste.mailstore.blob.BlobStore;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Destination;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.mailstore.queue.RouteTable;
import org.posthaste.mailstore.queue.Suppressions;

/** The queue as tables. */
final class JdbcQueueStore implements QueueStore {
    /** Recipients an administrator's wish changes at once: the committer must not be held up by more. */
    private static final int AT_ONCE = 1000;
    /** Recipients looked for at once: each look may go through all of a destination. */
    private static final int FOUND_AT_ONCE = 20_000;

    private static final int LONGEST_ADDRESS = 500;

    private final JdbcMailStore store;
    private final BlobStore blobs;
    private final QueueWriter writer;
    private final JdbcSuppressions suppressions;
    private final JdbcRoutes routes;

    JdbcQueueStore(JdbcMailStore store, BlobStore blobs) {
        this.store = store;
        this.blobs = blobs;
        this.writer = new QueueWriter(store.database().read(QueueTable::priorities));
        this.suppressions = new JdbcSuppressions(store.database(), store.committer(), store.clock());
        this.routes = new JdbcRoutes(store.database(), store.committer());
    }

    QueueWriter writer() {
        return writer;
    }

    /** Fails with LIMIT if something does not fit the tables. */
    static void check(Outgoing outgoing) {
        boolean tooLong = outgoing.reversePath().length() > LONGEST_ADDRESS
                || outgoing.recipients().stream()
                        .anyMatch(to -> Addresses.text(to.address()).length() > LONGEST_ADDRESS);
        if (tooLong) {
            throw new StoreException(StoreFailure.LIMIT, "an address of more than " + LONGEST_ADDRESS + " characters");
        }
        if (outgoing.recipients().size() > Outgoing.MOST_RECIPIENTS) {
            throw new StoreException(StoreFailure.LIMIT, "more than " + Outgoing.MOST_RECIPIENTS + " recipients");
        }
    }

    @Override
    public void arrivals(ArrivalDesk desk) {
        writer.arrivals(desk);
    }

    @Override
    public CompletionStage<List<QueuedRecipient>> claim(String destination, int limit, Duration lease) {
        return store.committer().submit(batch -> List.copyOf(writer.claim(batch, destination, limit, lease)));
    }

    @Override
    public Optional<Instant> nextDue(String destination) {
        return store.database().read(tx -> {
            QueueTable.Claims claims = writer.claims(store.clock().instant());
            Instant next = QueueTable.NEVER;
            for (int priority : writer.priorities()) {
                Instant due = QueueTable.nextDue(tx, claims, destination, priority);
                next = due.isBefore(next) ? due : next;
            }
            return Optional.of(next).filter(QueueTable.NEVER::isAfter);
        });
    }

    @Override
    public void destinations(Consumer<Destination> each) {
        store.database().read(tx -> {
            QueueQuery.destinations(tx, each);
            return true;
        });
    }

    @Override
    public CompletionStage<Void> settle(List<Outcome> outcomes, List<JournalEntry> journal, List<Delivery> notices) {
        List<IncomingMail> mails = new ArrayList<>();
        List<DeliverChange> deliveries = new ArrayList<>();
        try {
            for (Delivery notice : notices) {
                DeliverChange change = store.deliverChange(notice);
                mails.add(change.message());
                deliveries.add(change);
            }
        } catch (StoreException e) {
            notices.forEach(notice -> ((JdbcIncomingMessage) notice.message()).giveUp());
            return CompletableFuture.failedStage(e);
        }
        return store.submit(mails, new SettleChange(writer, List.copyOf(outcomes), List.copyOf(journal), deliveries))
                .thenAccept(done -> {});
    }

    @Override
    public List<QueuedRecipient> list(QueueFilter filter, long afterRecipient, int limit) {
        return List.copyOf(store.database().read(tx -> QueueQuery.list(tx, filter, afterRecipient, limit)));
    }

    @Override
    public long count(QueueFilter filter) {
        return store.database().read(tx -> QueueQuery.count(tx, filter));
    }

    @Override
    public Optional<String> lastReply(String destination) {
        return store.database().read(tx -> {
            Optional<String> reply = Optional.empty();
            for (int priority : writer.priorities()) {
                reply = reply.isPresent() ? reply : QueueTable.lastReply(tx, destination, priority);
            }
            return reply;
        });
    }

    @Override
    public Changed retryNow(QueueFilter filter) {
        return act(QueueWriter.Act.RETRY, filter);
    }

    @Override
    public Changed hold(QueueFilter filter) {
        return act(QueueWriter.Act.HOLD, filter);
    }

    @Override
    public Changed release(QueueFilter filter) {
        return act(QueueWriter.Act.RELEASE, filter);
    }

    @Override
    public Changed remove(QueueFilter filter) {
        return act(QueueWriter.Act.REMOVE, filter);
    }

    private Changed act(QueueWriter.Act act, QueueFilter filter) {
        int changed = 0;
        int inDelivery = 0;
        List<QueuedRecipient> found = list(filter, 0, FOUND_AT_ONCE);
        while (!found.isEmpty()) {
            for (int from = 0; from < found.size(); from += AT_ONCE) {
                List<QueuedRecipient> some = found.subList(from, Math.min(found.size(), from + AT_ONCE));
                inDelivery += (int) some.stream()
                        .filter(each -> writer.isClaimed(each.id()))
                        .count();
                changed += act(act, some);
            }
            found = found.size() < FOUND_AT_ONCE
                    ? List.of()
                    : list(filter, found.get(found.size() - 1).id(), FOUND_AT_ONCE);
        }
        return new Changed(changed, inDelivery);
    }

    private int act(QueueWriter.Act act, List<QueuedRecipient> recipients) {
        return store.committer().await(batch -> {
            List<QueuedRecipient> done = writer.act(batch, act, recipients);
            if (act == QueueWriter.Act.REMOVE) {
                batch.journal(
                        done.stream().map(each -> removed(batch.now(), each)).toList());
            }
            return done.size();
        });
    }

    private static JournalEntry removed(Instant now, QueuedRecipient recipient) {
        return new JournalEntry(
                now,
                JournalEntry.Kind.REMOVED,
                recipient.message().messageId(),
                "",
                Map.of("to", recipient.address().toString(), "reason", "an administrator removed it from the queue"));
    }

    @Override
    public boolean isClaimed(long recipient) {
        return writer.isClaimed(recipient);
    }

    @Override
    public long size() {
        return store.database().read(QueueTable::size);
    }

    @Override
    public ByteSource octets(QueuedMessage message) {
        QueueTable.Stored stored = writer.located(message.id())
                .or(() -> store.database().read(tx -> QueueTable.stored(tx, message.id())))
                .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "message left the queue"));
        BlobRef blob = stored.blob();
        ByteSource whole = blobs.open(blob);
        return whole.slice(stored.skip(), whole.size() - stored.skip());
    }

    @Override
    public Suppressions suppressions() {
        return suppressions;
    }

    @Override
    public RouteTable routes() {
        return routes;
    }
}
