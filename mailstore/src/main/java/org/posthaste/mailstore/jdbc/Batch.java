package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.blob.BlobStore;
import org.posthaste.mailstore.blob.PackMark;
import org.posthaste.mailstore.blob.Placement;
import org.posthaste.mailstore.journal.JournalEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes that become durable together: what they looked at, and what is to be written. Committer only. */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);
    /** Times are seconds since 2017-07-14, so that they fit 31 bits until 2085. */
    private static final long UID_VALIDITY_EPOCH = 1_500_000_000L;

    private final Tx tx;
    private final AccountCache accounts;
    private final BlobStore blobs;
    private final Sequences sequences;
    private final Instant now;
    private final Set<AccountState> seenAccounts = new LinkedHashSet<>();
    private final Set<MailboxState> seenMailboxes = new LinkedHashSet<>();
    private final Set<MailboxId> changedMailboxes = new LinkedHashSet<>();
    private final Set<AccountId> changedAccounts = new LinkedHashSet<>();
    private final List<JournalEntry> journal = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private boolean promised;
    private int steps;

    /** Positions given by the committer alone. */
    static final class Sequences {
        private long journal;
        private long expungeLog;

        Sequences(long journal, long expungeLog) {
            this.journal = journal;
            this.expungeLog = expungeLog;
        }
    }

    Batch(Tx tx, AccountCache accounts, BlobStore blobs, Sequences sequences, Clock clock) {
        this.tx = tx;
        this.accounts = accounts;
        this.blobs = blobs;
        this.sequences = sequences;
        this.now = clock.instant();
    }

    /** The connection. Reading shows what is committed; what is written at once must be followed by {@link #changed}. */
    Tx tx() {
        return tx;
    }

    Instant now() {
        return now;
    }

    /** A UIDVALIDITY for a mailbox made now. */
    int uidValidity() {
        return (int) Math.max(1, now.getEpochSecond() - UID_VALIDITY_EPOCH);
    }

    /** The account; fails with NOT_FOUND. */
    AccountState account(AccountId id) throws SQLException {
        AccountState account = accounts.get(tx, id)
                .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "no account " + id.value()));
        seenAccounts.add(account);
        return account;
    }

    /** A mailbox, ready to be changed; fails with NOT_FOUND. */
    MailboxState mailbox(AccountId account, MailboxId id) throws SQLException {
        return enter(account(account)
                .mailbox(id)
                .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "no mailbox " + id.value())));
    }

    /** Makes a mailbox ready to be changed. */
    MailboxState enter(MailboxState mailbox) {
        if (seenMailboxes.add(mailbox)) {
            mailbox.begin();
        }
        return mailbox;
    }

    /** Takes a message's octets; they are durable when the batch is. */
    Placement place(IncomingMail message) throws IOException {
        changed();
        return blobs.place(message.spool(), message.prefix(), message.rendered());
    }

    /** Says that something is written from here on, which has to be durable before it is acknowledged. */
    void changed() {
        steps++;
        promised = true;
    }

    /** As {@link #changed}, but nobody waits for it to be durable. */
    void changedLazily() {
        steps++;
    }

    /** Says that listeners of this mailbox are to be told. */
    void tell(MailboxState mailbox) {
        changedMailboxes.add(mailbox.id());
        changedAccounts.add(mailbox.account());
    }

    /** Says that listeners of this account are to be told. */
    void tell(AccountId account) {
        changedAccounts.add(account);
    }

    void logExpunge(MailboxState mailbox, long modSeq, int messages) throws SQLException {
        ExpungeLogTable.insert(tx, ++sequences.expungeLog, mailbox.id().value(), modSeq, messages, now.toEpochMilli());
    }

    void journal(List<JournalEntry> entries) {
        if (!entries.isEmpty()) {
            steps++;
            journal.addAll(entries);
        }
    }

    /** Runs after the batch is durable and shown, before anybody is told. */
    void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** Grows with each thing changed. */
    int steps() {
        return steps;
    }

    /** True if somebody waits for this to be durable. */
    boolean promised() {
        return promised;
    }

    /** Writes everything that is not written yet. */
    void flush() throws SQLException {
        for (MailboxState mailbox : seenMailboxes) {
            mailbox.flush(tx);
        }
        for (AccountState account : seenAccounts) {
            account.flush(tx);
        }
        for (JournalEntry entry : journal) {
            JournalTable.insert(tx, ++sequences.journal, entry);
        }
        for (PackMark mark : blobs.marks()) {
            PackTable.put(tx, mark);
        }
        tx.runBatches();
    }

    /** Shows what is committed. */
    void publish() {
        for (MailboxState mailbox : seenMailboxes) {
            mailbox.publish().ifPresent(accounts::keep);
        }
        for (AccountState account : seenAccounts) {
            if (account.structureChanged()) {
                changedAccounts.add(account.id());
            }
            account.publish();
            accounts.put(account);
        }
        for (Runnable action : afterCommit) {
            try {
                action.run();
            } catch (RuntimeException e) {
                // The change is durable: that is what whoever waits has to hear.
                LOG.error("something to be done after a commit failed", e);
            }
        }
    }

    /** After a failure: what is in memory may be wrong and is read again when needed. */
    void discard() {
        seenAccounts.forEach(accounts::forget);
    }

    Set<MailboxState> mailboxes() {
        return seenMailboxes;
    }

    Set<MailboxId> changedMailboxes() {
        return changedMailboxes;
    }

    /** Accounts of the changed mailboxes, those whose names or subscriptions changed, and those that were shown something. */
    Set<AccountId> changedAccounts() {
        return changedAccounts;
    }
}
