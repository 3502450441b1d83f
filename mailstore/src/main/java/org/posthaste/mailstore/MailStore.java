package org.posthaste.mailstore;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.change.ChangeBus;
import org.posthaste.mailstore.dmarc.DmarcRecords;
import org.posthaste.mailstore.dmarc.ReceivedReports;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.SendingLedger;
import org.posthaste.mailstore.tls.TlsRecords;

/**
 * Everything durable of one mail server; one per process. Thread-safe.
 *
 * <p>Methods that return a stage change the store: the stage completes after the change is on disk and flushed, so its completion is what a protocol may promise (250 after DATA, OK
 * after APPEND). Stages complete on the store's committer thread: continuations must be short and must not block, typically they only hand over to a session's executor.
 */
public interface MailStore extends AutoCloseable {
    /** Domains, users and aliases. */
    Directory directory();

    /** The account with this id, if it exists. Cheap: no database work. */
    Account account(AccountId id);

    /** Begins to take in a message of at most {@code limit} octets. */
    IncomingMessage incoming(long limit);

    /** Files one message into the mailboxes of its local recipients: one transaction, all or none. Takes over the message, also on failure. */
    CompletionStage<DeliveryReceipt> deliver(Delivery delivery);

    /** News of committed changes. */
    ChangeBus changes();

    /** Annotations of mailboxes and of the server. */
    Annotations annotations();

    /** What happened. */
    Journal journal();

    /** Messages for other hosts. */
    QueueStore queue();

    /** What users sent to other hosts. */
    SendingLedger sending();

    /** What is remembered of TLS with other hosts. */
    TlsRecords tlsRecords();

    /** What we judged by DMARC. */
    DmarcRecords dmarcRecords();

    /** Reports that others sent about our domains. */
    ReceivedReports receivedReports();

    /** Figures and damage found, for {@code status}. */
    StoreHealth health();

    /** Walks packs, rows and pages and names every damage; may take long. */
    VerifyReport verify();

    /** Makes the text indexes anew and returns when they are; nothing but time is lost by it. */
    RebuiltIndexes rebuildTextIndexes();

    /** The mailbox with this id, for callers that hold an id from elsewhere. */
    Optional<Mailbox> mailbox(MailboxId id);

    /** Finishes running work, flushes, closes. */
    @Override
    void close();
}
