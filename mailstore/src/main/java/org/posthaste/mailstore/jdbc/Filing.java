package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.blob.Placement;
import org.posthaste.mailstore.index.IndexEntry;
import org.posthaste.mailstore.index.PagedSnapshot;
import org.posthaste.mailstore.index.SnapshotEditor;
import org.posthaste.mailstore.rights.Rights;

/** What several changes do with messages of a mailbox. */
final class Filing {
    private Filing() {}

    static IndexEntry entry(int uid, long flags, long modSeq, long date, int zone, long saved, Placement placement) {
        return new IndexEntry(
                uid,
                flags,
                modSeq,
                date,
                zone,
                saved,
                placement.blob().size(),
                placement.blob().pack(),
                placement.blob().offset(),
                placement.meta().offset(),
                placement.meta().length());
    }

    /** Indexes of the messages there are among UIDs, ascending. */
    static int[] indexes(PagedSnapshot snapshot, UidSet uids) {
        int[] found = new int[(int) Math.min(uids.size(), snapshot.count())];
        int count = 0;
        for (int range = 0; range < uids.ranges(); range++) {
            int index = snapshot.indexOf(uids.first(range));
            index = index < 0 ? -index - 1 : index;
            int last = snapshot.indexOf(uids.last(range));
            int end = last < 0 ? -last - 1 : last + 1;
            while (index < end) {
                found[count++] = index++;
            }
        }
        return java.util.Arrays.copyOf(found, count);
    }

    static UidSet uids(PagedSnapshot snapshot, int[] indexes) {
        UidSet.Builder uids = new UidSet.Builder();
        for (int index : indexes) {
            uids.add(snapshot.uid(index));
        }
        return uids.build();
    }

    /** Takes messages out of a mailbox, to be kept for restoring. */
    static void expunge(Batch batch, AccountState account, MailboxState mailbox, PagedSnapshot from, int[] indexes)
            throws SQLException {
        if (indexes.length == 0) {
            return;
        }
        batch.changed();
        long modSeq = mailbox.nextModSeq();
        MailboxWrites writes = mailbox.writes();
        writes.prefetch(batch.tx(), from.uid(indexes[0]), from.uid(indexes[indexes.length - 1]));
        SnapshotEditor editor = new SnapshotEditor(from);
        long octets = 0;
        for (int index : indexes) {
            long flags = from.flags(index);
            writes.setFlags(batch.tx(), from.uid(index), flags | FlagBits.EXPUNGED, modSeq);
            mailbox.count(flags, -1);
            octets += from.size(index);
            editor.remove(index);
        }
        mailbox.countOctets(-octets);
        account.use(-octets, -indexes.length);
        mailbox.replace(editor.finish(mailbox.nextState()));
        batch.logExpunge(mailbox, modSeq, indexes.length);
        batch.tell(mailbox);
    }

    /**
     * Files messages once more in a mailbox, with consecutive UIDs; returns those. The flags' keywords must fit.
     *
     * @param account whose the target is
     * @param rights what the user may do in the target: flags without their right are left behind
     */
    static UidSet copy(
            Batch batch, AccountState account, PagedSnapshot from, int[] indexes, MailboxState target, Rights rights) {
        long kept = rights.changeableFlags();
        batch.changed();
        int first = target.uidNext();
        long modSeq = target.nextModSeq();
        KeywordMap keywords = new KeywordMap(from.keywords(), target);
        List<IndexEntry> entries = new ArrayList<>(indexes.length);
        long octets = 0;
        for (int index : indexes) {
            IndexEntry source = from.entry(index);
            entries.add(source.filed(
                    first + entries.size(),
                    keywords.map(source.flags() & kept),
                    modSeq,
                    batch.now().getEpochSecond()));
            octets += source.size();
        }
        target.add(entries);
        account.use(octets, entries.size());
        batch.tell(target);
        return UidSet.range(first, first + entries.size() - 1);
    }

    /** Fails with LIMIT if the keywords of messages do not fit into a mailbox. */
    static void checkKeywords(PagedSnapshot from, int[] indexes, MailboxState target, Rights rights) {
        long used = 0;
        for (int index : indexes) {
            used |= from.flags(index);
        }
        used &= rights.changeableFlags();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < from.keywords().size(); i++) {
            if ((used >>> FlagBits.FIRST_KEYWORD + i & 1) != 0) {
                names.add(from.keywords().get(i));
            }
        }
        target.checkKeywords(Flags.of(names));
    }

    /** Translates the keyword bits of one mailbox into those of another. */
    private static final class KeywordMap {
        private static final long SYSTEM = (1L << FlagBits.FIRST_KEYWORD) - 1;

        private final List<String> names;
        private final MailboxState target;
        private final long[] bits;

        KeywordMap(List<String> names, MailboxState target) {
            this.names = names;
            this.target = target;
            this.bits = new long[names.size()];
        }

        long map(long flags) {
            long mapped = flags & SYSTEM;
            for (long left = flags & ~SYSTEM; left != 0; left &= left - 1) {
                int i = Long.numberOfTrailingZeros(left) - FlagBits.FIRST_KEYWORD;
                if (bits[i] == 0) {
                    bits[i] = target.bits(Flags.of(names.get(i)), true);
                }
                mapped |= bits[i];
            }
            return mapped;
        }
    }
}
