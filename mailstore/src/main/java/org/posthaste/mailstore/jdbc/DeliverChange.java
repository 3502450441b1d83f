package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.DeliveryReceipt;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.blob.Placement;
import org.posthaste.mailstore.index.IndexEntry;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outgoing;

/** Files one message into the mailboxes of its recipients and queues it for those elsewhere. Recipients that cannot take it are named in the receipt; the octets are stored only if somebody can. */
record DeliverChange(
        IncomingMail message,
        List<Delivery.Target> targets,
        List<JournalEntry> journal,
        Optional<Outgoing> outgoing,
        QueueWriter queue,
        ZoneId zone)
        implements Change<DeliveryReceipt> {
    @Override
    public long octets() {
        return message.spool().large() ? 0 : message.size();
    }

    @Override
    public DeliveryReceipt execute(Batch batch) throws SQLException, IOException {
        return execute(batch, true);
    }

    /** @param byQuota false: a full mailbox takes it all the same */
    DeliveryReceipt execute(Batch batch, boolean byQuota) throws SQLException, IOException {
        List<DeliveryReceipt.Filed> filed = new ArrayList<>(targets.size());
        Placement placement = null;
        for (Delivery.Target target : targets) {
            try {
                AccountState account = batch.account(target.account());
                if (byQuota) {
                    account.checkRoom(message.size(), 1);
                }
                MailboxState mailbox = batch.enter(find(account, target.mailbox()));
                placement = placement == null ? batch.place(message) : placement;
                filed.add(file(batch, account, mailbox, target, placement));
            } catch (StoreException e) {
                filed.add(new DeliveryReceipt.Filed.Failed(e.failure()));
            }
        }
        if (outgoing.isPresent()) {
            placement = placement == null ? batch.place(message) : placement;
            queue.insert(batch, outgoing.get(), placement.blob());
        }
        if (placement != null) {
            batch.journal(journal);
        }
        message.spool().close();
        return new DeliveryReceipt(filed);
    }

    private static MailboxState find(AccountState account, MailboxName name) {
        return account.mailbox(name)
                .or(() -> account.mailbox(MailboxName.INBOX))
                .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "no INBOX"));
    }

    private DeliveryReceipt.Filed file(
            Batch batch, AccountState account, MailboxState mailbox, Delivery.Target target, Placement placement) {
        int uid = mailbox.uidNext();
        long seconds = batch.now().getEpochSecond();
        IndexEntry entry = Filing.entry(
                uid,
                mailbox.bits(target.flags(), true),
                mailbox.nextModSeq(),
                seconds,
                zone.getRules().getOffset(batch.now()).getTotalSeconds() / 60,
                seconds,
                placement);
        mailbox.add(List.of(entry));
        account.use(entry.size(), 1);
        batch.tell(mailbox);
        return new DeliveryReceipt.Filed.Stored(mailbox.id(), uid);
    }

    @Override
    public void abandoned() {
        message.spool().close();
    }
}
