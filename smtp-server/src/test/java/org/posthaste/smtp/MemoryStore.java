package org.posthaste.smtp;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.MessageParser;
import org.posthaste.common.message.ParsedMessage;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Annotations;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.DeliveryReceipt;
import org.posthaste.mailstore.DeliveryReceipt.Filed;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.RebuiltIndexes;
import org.posthaste.mailstore.SpecialUse;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.StoreHealth;
import org.posthaste.mailstore.VerifyReport;
import org.posthaste.mailstore.change.ChangeBus;
import org.posthaste.mailstore.dmarc.DmarcRecords;
import org.posthaste.mailstore.dmarc.ReceivedReports;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalKey;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.SendingLedger;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.rights.Grantee;
import org.posthaste.mailstore.rights.Rights;
import org.posthaste.mailstore.tls.TlsRecords;

/** What SMTP needs of a store, in memory, with failures to order. Thread-safe. */
final class MemoryStore implements MailStore {
    /** Deliveries in order, as prefix and message. */
    final List<Delivered> deliveries = new CopyOnWriteArrayList<>();

    /** Everything journalled. */
    final List<JournalEntry> entries = new CopyOnWriteArrayList<>();

    /** Messages begun and neither handed over nor closed. */
    final AtomicInteger open = new AtomicInteger();

    final MemoryDirectory directory = new MemoryDirectory();
    private final MemoryLedger sending = new MemoryLedger();
    private final Map<AccountId, Account.Quota> quotas = new ConcurrentHashMap<>();
    private final Map<AccountId, StoreFailure> failures = new ConcurrentHashMap<>();
    private volatile Optional<StoreFailure> failure = Optional.empty();
    private volatile Optional<StoreFailure> writeFailure = Optional.empty();
    private final Set<AccountId> junkKeepers = ConcurrentHashMap.newKeySet();
    private volatile boolean held;
    private final List<Runnable> heldBack = new CopyOnWriteArrayList<>();

