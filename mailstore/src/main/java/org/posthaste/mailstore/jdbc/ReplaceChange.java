package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.index.PagedSnapshot;

/** Appends a message and expunges the one it replaces (RFC 8508 §3.4): both or none. */
record ReplaceChange(AccountId account, MailboxId mailbox, int uid, Mailbox.CopyTarget to, AppendChange.Item item)
        implements Change<Mailbox.AppendResult> {
    @Override
    public long octets() {
        return item.message().spool().large() ? 0 : item.message().size();
    }

    @Override
    public Mailbox.AppendResult execute(Batch batch) throws SQLException, IOException {
        try {
            AccountState owner = batch.account(account);
            MailboxState source = batch.mailbox(account, mailbox);
            AccountState receiver = batch.account(to.account());
            MailboxState target = batch.enter(receiver.mailbox(to.name())
                    .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "no such target mailbox")));
            PagedSnapshot before = source.messages(batch.tx());
            int index = before.indexOf(uid);
            if (index < 0) {
                throw new StoreException(StoreFailure.EXPUNGED, "the message to replace is gone");
            }
            boolean same = receiver == owner;
            long more = item.message().size() - (same ? before.size(index) : 0);
            if (more > 0) {
                receiver.checkRoom(more, same ? 0 : 1);
            }
            Mailbox.AppendResult result = AppendChange.append(batch, receiver, target, List.of(item));
            // The source may be the target, and then has grown.
            PagedSnapshot now = source.messages(batch.tx());
            Filing.expunge(batch, owner, source, now, new int[] {now.indexOf(uid)});
            return result;
        } finally {
            abandoned();
        }
    }

    @Override
    public void abandoned() {
        item.message().spool().close();
    }
}
