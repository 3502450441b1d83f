package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.index.PagedSnapshot;

/** Copies messages to another mailbox, of the account or of another one, or to the same one (RFC 9051 §6.4.7), and takes them away from here if they are to be moved (RFC 6851). Octets stay where they are. */
record CopyChange(AccountId account, MailboxId mailbox, UidSet uids, Mailbox.CopyTarget to, boolean move)
        implements Change<Mailbox.CopyResult> {
    @Override
    public Mailbox.CopyResult execute(Batch batch) throws SQLException {
        AccountState owner = batch.account(account);
        AccountState receiver = batch.account(to.account());
        MailboxState source = batch.mailbox(account, mailbox);
        MailboxState target = batch.enter(receiver.mailbox(to.name())
                .orElseThrow(() -> new StoreException(StoreFailure.NOT_FOUND, "no such target mailbox")));
        PagedSnapshot from = source.messages(batch.tx());
        int[] indexes = Filing.indexes(from, uids);
        if (indexes.length == 0) {
            return new Mailbox.CopyResult(target.uidValidity(), UidSet.EMPTY, UidSet.EMPTY);
        }
        if (!move || receiver != owner) {
            long octets = 0;
            for (int index : indexes) {
                octets += from.size(index);
            }
            receiver.checkRoom(octets, indexes.length);
        }
        Filing.checkKeywords(from, indexes, target, to.rights());
        UidSet copies = Filing.copy(batch, receiver, from, indexes, target, to.rights());
        if (move) {
            // The source may be the target, and then has grown.
            PagedSnapshot now = source.messages(batch.tx());
            Filing.expunge(batch, owner, source, now, Filing.indexes(now, Filing.uids(from, indexes)));
        }
        return new Mailbox.CopyResult(target.uidValidity(), Filing.uids(from, indexes), copies);
    }
}
