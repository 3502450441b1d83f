package org.posthaste.mailstore.index;

/**
 * One message in a mailbox's index.
 *
 * @param date internal date, seconds of the epoch
 * @param zone the zone the internal date was given in, minutes east of UTC
 * @param saved when it came into the mailbox, seconds of the epoch
 * @param size octets, those put in front at delivery included
 * @param pack number of the pack that holds the octets
 * @param offset position of the first octet in the pack
 * @param metaOffset position of the rendered form, see {@link org.posthaste.mailstore.blob.MetaRef}
 * @param metaLength length of its record
 */
public record IndexEntry(
        int uid,
        long flags,
        long modSeq,
        long date,
        int zone,
        long saved,
        int size,
        int pack,
        int offset,
        int metaOffset,
        int metaLength) {
    /** The same message filed again: with a UID, flags and modseq of its new mailbox. */
    public IndexEntry filed(int newUid, long newFlags, long newModSeq, long newSaved) {
        return new IndexEntry(
                newUid, newFlags, newModSeq, date, zone, newSaved, size, pack, offset, metaOffset, metaLength);
    }
}
