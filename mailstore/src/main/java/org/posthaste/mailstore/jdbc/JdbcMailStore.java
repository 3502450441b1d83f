package org.posthaste.mailstore.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Annotations;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.DeliveryReceipt;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.RebuiltIndexes;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.StoreHealth;
import org.posthaste.mailstore.VerifyReport;
import org.posthaste.mailstore.blob.BlobRef;
import org.posthaste.mailstore.blob.BlobStore;
import org.posthaste.mailstore.blob.PackMark;
import org.posthaste.mailstore.blob.PackStore;
import org.posthaste.mailstore.change.ChangeBus;
import org.posthaste.mailstore.dmarc.DmarcRecords;
import org.posthaste.mailstore.dmarc.ReceivedReports;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.SendingLedger;
import org.posthaste.mailstore.search.CandidateFilter;
import org.posthaste.mailstore.text.TextIndexes;
import org.posthaste.mailstore.tls.TlsRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in one folder: {@code mail.mv.db} (H2) for all that is small, {@code packs/} for message octets, {@code store.lock} to keep a second process out.
 */
public final class JdbcMailStore implements MailStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcMailStore.class);
    private static final int RENDERED_ANEW = 4 * 1024 * 1024;
    private static final int SEALERS = 2;

    private final StoreConfig config;
    private final StoreLock lock;
    private final Database database;
    private final BlobStore blobs;
    private final AccountCache accounts;
    private final ChangeSignals signals = new ChangeSignals();
    private final Committer committer;
    private final SharingIndex sharing;
    private final JdbcDirectory directory;
    private final JdbcAnnotations annotations;
    private final JdbcJournal journal;
    private final JdbcQueueStore queue;
    private final SendingLedger sending;
    private final JdbcTlsRecords tlsRecords;
    private final JdbcDmarcRecords dmarcRecords;
    private final JdbcReceivedReports receivedReports;
    private final Housekeeper housekeeper;
    private final TextIndexes texts;
    private final QueueFigures queueFigures = new QueueFigures();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Makes large messages durable. */
    private final ExecutorService sealer = Executors.newFixedThreadPool(SEALERS, JdbcMailStore::sealerThread);

    private final SentDays sentDays = new SentDays();

    private final Cache<BlobRef, byte[]> renderedAnew = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(RENDERED_ANEW)
            .weigher((BlobRef blob, byte[] rendered) -> rendered.length)
            .build();

    /** Opens a store, making it if it is not there. Fails: BUSY (another process has it), UNAVAILABLE. */
    public static JdbcMailStore open(StoreConfig config) {
        StoreLock lock;
        try {
            OwnerOnly.createFolder(config.folder());
            lock = StoreLock.take(config.folder().resolve("store.lock"));
        } catch (IOException e) {
            throw new StoreException(StoreFailure.UNAVAILABLE, "the store's folder cannot be used", e);
        }
        try {
            return new JdbcMailStore(config, lock);
        } catch (SQLException | IOException e) {
            lock.close();
            throw new StoreException(StoreFailure.UNAVAILABLE, "the store cannot be opened", e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private JdbcMailStore(StoreConfig config, StoreLock lock) throws SQLException, IOException {
        this.config = config;
        this.lock = lock;
        this.database = new Database(config.folder().resolve("mail"));
        SchemaMigrator.migrate(database);
        List<PackMark> marks = database.read(PackTable::all);
        this.blobs = PackStore.open(
                config.folder().resolve("packs"), marks, config.packLimit(), config.spoolMemory(), config.clock());
        this.accounts = new AccountCache(config.cachedMessages());
        Batch.Sequences sequences =
                database.read(tx -> new Batch.Sequences(JournalTable.newest(tx), ExpungeLogTable.newest(tx)));
        this.committer = new Committer(database, blobs, accounts, signals, sequences, config.clock());
        this.sharing = new SharingIndex(database);
        this.directory = new JdbcDirectory(database, committer, accounts, sharing);
        this.annotations = new JdbcAnnotations(database, committer);
        this.journal = new JdbcJournal(database, committer);
        this.tlsRecords = new JdbcTlsRecords(database, committer);
        this.dmarcRecords = new JdbcDmarcRecords(database, committer);
        this.receivedReports = new JdbcReceivedReports(database, committer, config.clock());
        this.queue = new JdbcQueueStore(this, blobs);
        this.sending = new SendingTable(database, committer);
        PackSweeper sweeper = new PackSweeper(database, committer, blobs, config);
        this.housekeeper = new Housekeeper(database, committer, sweeper, config);
        this.texts = new TextIndexes(config.folder().resolve("text"), new StoredMail(this), config.indexing());
        committer.onChange(mailbox -> {
            housekeeper.grown(mailbox);
            texts.changed(mailbox.account());
        });
        housekeeper.start();
        texts.start();
    }

    private static Thread sealerThread(Runnable task) {
        Thread thread = new Thread(task, "store-seal");
        thread.setDaemon(true);
        return thread;
    }

    Database database() {
        return database;
    }

    Committer committer() {
        return committer;
    }

    AccountCache accounts() {
        return accounts;
    }

    SharingIndex sharing() {
        return sharing;
    }

    Housekeeper housekeeper() {
        return housekeeper;
    }

    Clock clock() {
        return config.clock();
    }

    /** The account in memory, read if need be; fails with NOT_FOUND. */
    AccountState accountState(AccountId id) {
        return accounts.get(database, id)
                .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "no account " + id.value()));
    }

    MessageReader newReader() {
        return new StoredMessageReader(blobs, renderedAnew, sentDays, CandidateFilter.NONE);
    }

    /** A reader of an account's messages, with what is known of their texts. */
    MessageReader newReader(AccountId account) {
        return new StoredMessageReader(blobs, renderedAnew, sentDays, texts.filter(account));
    }

    /** Queues a change that brings messages, once those that get a pack of their own are durable. */
    <T> CompletionStage<T> submit(List<IncomingMail> mails, Change<T> change) {
        if (mails.stream().noneMatch(mail -> mail.spool().large())) {
            return committer.submit(change);
        }
        return CompletableFuture.runAsync(() -> seal(mails, change), sealer)
                .thenCompose(done -> committer.submit(change));
    }

    private void seal(List<IncomingMail> mails, Change<?> change) {
        try {
            for (IncomingMail mail : mails) {
                blobs.seal(mail.spool(), mail.prefix(), mail.rendered());
            }
        } catch (IOException e) {
            change.abandoned();
            throw new StoreException(StoreFailure.UNAVAILABLE, "a large message cannot be made durable", e);
        } catch (RuntimeException e) {
            change.abandoned();
            throw e;
        }
    }

    @Override
    public Directory directory() {
        return directory;
    }

    @Override
    public Account account(AccountId id) {
        return new JdbcAccount(this, id);
    }

    @Override
    public IncomingMessage incoming(long limit) {
        return new JdbcIncomingMessage(blobs.spool(), Math.min(limit, PackStore.LARGEST));
    }

    /** Takes a delivery over. */
    DeliverChange deliverChange(Delivery delivery) {
        delivery.outgoing().ifPresent(JdbcQueueStore::check);
        boolean read = !delivery.targets().isEmpty();
        IncomingMail mail = ((JdbcIncomingMessage) delivery.message()).handOver(delivery.prefix(), read);
        return new DeliverChange(
                mail, delivery.targets(), delivery.journal(), delivery.outgoing(), queue.writer(), clock().getZone());
    }

    @Override
    public CompletionStage<DeliveryReceipt> deliver(Delivery delivery) {
        JdbcIncomingMessage message = (JdbcIncomingMessage) delivery.message();
        try {
            DeliverChange change = deliverChange(delivery);
            return submit(List.of(change.message()), change);
        } catch (StoreException e) {
            message.giveUp();
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public ChangeBus changes() {
        return signals;
    }

    @Override
    public Annotations annotations() {
        return annotations;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public QueueStore queue() {
        return queue;
    }

    @Override
    public SendingLedger sending() {
        return sending;
    }

    @Override
    public TlsRecords tlsRecords() {
        return tlsRecords;
    }

    @Override
    public DmarcRecords dmarcRecords() {
        return dmarcRecords;
    }

    @Override
    public ReceivedReports receivedReports() {
        return receivedReports;
    }

    @Override
    public StoreHealth health() {
        try {
            Path file = config.folder().resolve("mail.mv.db");
            return database.read(tx -> new StoreHealth(
                    tx.number(0, "SELECT COUNT(*) FROM account WHERE address_key IS NOT NULL"),
                    tx.number(0, "SELECT SUM(messages) FROM mailbox WHERE deleted_at IS NULL"),
                    size(file),
                    packOctets(),
                    config.folder().toFile().getUsableSpace(),
                    texts.waiting(),
                    queueFigures.read(tx, clock().instant())));
        } catch (UncheckedIOException e) {
            throw new StoreException(StoreFailure.UNAVAILABLE, "the store's folder cannot be read", e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long packOctets() {
        try {
            return blobs.octets();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public VerifyReport verify() {
        VerifyReport store = housekeeper.undisturbed(() -> new StoreVerifier(database, blobs).verify());
        List<String> damages = new ArrayList<>(store.damages());
        damages.addAll(texts.check());
        return new VerifyReport(store.messages(), store.octets(), damages);
    }

    @Override
    public RebuiltIndexes rebuildTextIndexes() {
        return texts.rebuild();
    }

    @Override
    public Optional<Mailbox> mailbox(MailboxId id) {
        return database.read(tx -> MailboxTable.owner(tx, id)).map(account -> new JdbcMailbox(this, account, id));
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        texts.close();
        housekeeper.close();
        sealer.shutdown();
        try {
            if (!sealer.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("large messages were still being written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        committer.close();
        blobs.close();
        database.close();
        lock.close();
    }
}
