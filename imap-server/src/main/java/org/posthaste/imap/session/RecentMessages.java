package org.posthaste.imap.session;

import java.util.Arrays;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.UidSet;

/** Which messages are \Recent in this session, RFC 3501 §2.3.2: those this session was the first to be told of. Confined to the session's executor. */
final class RecentMessages {
    private static final int[] EMPTY = new int[0];

    /** Pairs of first and last UID, ascending. */
    private int[] bounds = EMPTY;

    /** Adds the UIDs from {@code first} to {@code last}, which lie behind those already here or overlap the last of them. */
    void add(int first, int last) {
        if (first > last) {
            return;
        }
        int length = bounds.length;
        if (length > 0 && first <= bounds[length - 1] + 1) {
            bounds[length - 1] = Math.max(last, bounds[length - 1]);
            return;
        }
        bounds = Arrays.copyOf(bounds, length + 2);
        bounds[length] = first;
        bounds[length + 1] = last;
    }

    boolean contains(int uid) {
        if (bounds.length == 0 || uid < bounds[0]) {
            return false;
        }
        int at = Arrays.binarySearch(bounds, uid);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    /** How many messages of a snapshot these are; takes no time for each message. */
    int countIn(MailboxSnapshot view) {
        int count = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            count += firstBehind(bounds[i + 1], view) - firstBehind(bounds[i] - 1, view);
        }
        return count;
    }

    private static int firstBehind(int uid, MailboxSnapshot view) {
        int at = view.indexOf(uid);
        return at >= 0 ? at + 1 : -at - 1;
    }

    UidSet uids() {
        UidSet.Builder set = new UidSet.Builder();
        for (int i = 0; i < bounds.length; i += 2) {
            set.add(bounds[i], bounds[i + 1]);
        }
        return set.build();
    }
}
