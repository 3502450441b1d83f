package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.OptionalLong;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.index.PagedSnapshot;
import org.posthaste.mailstore.index.SnapshotEditor;

/** Changes flags (RFC 9051 §6.4.6), unless a message changed since a modseq (RFC 7162 §3.1.3). A message whose flags are already so keeps its modseq. */
record StoreFlagsChange(
        AccountId account, MailboxId mailbox, UidSet uids, Mailbox.FlagUpdate update, OptionalLong unchangedSince)
        implements Change<Mailbox.StoreResult> {
    @Override
    public Mailbox.StoreResult execute(Batch batch) throws SQLException {
        MailboxState target = batch.mailbox(account, mailbox);
        PagedSnapshot before = target.messages(batch.tx());
        int[] indexes = Filing.indexes(before, uids);
        boolean removes = update.mode() == Mailbox.FlagUpdate.Mode.REMOVE;
        if (indexes.length > 0 && !removes) {
            target.checkKeywords(update.flags());
        }
        Selection selection = select(before, indexes);
        if (selection.count == 0) {
            return new Mailbox.StoreResult(UidSet.EMPTY, selection.modified.build(), before);
        }
        long bits = target.bits(update.flags(), !removes);
        return store(batch, target, before, selection, bits);
    }

    /** Which messages may be changed. */
    private static final class Selection {
        private final int[] indexes;
        private final UidSet.Builder modified = new UidSet.Builder();
        private int count;

        Selection(int length) {
            this.indexes = new int[length];
        }
    }

    private Selection select(PagedSnapshot before, int[] indexes) {
        Selection selection = new Selection(indexes.length);
        long limit = unchangedSince.orElse(Long.MAX_VALUE);
        for (int index : indexes) {
            if (before.modSeq(index) > limit) {
                selection.modified.add(before.uid(index));
            } else {
                selection.indexes[selection.count++] = index;
            }
        }
        return selection;
    }

    private Mailbox.StoreResult store(
            Batch batch, MailboxState target, PagedSnapshot before, Selection selection, long bits)
            throws SQLException {
        MailboxWrites writes = target.writes();
        SnapshotEditor editor = null;
        UidSet.Builder changed = new UidSet.Builder();
        long modSeq = 0;
        for (int i = 0; i < selection.count; i++) {
            int index = selection.indexes[i];
            long flags = before.flags(index);
            long next = update.apply(flags, bits);
            if (next == flags) {
                continue;
            }
            if (editor == null) {
                editor = new SnapshotEditor(before);
                batch.changed();
                modSeq = target.nextModSeq();
                writes.prefetch(batch.tx(), before.uid(index), before.uid(selection.indexes[selection.count - 1]));
            }
            int uid = before.uid(index);
            editor.setFlags(index, next, modSeq);
            writes.setFlags(batch.tx(), uid, next, modSeq);
            if (((flags ^ next) & (FlagBits.SEEN | FlagBits.DELETED)) != 0) {
                target.count(flags, -1);
                target.count(next, 1);
            }
            changed.add(uid);
        }
        if (editor == null) {
            return new Mailbox.StoreResult(UidSet.EMPTY, selection.modified.build(), before);
        }
        PagedSnapshot after = editor.finish(target.nextState());
        target.replace(after);
        batch.tell(target);
        return new Mailbox.StoreResult(changed.build(), selection.modified.build(), after);
    }
}
