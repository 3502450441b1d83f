package org.posthaste.imap.search;

import java.util.Arrays;
import java.util.BitSet;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.UidSet;

/** Messages a search found, in the order the client shall see them: of the mailbox, or sorted. Immutable. */
public final class Found {
    private final MailboxSnapshot searched;
    private final MailboxSnapshot view;
    private final int[] indexes;

    private Found(MailboxSnapshot searched, MailboxSnapshot view, int[] indexes) {
        this.searched = searched;
        this.view = view;
        this.indexes = indexes;
    }

    /**
     * Found messages as the client knows them: a message that is in the newer snapshot only is not known to it yet.
     *
     * @param indexes of messages of {@code searched}, in the order of the answer
     * @param view gives the sequence numbers
     */
    public static Found of(int[] indexes, MailboxSnapshot searched, MailboxSnapshot view) {
        if (searched == view) {
            return new Found(searched, view, indexes);
        }
        return new Found(
                searched,
                view,
                Arrays.stream(indexes)
                        .filter(index -> view.indexOf(searched.uid(index)) >= 0)
                        .toArray());
    }

    /** The indexes of hits, ascending. */
    public static int[] ascending(BitSet hits) {
        int[] indexes = new int[hits.cardinality()];
        int count = 0;
        for (int hit = hits.nextSetBit(0); hit >= 0; hit = hits.nextSetBit(hit + 1)) {
            indexes[count++] = hit;
        }
        return indexes;
    }

    /** Indexes in the mailbox that was searched; not to be changed. */
    public int[] indexes() {
        return indexes;
    }

    /** How many. */
    public int count() {
        return indexes.length;
    }

    /** The mailbox that was searched. */
    public MailboxSnapshot searched() {
        return searched;
    }

    /** UID, or sequence number, of the message at a place. */
    public int number(int place, boolean uid) {
        int index = indexes[place];
        if (uid) {
            return searched.uid(index);
        }
        return searched == view ? index + 1 : view.indexOf(searched.uid(index)) + 1;
    }

    /** All UIDs in order. */
    public int[] uids() {
        return Arrays.stream(indexes).map(searched::uid).toArray();
    }

    /** UIDs of the messages at these places. */
    public UidSet uids(BitSet places) {
        return UidSet.of(
                places.stream().map(place -> searched.uid(indexes[place])).toArray());
    }

    /** Highest modification sequence of the messages at these places; 0 if there are none. */
    public long highestModSeq(BitSet places) {
        return places.stream()
                .mapToLong(place -> searched.modSeq(indexes[place]))
                .max()
                .orElse(0);
    }
}
