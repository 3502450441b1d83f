package org.posthaste.mailstore.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxSnapshot;

/**
 * Days on which messages were sent, as far as searches have asked for them: a hundred thousand take 400 kB, and all together at most 8 MB. Thread-safe: what two threads write into a page at the same
 * time is the same.
 */
final class SentDays {
    /** Nobody has asked yet. No message has this day. */
    static final int UNKNOWN = Integer.MAX_VALUE;

    private static final int PAGE_BITS = 10;
    private static final int PAGES = 2000;

    private final Cache<Key, int[]> pages =
            Caffeine.newBuilder().executor(Runnable::run).maximumSize(PAGES).build();

    /** A thousand UIDs in a row. */
    private record Key(MailboxId mailbox, int uidValidity, int page) {}

    /** The page of a message. */
    int[] page(MailboxSnapshot snapshot, int index) {
        Key key = new Key(snapshot.mailbox(), snapshot.uidValidity(), snapshot.uid(index) >>> PAGE_BITS);
        return pages.get(key, SentDays::unknown);
    }

    /** Where the message is in its page. */
    static int place(MailboxSnapshot snapshot, int index) {
        return snapshot.uid(index) & (1 << PAGE_BITS) - 1;
    }

    private static int[] unknown(Key key) {
        int[] days = new int[1 << PAGE_BITS];
        Arrays.fill(days, UNKNOWN);
        return days;
    }
}
