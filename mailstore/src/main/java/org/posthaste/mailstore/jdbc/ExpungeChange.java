package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.index.PagedSnapshot;

/**
 * Expunges messages (RFC 9051 §6.4.3, RFC 4315 §2.1).
 *
 * @param only the messages to look at; all if empty
 * @param marked true to take only those with \Deleted
 */
record ExpungeChange(AccountId account, MailboxId mailbox, Optional<UidSet> only, boolean marked)
        implements Change<Mailbox.ExpungeResult> {
    @Override
    public Mailbox.ExpungeResult execute(Batch batch) throws SQLException {
        MailboxState target = batch.mailbox(account, mailbox);
        PagedSnapshot before = target.messages(batch.tx());
        int[] indexes = Filing.indexes(before, only.orElse(UidSet.range(1, Integer.MAX_VALUE)));
        if (marked) {
            indexes = Arrays.stream(indexes)
                    .filter(index -> (before.flags(index) & FlagBits.DELETED) != 0)
                    .toArray();
        }
        Filing.expunge(batch, batch.account(account), target, before, indexes);
        return new Mailbox.ExpungeResult(Filing.uids(before, indexes), target.messages(batch.tx()));
    }
}
