package org.posthaste.mailstore.thread;

import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.sort.HeaderColumns;
import org.posthaste.mailstore.sort.Ranks;

/**
 * What threading needs of messages, in the order of the mailbox. The arrays are not changed.
 *
 * @param dates sent dates
 * @param subjects numbers of base subjects; 0 for an empty one
 * @param replies whether each subject is that of a reply or forward
 * @param ids numbers of message IDs; 0 for none
 * @param references for each message the numbers of the IDs it refers to, the oldest first
 * @param idCount numbers of IDs are below this
 * @param subjectCount numbers of subjects are below this
 */
record ThreadInput(
        long[] dates, int[] subjects, boolean[] replies, int[] ids, int[][] references, int idCount, int subjectCount) {
    private static final int[] NONE = {};

    /** Takes it out of columns that are loaded; the caller holds their monitor. */
    static ThreadInput of(MailboxSnapshot snapshot, int[] indexes, HeaderColumns columns) {
        int count = indexes.length;
        ThreadInput input = new ThreadInput(
                new long[count],
                new int[count],
                new boolean[count],
                new int[count],
                new int[count][],
                columns.messageIds(),
                columns.subjects());
        for (int i = 0; i < count; i++) {
            int row = columns.row(snapshot.uid(indexes[i]));
            input.dates[i] = columns.sentDate(row, snapshot, indexes[i]);
            input.subjects[i] = columns.subject(row);
            input.replies[i] = columns.reply(row);
            input.ids[i] = columns.messageId(row);
            int[] references = columns.references(row) == 0 ? NONE : new int[columns.references(row)];
            for (int place = 0; place < references.length; place++) {
                references[place] = columns.reference(row, place);
            }
            input.references[i] = references;
        }
        return input;
    }

    int count() {
        return dates.length;
    }

    /** The messages by sent date, and where that is the same, in the order of the mailbox. */
    int[] byDate() {
        return Ranks.order(Ranks.of(dates));
    }
}
