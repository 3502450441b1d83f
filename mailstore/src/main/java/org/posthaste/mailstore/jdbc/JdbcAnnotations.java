package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Annotations;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;

/** Annotations in a table. */
final class JdbcAnnotations implements Annotations {
    private static final int LONGEST_NAME = 255;

    private final Database database;
    private final Committer committer;
    private final AtomicLong version = new AtomicLong();

    JdbcAnnotations(Database database, Committer committer) {
        this.database = database;
        this.committer = committer;
    }

    @Override
    public Map<MailboxId, SortedMap<String, byte[]>> of(AccountId viewer, Collection<MailboxId> mailboxes) {
        Map<MailboxId, SortedMap<String, byte[]>> found = new HashMap<>();
        List<Long> ids = mailboxes.stream().map(id -> (long) id.value()).toList();
        for (int from = 0; from < ids.size(); from += AnnotationTable.TOGETHER) {
            List<Long> some = ids.subList(from, Math.min(from + AnnotationTable.TOGETHER, ids.size()));
            database.read(tx -> AnnotationTable.of(tx, viewer, some))
                    .forEach(row -> found.computeIfAbsent(new MailboxId(row.mailbox()), id -> names())
                            .put(row.entry(), row.data()));
        }
        return found;
    }

    @Override
    public SortedMap<String, byte[]> ofServer(AccountId viewer) {
        SortedMap<String, byte[]> found = names();
        database.read(tx -> AnnotationTable.of(tx, viewer, List.of(AnnotationTable.NONE)))
                .forEach(row -> found.put(row.entry(), row.data()));
        return found;
    }

    @Override
    public long version() {
        return version.get();
    }

    private static SortedMap<String, byte[]> names() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    @Override
    public CompletionStage<Void> set(
            AccountId author, Optional<MailboxId> mailbox, Map<String, Optional<byte[]>> changes) {
        Map<String, Optional<byte[]>> wanted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        wanted.putAll(changes);
        return committer
                .submit(new SetChange(author, mailbox, wanted, version::incrementAndGet))
                .thenAccept(done -> {});
    }

    private record SetChange(
            AccountId author, Optional<MailboxId> mailbox, Map<String, Optional<byte[]>> changes, Runnable committed)
            implements Change<Boolean> {
        @Override
        public Boolean execute(Batch batch) throws SQLException {
            long box = AnnotationTable.NONE;
            if (mailbox.isPresent()) {
                AccountId owner = MailboxTable.owner(batch.tx(), mailbox.get())
                        .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "the mailbox is gone"));
                // Looked up in the batch too, where it may be deleted already.
                batch.mailbox(owner, mailbox.get());
                box = mailbox.get().value();
                batch.tell(owner);
            } else {
                batch.tell(author);
            }
            check(batch.tx(), box);
            batch.changed();
            batch.afterCommit(committed);
            for (Map.Entry<String, Optional<byte[]>> change : changes.entrySet()) {
                long account = account(change.getKey());
                if (change.getValue().isPresent()) {
                    AnnotationTable.put(
                            batch.tx(),
                            box,
                            account,
                            change.getKey(),
                            author,
                            change.getValue().get());
                } else {
                    AnnotationTable.delete(batch.tx(), box, account, change.getKey());
                }
            }
            return true;
        }

        private void check(Tx tx, long box) throws SQLException {
            Map<Long, Integer> more = new HashMap<>();
            long octets = 0;
            for (Map.Entry<String, Optional<byte[]>> change : changes.entrySet()) {
                if (change.getValue().isEmpty()) {
                    continue;
                }
                int length = change.getValue().get().length;
                if (length > MAX_VALUE || change.getKey().length() > LONGEST_NAME) {
                    throw new StoreException(StoreFailure.TOO_BIG, "an annotation of " + length + " octets");
                }
                octets += length;
                long account = account(change.getKey());
                if (!AnnotationTable.exists(tx, box, account, change.getKey())) {
                    more.merge(account, 1, Integer::sum);
                }
            }
            for (Map.Entry<Long, Integer> scope : more.entrySet()) {
                if (AnnotationTable.count(tx, box, scope.getKey()) + scope.getValue() > MAX_COUNT) {
                    throw new StoreException(StoreFailure.LIMIT, "too many annotations");
                }
            }
            if (octets > 0 && AnnotationTable.octets(tx, author) + octets > MAX_TOGETHER) {
                throw new StoreException(StoreFailure.LIMIT, "too many octets of annotations");
            }
        }

        private long account(String entry) {
            return entry.toLowerCase(Locale.ROOT).startsWith("/shared/") ? AnnotationTable.NONE : author.value();
        }
    }
}
