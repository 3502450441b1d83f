package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.index.PagedSnapshot;

/** Appends a message and expunges the one it replaces (RFC 8508 §3.4): both or none. */
record ReplaceChange(AccountId account, MailboxId mailbox, int uid, MailboxName targetName, AppendChange.Item item)
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
            MailboxState target = batch.enter(owner.mailbox(targetName)
                    .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "no such target mailbox")));
            PagedSnapshot before = source.messages(batch.tx());
            int index = before.indexOf(uid);
            if (index < 0) {
                throw new StoreException(StoreFailure.EXPUNGED, "the message to replace is gone");
            }
            long more = item.message().size() - before.size(index);
            if (more > 0) {
                owner.checkRoom(more, 0);
            }
            Mailbox.AppendResult result = AppendChange.append(batch, owner, target, List.of(item));
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
