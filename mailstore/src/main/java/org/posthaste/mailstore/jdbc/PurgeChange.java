package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.index.FlagPage;
import org.posthaste.mailstore.index.IndexPage;

/** Forgets messages of a mailbox that were expunged up to a modseq, some thousands at a time: rows, entries of pages, flags. */
record PurgeChange(AccountId account, MailboxId mailbox, ExpungeLogTable.Row log) implements Change<Boolean> {
    private static final int PAGES = 4;

    /** True if there is more of the same to forget. */
    @Override
    public Boolean execute(Batch batch) throws SQLException {
        MailboxState target = batch.mailbox(account, mailbox);
        batch.changedLazily();
        target.raiseExpungeFloor(log.modSeq());
        target.writes().change();
        Map<Integer, BitSet> slotsByPage = new TreeMap<>();
        Map<Integer, FlagPage> stored = new TreeMap<>(FlagPageTable.load(batch.tx(), mailbox.value()));
        for (Map.Entry<Integer, FlagPage> page : stored.entrySet()) {
            BitSet slots = expunged(page.getValue());
            if (!slots.isEmpty() && slotsByPage.size() <= PAGES) {
                slotsByPage.put(page.getKey(), slots);
            }
        }
        boolean more = slotsByPage.size() > PAGES;
        UidSet.Builder uids = new UidSet.Builder();
        int pages = 0;
        for (Map.Entry<Integer, BitSet> slots : slotsByPage.entrySet()) {
            if (pages++ < PAGES) {
                // The page as this batch has it, which may be newer than what is stored.
                FlagPage page = target.writes().flagPage(batch.tx(), slots.getKey());
                slots.getValue().stream().forEach(slot -> {
                    page.clear(slot);
                    uids.add(slots.getKey() * FlagPage.SLOTS + slot);
                });
            }
        }
        deleteMessages(batch.tx(), uids.build());
        if (!more) {
            ExpungeLogTable.delete(batch.tx(), log.id());
        }
        return more;
    }

    private BitSet expunged(FlagPage page) {
        BitSet slots = new BitSet();
        for (int slot = 0; slot < FlagPage.SLOTS; slot++) {
            if ((page.flags(slot) & FlagBits.EXPUNGED) != 0 && page.modSeq(slot) <= log.modSeq()) {
                slots.set(slot);
            }
        }
        return slots;
    }

    private void deleteMessages(Tx tx, UidSet uids) throws SQLException {
        if (uids.isEmpty()) {
            return;
        }
        for (int range = 0; range < uids.ranges(); range++) {
            MessageTable.deleteRows(tx, mailbox.value(), uids.first(range), uids.last(range));
        }
        int last = uids.last(uids.ranges() - 1);
        for (long key : MessageTable.pageKeys(tx, mailbox.value(), uids.first(0), last)) {
            IndexPage page = MessageTable.page(tx, key);
            IndexPage kept = page.keep(slot -> !uids.contains(page.entry(slot).uid()));
            if (kept.count() == 0) {
                MessageTable.deletePage(tx, key);
            } else if (kept.count() < page.count()) {
                MessageTable.updatePage(tx, key, kept);
            }
        }
    }
}
