package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.InternalDate;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.index.IndexEntry;

/** Appends messages to a mailbox: all or none, with consecutive UIDs. */
record AppendChange(AccountId account, MailboxId mailbox, List<Item> items) implements Change<Mailbox.AppendResult> {
    /** A message. */
    record Item(IncomingMail message, Flags flags, InternalDate date) {}

    @Override
    public long octets() {
        return items.stream()
                .mapToLong(item ->
                        item.message().spool().large() ? 0 : item.message().size())
                .sum();
    }

    @Override
    public Mailbox.AppendResult execute(Batch batch) throws SQLException, IOException {
        try {
            AccountState owner = batch.account(account);
            MailboxState target = batch.mailbox(account, mailbox);
            owner.checkRoom(
                    items.stream().mapToLong(item -> item.message().size()).sum(), items.size());
            return append(batch, owner, target, items);
        } finally {
            abandoned();
        }
    }

    /** Files messages; whether there is room was checked. */
    static Mailbox.AppendResult append(Batch batch, AccountState owner, MailboxState target, List<Item> items)
            throws SQLException, IOException {
        target.checkKeywords(Flags.of(
                items.stream().flatMap(item -> item.flags().names().stream()).toList()));
        int first = target.uidNext();
        long modSeq = 0;
        List<IndexEntry> entries = new ArrayList<>(items.size());
        for (Item item : items) {
            batch.changed();
            modSeq = modSeq == 0 ? target.nextModSeq() : modSeq;
            entries.add(Filing.entry(
                    first + entries.size(),
                    target.bits(item.flags(), true),
                    modSeq,
                    item.date().epochSecond(),
                    item.date().offsetMinutes(),
                    batch.now().getEpochSecond(),
                    batch.place(item.message())));
            owner.use(item.message().size(), 1);
        }
        target.add(entries);
        batch.tell(target);
        return new Mailbox.AppendResult(target.uidValidity(), UidSet.range(first, first + entries.size() - 1));
    }

    @Override
    public void abandoned() {
        items.forEach(item -> item.message().spool().close());
    }
}