    /** A delivery. */
    record Delivered(
            List<AccountId> accounts,
            List<MailboxName> mailboxes,
            String prefix,
            byte[] message,
            Optional<Outgoing> outgoing) {
        String text() {
            return new String(message, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** Deliveries to this account fail. */
    void failFor(AccountId account, StoreFailure how) {
        failures.put(account, how);
    }

    /** All deliveries fail. */
    void fail(StoreFailure how) {
        failure = Optional.of(how);
    }

    /** Writing fails. */
    void failWriting(StoreFailure how) {
        writeFailure = Optional.of(how);
    }

    /** An account keeps its junk in a mailbox called Spam. */
    void junk(AccountId account) {
        junkKeepers.add(account);
    }

    /** Use and limit of an account. */
    void quota(AccountId account, long used, long limit) {
        quotas.put(account, new Account.Quota(used, limit, 1));
    }

    /** Deliveries do not complete until {@link #release}. */
    void hold() {
        held = true;
    }

    /** Completes what was held. */
    void release() {
        held = false;
        heldBack.forEach(Runnable::run);
        heldBack.clear();
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public Account account(AccountId id) {
        return new MemoryAccount(id);
    }

    @Override
    public IncomingMessage incoming(long limit) {
        open.incrementAndGet();
        return new MemoryMessage();
    }

    @Override
    public CompletionStage<DeliveryReceipt> deliver(Delivery delivery) {
        MemoryMessage message = (MemoryMessage) delivery.message();
        message.handedOver();
        CompletableFuture<DeliveryReceipt> stage = new CompletableFuture<>();
        Runnable commit = () -> commit(delivery, message, stage);
        if (held) {
            heldBack.add(commit);
        } else {
            commit.run();
        }
        return stage;
    }

    private void commit(Delivery delivery, MemoryMessage message, CompletableFuture<DeliveryReceipt> stage) {
        if (failure.isPresent()) {
            stage.completeExceptionally(new StoreException(failure.get(), "ordered"));
            return;
        }
        List<Filed> filed = new ArrayList<>();
        List<AccountId> stored = new ArrayList<>();
        for (Delivery.Target target : delivery.targets()) {
            StoreFailure refused = failures.get(target.account());
            if (refused != null) {
                filed.add(new Filed.Failed(refused));
            } else {
                stored.add(target.account());
                filed.add(new Filed.Stored(new MailboxId((int) target.account().value()), deliveries.size() + 1));
            }
        }
        if (!stored.isEmpty() || delivery.outgoing().isPresent()) {
            deliveries.add(new Delivered(
                    stored,
                    delivery.targets().stream().map(Delivery.Target::mailbox).toList(),
                    new String(delivery.prefix(), java.nio.charset.StandardCharsets.UTF_8),
                    message.octets.toByteArray(),
                    delivery.outgoing()));
            entries.addAll(delivery.journal());
        }
        stage.complete(new DeliveryReceipt(filed));
    }

    @Override
    public Journal journal() {
        return new Journal() {
            @Override
            public void append(JournalEntry entry) {
                entries.add(entry);
            }

            @Override
            public List<Positioned> after(long position, int limit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Positioned> ofMessage(String message, int limit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Positioned> find(JournalKey key, Instant since, int limit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public List<Positioned> latest(Instant since, int limit) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    public ChangeBus changes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Annotations annotations() {
        throw new UnsupportedOperationException();
    }

    @Override
    public QueueStore queue() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SendingLedger sending() {
        return sending;
    }

    @Override
    public TlsRecords tlsRecords() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoreHealth health() {
        throw new UnsupportedOperationException();
    }

    @Override
    public VerifyReport verify() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RebuiltIndexes rebuildTextIndexes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DmarcRecords dmarcRecords() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReceivedReports receivedReports() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Mailbox> mailbox(MailboxId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private final class MemoryMessage implements IncomingMessage {
        final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private final MessageParser parser = new MessageParser();
        private boolean closed;

        @Override
        public void write(byte[] from, int offset, int length) {
            if (closed) {
                throw new IllegalStateException("written to after its end");
            }
            if (writeFailure.isPresent()) {
                throw new StoreException(writeFailure.get(), "ordered");
            }
            octets.write(from, offset, length);
            parser.accept(from, offset, length);
        }

        @Override
        public long size() {
            return octets.size();
        }

        @Override
        public ParsedMessage finish() {
            return parser.finish();
        }

        @Override
        public ByteSource content() {
            return ByteSource.of(octets.toByteArray());
        }

        void handedOver() {
            if (closed) {
                throw new IllegalStateException("handed over after its end");
            }
            close();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }

    private final class MemoryAccount implements Account {
        private final AccountId id;

        MemoryAccount(AccountId id) {
            this.id = id;
        }

        @Override
        public AccountId id() {
            return id;
        }

        @Override
        public Quota quota() {
            return quotas.getOrDefault(id, new Quota(0, 0, 0));
        }

        @Override
        public String address() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<String> hiddenCapabilities() {
            return Set.of();
        }

        @Override
        public boolean administrator() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> limit(long octets, long messages) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Account> sharers() {
            throw new UnsupportedOperationException();
        }

        @Override
        public AccessList accessList(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Rights rights(MailboxName name, AccountId user) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> grant(
                MailboxName name, Grantee who, boolean negative, AccessList.Mode mode, Rights rights) {
            throw new UnsupportedOperationException();
        }

        /** INBOX, and Junk of those for whom {@link MemoryStore#junk} was called. */
        @Override
        public List<MailboxInfo> mailboxes() {
            MailboxInfo inbox = new MailboxInfo(Optional.empty(), MailboxName.INBOX, Set.of(), true, true, false);
            MailboxInfo junk = new MailboxInfo(
                    Optional.empty(), new MailboxName("Spam"), Set.of(SpecialUse.JUNK), true, true, false);
            return junkKeepers.contains(id) ? List.of(inbox, junk) : List.of(inbox);
        }

        @Override
        public List<MailboxName> subscriptions() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Mailbox> mailbox(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<MailboxInfo> create(MailboxName name, Set<SpecialUse> uses) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> delete(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> rename(MailboxName from, MailboxName to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> subscribe(MailboxName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> unsubscribe(MailboxName name) {
            throw new UnsupportedOperationException();
        }
    }
}
