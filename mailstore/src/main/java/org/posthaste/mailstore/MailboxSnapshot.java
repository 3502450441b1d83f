package org.posthaste.mailstore;

import java.util.List;

/**
 * A mailbox at one moment, immutable, shared by all sessions that look at it. Messages are numbered by index from 0 (sequence number less one) in order of UID. All access is in
 * constant time, {@link #indexOf} in logarithmic time.
 */
public interface MailboxSnapshot {
    MailboxId mailbox();

    int uidValidity();

    int uidNext();

    long highestModSeq();

    /** Number of messages. */
    int count();

    int uid(int index);

    /** Bits of {@link FlagBits}; keyword bits are named by {@link #keywords}. */
    long flags(int index);

    long modSeq(int index);

    /** RFC822.SIZE. */
    long size(int index);

    InternalDate internalDate(int index);

    /** Identifies the message's octets: copies have the same, in whatever mailbox; never changed, and never given to other octets. */
    long contentId(int index);

    /** When the message came into this mailbox, seconds of the epoch (RFC 8514 SAVEDATE). */
    long saveDate(int index);

    /** Index of a UID; if there is none, {@code -(insertion point) - 1}. */
    int indexOf(int uid);

    /** Names of the mailbox's keywords; bit {@link FlagBits#FIRST_KEYWORD} is the first. */
    List<String> keywords();

    /** Index of the first message without \Seen, or -1. */
    int firstUnseen();

    /** Number of messages without \Seen. */
    int unseen();

    /**
     * Indexes of messages whose flags, keywords or existence differ from an older snapshot of the same mailbox, found without looking at parts both share.
     *
     * @return what happened between {@code older} and this
     */
    Difference since(MailboxSnapshot older);

    /**
     * Names of the flags behind bits, system flags first.
     */
    default List<String> flagNames(long bits) {
        java.util.ArrayList<String> names = new java.util.ArrayList<>();
        for (int bit = 0; bit < 5; bit++) {
            if ((bits & 1L << bit) != 0) {
                names.add(FlagBits.systemName(bit));
            }
        }
        List<String> keywords = keywords();
        for (int i = 0; i < keywords.size(); i++) {
            if ((bits & 1L << (FlagBits.FIRST_KEYWORD + i)) != 0) {
                names.add(keywords.get(i));
            }
        }
        return names;
    }

    /**
     * What changed between two snapshots.
     *
     * @param expungedIndexes indexes in the older snapshot of messages that are gone, ascending
     * @param changedIndexes indexes in the newer snapshot of messages both hold and whose modseq differs, ascending
     * @param firstNewIndex index in the newer snapshot of the first message the older did not hold; {@code count()} if none
     */
    record Difference(int[] expungedIndexes, int[] changedIndexes, int firstNewIndex) {}
}
