package org.posthaste.mailstore.sort;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxSnapshot;

/** The columns of mailboxes that were sorted lately, bounded by what all take together. Thread-safe. */
public final class HeaderColumnsCache {
    private final long limit;
    private final Map<MailboxId, HeaderColumns> columns = new LinkedHashMap<>(16, 0.75f, true);

    /** May take so many octets. */
    public HeaderColumnsCache(long limit) {
        this.limit = limit;
    }

    /** May take an eighth of the heap. */
    public static HeaderColumnsCache ofHeap() {
        return new HeaderColumnsCache(Runtime.getRuntime().maxMemory() / 8);
    }

    /** The columns of a mailbox. */
    public HeaderColumns of(MailboxSnapshot snapshot) {
        synchronized (columns) {
            HeaderColumns known = columns.get(snapshot.mailbox());
            if (known == null || known.uidValidity() != snapshot.uidValidity()) {
                known = new HeaderColumns(snapshot.uidValidity(), limit);
                columns.put(snapshot.mailbox(), known);
            }
            return known;
        }
    }

    /** Drops what was not used for longest until the rest is small enough; to be called after columns have grown. */
    public void trim() {
        synchronized (columns) {
            long weight = 0;
            for (HeaderColumns each : columns.values()) {
                weight += each.weight();
            }
            Iterator<HeaderColumns> eldest = columns.values().iterator();
            while (weight > limit && columns.size() > 1) {
                weight -= eldest.next().weight();
                eldest.remove();
            }
        }
    }
}
