package org.posthaste.pop3.session;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.IntPredicate;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.Mailbox.ExpungeResult;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.UidSet;
import org.posthaste.pop3.protocol.AsciiLine;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;

/**
 * INBOX as it was at login, and the messages marked as deleted since (RFC 1939 §5). What others add or remove meanwhile does not show: numbers stay, and what was expunged elsewhere
 * can be read as long as the store keeps it. Messages with IMAP's \Deleted are shown; POP3 knows no flags, and sets none. Confined to the session's executor.
 */
public final class Maildrop {
    private final String user;
    private final Mailbox mailbox;
    private final MailboxSnapshot snapshot;
    private final MessageReader reader;
    private final MaildropLocks.Lease lease;
    private BitSet deleted = new BitSet(0);
    private int messages;
    private long octets;

    private Maildrop(String user, Mailbox mailbox, MailboxSnapshot snapshot, MaildropLocks.Lease lease) {
        this.user = user;
        this.mailbox = mailbox;
        this.snapshot = snapshot;
        this.reader = mailbox.reader();
        this.lease = lease;
        countAll();
    }

    /**
     * Opens an account's maildrop. Takes over the lease, also on failure. May block on the database.
     *
     * @return empty if the account has no INBOX
     */
    public static Optional<Maildrop> open(Account account, MaildropLocks.Lease lease) {
        boolean opened = false;
        try {
            Optional<Maildrop> maildrop = account.mailbox(MailboxName.INBOX)
                    .map(inbox -> new Maildrop(account.address(), inbox, inbox.snapshot(), lease));
            opened = maildrop.isPresent();
            return maildrop;
        } finally {
            if (!opened) {
                lease.close();
            }
        }
    }

    private void countAll() {
        messages = snapshot.count();
        octets = 0;
        for (int i = 0; i < messages; i++) {
            octets += snapshot.size(i);
        }
    }

    /** The account's address. */
    public String user() {
        return user;
    }

    /** Messages at login, deleted ones included: the highest number. */
    public int highestNumber() {
        return snapshot.count();
    }

    /** Messages not marked as deleted. */
    public int messages() {
        return messages;
    }

    /** Octets of the messages not marked as deleted. */
    public long octets() {
        return octets;
    }

    /** The index (number less one) of the message a parameter names. Refuses unknown and deleted messages. */
    public int index(String number) {
        int index = Pop3Request.number(number) - 1;
        if (index < 0 || index >= snapshot.count()) {
            throw new Pop3Refusal(Replies.NO_SUCH_MESSAGE);
        }
        if (deleted.get(index)) {
            throw new Pop3Refusal(Replies.MESSAGE_IS_DELETED);
        }
        return index;
    }

    /** Tells which indexes are not marked as deleted now; later marks do not change it, so that a listing under way stays consistent. */
    public IntPredicate present() {
        if (deleted.isEmpty()) {
            return index -> true;
        }
        BitSet now = (BitSet) deleted.clone();
        return index -> !now.get(index);
    }

    /** RFC822.SIZE. */
    public long size(int index) {
        return snapshot.size(index);
    }

    /**
     * Appends the unique id (RFC 1939 §7): UID and UIDVALIDITY, 16 hexadecimal digits. Never reused, since UIDs are not within a UIDVALIDITY. Dovecot's default form, so that maildrops
     * imported with their UIDs are not downloaded again.
     */
    public AsciiLine uniqueId(int index, AsciiLine line) {
        return line.hex(snapshot.uid(index)).hex(snapshot.uidValidity());
    }

    /** The message's octets. Fails: EXPUNGED if it was removed elsewhere and is not kept any more. */
    public ByteSource open(int index) throws IOException {
        return reader.octets(snapshot, index);
    }

    /** Marks as deleted. */
    public void delete(int index) {
        deleted.set(index);
        messages--;
        octets -= snapshot.size(index);
    }

    /** Takes all marks back. */
    public void reset() {
        deleted = new BitSet(0);
        countAll();
    }

    /** How many messages are marked as deleted. */
    public int deletedCount() {
        return deleted.cardinality();
    }

    /** Removes the marked messages; completes when that is durable. Those already gone count as removed. */
    public CompletionStage<ExpungeResult> removeDeleted() {
        UidSet.Builder uids = new UidSet.Builder();
        deleted.stream().forEach(index -> uids.add(snapshot.uid(index)));
        return mailbox.remove(uids.build());
    }

    /** Lets go of the lock. Any thread; calling it again is harmless. */
    public void release() {
        lease.close();
    }
}
